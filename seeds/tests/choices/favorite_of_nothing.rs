//! A favourite is of something.

use backline_seeds::factory::{Context, Factory, FavoriteFactory};

async fn example(context: &Context<'_>) {
    FavoriteFactory::new().insert(context).await;
}

fn main() {}
