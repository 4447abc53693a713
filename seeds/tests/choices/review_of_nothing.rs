//! A review is of something.

use backline_seeds::factory::{Context, Factory, ReviewFactory};

async fn example(context: &Context<'_>) {
    ReviewFactory::new().published().insert_many(3, context).await;
}

fn main() {}
