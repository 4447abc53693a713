//! Each factory's presets by name, so that a test can insert them all.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use sea_orm::EntityName;

use super::{Context, Error, Factory};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// A factory's presets: its default, and each method that takes nothing and names an intent.
///
/// Every factory's file ends with one such list, and the test `factories` compares it with the methods in the file.
pub(super) struct Presets<F> {
    make: Arc<Make<F>>,
    named: Vec<Named<F>>,
}

type Make<F> = dyn for<'a> Fn(&'a Context<'a>) -> BoxFuture<'a, F> + Send + Sync;
type Named<F> = (&'static str, fn(F) -> F);

impl<F: Factory + Send + 'static> Presets<F> {
    /// Those of a factory that needs no choice.
    pub(super) fn of(new: fn() -> F) -> Self {
        Self::with_choice(move |_| Box::pin(async move { Ok(new()) }))
    }

    /// Those of a factory that is none before a choice is made.
    pub(super) fn with_choice(
        make: impl for<'a> Fn(&'a Context<'a>) -> BoxFuture<'a, F> + Send + Sync + 'static,
    ) -> Self {
        Self { make: Arc::new(make), named: Vec::new() }
    }

    /// And this one.
    pub(super) fn and(mut self, name: &'static str, preset: fn(F) -> F) -> Self {
        self.named.push((name, preset));
        self
    }

    /// As the registry has them.
    pub(super) fn listed(self) -> Listing {
        let none: fn(F) -> F = |factory| factory;
        let all = std::iter::once((DEFAULT, none)).chain(self.named);
        let presets = all.map(|(name, preset)| {
            let make = Arc::clone(&self.make);
            let insert: Insert = Box::new(move |context| {
                let make = Arc::clone(&make);
                Box::pin(async move { preset(make(context).await?).insert(context).await.map(drop) })
            });
            Preset { name, insert }
        });
        Listing { table: F::Entity::default().table_name(), presets: presets.collect() }
    }
}

/// The name of what a factory makes when nothing is asked of it.
const DEFAULT: &str = "default";

type Insert = Box<dyn for<'a> Fn(&'a Context<'a>) -> BoxFuture<'a, ()> + Send + Sync>;

/// A factory, as the registry has it.
#[derive(Debug)]
pub struct Listing {
    /// The table whose rows it makes.
    pub table: &'static str,
    /// What it makes: `default` first.
    pub presets: Vec<Preset>,
}

/// One of the rows that a factory makes without further choices.
pub struct Preset {
    /// The method's name.
    pub name: &'static str,
    insert: Insert,
}

impl Preset {
    /// Inserts it, with all that it needs.
    ///
    /// # Errors
    /// As [`Factory::insert`].
    pub async fn insert(&self, context: &Context<'_>) -> Result<(), Error> {
        (self.insert)(context).await
    }
}

impl fmt::Debug for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}
