//! What a test's database is a copy of: layers, each a database of the cluster that is built once a test run.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use backline_ops::migrate;
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

use crate::{BoxError, Error};

type Built = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;
type Build = Arc<dyn Fn(DatabaseConnection) -> Built + Send + Sync>;

/// How much of a layer's name its database shows; PostgreSQL cuts names after 63 bytes.
const SHOWN: usize = 24;

/// What a test's database is a copy of: an empty database, with layers on it. Each layer is itself a database, built once
/// a test run from the layer below, so that templates with the same lower layers share them.
#[derive(Debug, Clone, Default)]
pub struct Template {
    layers: Vec<Layer>,
}

/// One step of building a template.
#[derive(Clone)]
pub(crate) struct Layer {
    /// The caller's name for it.
    pub(crate) name: String,
    /// The database that holds this layer and all below.
    pub(crate) database: String,
    /// Fills a copy of the layer below.
    pub(crate) build: Build,
}

impl Template {
    /// An empty database.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// An empty database with all migrations of `M`. It is known by the SQL that they render to, so an edit of any of them
    /// makes another template. Migrations that read the database, whose SQL cannot be known beforehand, are known by the
    /// running program instead.
    ///
    /// # Errors
    /// [`Error::Migrations`] when one of them cannot be rendered.
    pub async fn migrated<M: MigratorTrait + 'static>() -> Result<Self, Error> {
        Ok(match rendered::<M>().await? {
            Some(fingerprint) => Self::empty().then("migrated", &fingerprint, |db| async move {
                migrate::up::<M>(&db, migrate::Options::default(), |_event| {}).await.map(drop)
            }),
            None => Self::empty()
                .then("migrated", &executable_fingerprint()?, |db| async move { M::up(&db, None).await }),
        })
    }

    /// The same with one more layer: `build` is given a connection to a copy of what is there so far.
    ///
    /// `fingerprint` must change when what `build` does changes; [`executable_fingerprint`] always will do. The name is for
    /// people: error messages, and the name of the layer's database. When `build` fails, nothing is left of the layer.
    #[must_use]
    pub fn then<F, R, E>(mut self, name: &str, fingerprint: &str, build: F) -> Self
    where
        F: Fn(DatabaseConnection) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let mut hasher = DefaultHasher::new();
        let below = self.layers.last().map(|layer| &layer.database);
        (below, name, fingerprint).hash(&mut hasher);
        let database = format!("template_{}_{:016x}", identifier_part(name, SHOWN), hasher.finish());
        let build: Build = Arc::new(move |db| {
            let building = build(db);
            Box::pin(async move { building.await.map_err(Into::into) })
        });
        self.layers.push(Layer { name: name.to_owned(), database, build });
        self
    }

    /// The layers, the lowest first.
    pub(crate) fn layers(&self) -> &[Layer] {
        &self.layers
    }
}

impl fmt::Debug for Layer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Layer")
            .field("name", &self.name)
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}

/// Tells the running program from every other and from itself built anew: the fingerprint of a layer that is made by code.
/// Programs do not share such a layer.
///
/// # Errors
/// [`Error::Executable`] when the program's file cannot be looked at.
pub fn executable_fingerprint() -> Result<String, Error> {
    let path = std::env::current_exe().map_err(Error::Executable)?;
    let metadata = path.metadata().map_err(Error::Executable)?;
    let changed = metadata.modified().map_err(Error::Executable)?;
    let age = changed.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    Ok(format!("{} {} {age}", path.display(), metadata.len()))
}

/// The first characters of a text, with an underscore for each that would need quoting.
pub(crate) fn identifier_part(text: &str, longest: usize) -> String {
    text.chars()
        .take(longest)
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' })
        .collect()
}

/// The fingerprint of the migrations, found once a process; none when they read the database.
async fn rendered<M: MigratorTrait + 'static>() -> Result<Option<String>, Error> {
    static KNOWN: Mutex<Option<HashMap<TypeId, Option<String>>>> = Mutex::new(None);
    let migrator = TypeId::of::<M>();
    let known = KNOWN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .as_ref()
        .and_then(|known| known.get(&migrator).cloned());
    if let Some(fingerprint) = known {
        return Ok(fingerprint);
    }
    let fingerprint = match migrate::render::<M>().await {
        Ok(migrations) => Some(migrate::fingerprint(&migrations)),
        Err(backline_ops::Error::Dynamic { .. }) => None,
        Err(error) => return Err(Error::Migrations(error)),
    };
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.get_or_insert_default().insert(migrator, fingerprint.clone());
    Ok(fingerprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layered(names: &[(&str, &str)]) -> Template {
        names.iter().fold(Template::empty(), |template, (name, fingerprint)| {
            template.then(name, fingerprint, |_db| async { Ok::<(), Error>(()) })
        })
    }

    fn database(names: &[(&str, &str)]) -> String {
        layered(names).layers().last().unwrap().database.clone()
    }

    #[test]
    fn a_layer_is_another_when_anything_below_is() {
        let one = database(&[("schema", "1"), ("data", "1")]);
        assert_eq!(one, database(&[("schema", "1"), ("data", "1")]));
        assert_ne!(one, database(&[("schema", "2"), ("data", "1")]));
        assert_ne!(one, database(&[("schema", "1"), ("data", "2")]));
        assert_ne!(one, database(&[("data", "1")]));
    }

    #[test]
    fn a_database_name_is_never_cut() {
        let name = database(&[("Größe & what a long name of a layer this is, as long as it gets", "1")]);
        assert!(format!("unfinished_{name}").len() <= 63, "{name}");
        assert!(name.starts_with("template_gr__e___what_a_long_"), "{name}");
    }
}
