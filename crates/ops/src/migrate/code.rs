//! The migrations of a project, checked; their SQL when it is needed.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sea_orm_migration::{MigrationTrait, MigratorTrait};
use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;

use super::choose::Step;
use super::kind::Kind;
use super::nearest::nearest;
use super::ready::Ready;
use super::render::render_all;
use super::usage::UsageError;
use super::{Rendered, record};
use crate::Error;
use crate::kept::{self, Kept};

/// What the code has: the migrations of a project, rendered at most once for all that is done with them.
///
/// What is asked most often, whether anything is pending or changed, follows from names and checksums. A program may keep those
/// ([`Code::kept`]) and renders nothing then until something is to be done.
pub struct Code {
    /// In order.
    outlines: Vec<Outline>,
    /// As they were before they were rendered, in the same order.
    pub(super) sources: Arc<Sources>,
    /// The name of sea-orm's own table.
    pub(super) cli_table: String,
    rendered: OnceCell<Arc<Vec<Rendered>>>,
    /// What messages need of each.
    ready: Arc<Vec<OnceLock<Ready>>>,
    /// Begun on a thread of its own.
    rendering: Mutex<Option<Rendering>>,
}

type Sources = Vec<Box<dyn MigrationTrait>>;
type Rendering = JoinHandle<Result<Arc<Vec<Rendered>>, Error>>;

/// A migration without its SQL.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Outline {
    /// Its name: the file's.
    pub name: String,
    /// As [`Rendered::checksum`].
    pub checksum: String,
    /// How often it runs, and when its SQL is known.
    pub kind: Kind,
    /// Whether all of it runs in one transaction.
    pub transactional: bool,
    /// How many statements apply it.
    pub statements: i32,
}

impl From<&Rendered> for Outline {
    fn from(migration: &Rendered) -> Self {
        Self {
            name: migration.name.clone(),
            checksum: migration.checksum(),
            kind: migration.kind.clone(),
            transactional: migration.transactional,
            statements: record::statements(migration),
        }
    }
}

impl Code {
    /// Renders everything. Rendering takes as long as connecting does, and needs no database: a program that is in a hurry does
    /// both at once.
    ///
    /// # Errors
    /// [`Error::Usage`] for a list without migrations or with two of one name; else as [`render()`](super::render()).
    pub async fn of<M: MigratorTrait>() -> Result<Self, Error> {
        let mut code = Self::unrendered::<M>()?;
        let rendered = render_all(&code.sources).await?;
        code.outlines = rendered.iter().map(Outline::from).collect();
        code.rendered = OnceCell::new_with(Some(Arc::new(rendered)));
        Ok(code)
    }

    /// The same by what this very program has kept in a folder when it rendered them before; where it has not, renders and
    /// keeps. For programs whose migrations say the same in each run: whose SQL follows from nothing but the program itself.
    ///
    /// A program is the same as long as its file is: path, size, inode, and the times at which its content and its inode
    /// changed. Where the system does not tell these, everything is rendered.
    ///
    /// # Errors
    /// As [`Code::of`].
    pub async fn kept<M: MigratorTrait>(folder: &Path) -> Result<Self, Error> {
        let Some(program) = kept::program() else { return Self::of::<M>().await };
        let kept = Kept::find(folder, "migrations-", [std::any::type_name::<M>(), &program]);
        if let Some(outlines) = kept.read::<Vec<Outline>>() {
            return Ok(Self { outlines, ..Self::unrendered::<M>()? });
        }
        let code = Self::of::<M>().await?;
        kept.write(&code.outlines);
        Ok(code)
    }

    fn unrendered<M: MigratorTrait>() -> Result<Self, Error> {
        let sources = M::migrations();
        if sources.is_empty() {
            return Err(UsageError::NoMigrations.into());
        }
        let mut names = HashSet::new();
        if let Some(twice) = sources.iter().find(|source| !names.insert(source.name())) {
            return Err(UsageError::DuplicateName(twice.name().to_owned()).into());
        }
        Ok(Self {
            outlines: Vec::new(),
            ready: Arc::new(sources.iter().map(|_| OnceLock::new()).collect()),
            sources: Arc::new(sources),
            cli_table: M::migration_table_name().to_string(),
            rendered: OnceCell::new(),
            rendering: Mutex::new(None),
        })
    }

    /// All migrations, in order, without their SQL.
    #[must_use]
    pub fn outlines(&self) -> &[Outline] {
        &self.outlines
    }

    /// All migrations, in order.
    ///
    /// # Errors
    /// As [`render()`](super::render()), where they are not rendered yet.
    pub async fn migrations(&self) -> Result<&[Rendered], Error> {
        let rendered = self.rendered.get_or_try_init(async || {
            let begun = self.rendering.lock().unwrap_or_else(PoisonError::into_inner).take();
            match begun {
                Some(begun) => {
                    begun.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
                }
                None => render_all(&self.sources).await.map(Arc::new),
            }
        });
        rendered.await.map(|rendered| rendered.as_slice())
    }

    /// What a message needs of a migration.
    pub(super) fn ready(&self, step: &Step<'_>) -> &Ready {
        self.ready[step.index].get_or_init(|| Ready::of(step.migration))
    }

    /// Renders on a thread of its own what will be needed soon.
    pub(super) fn begin_rendering(&self) {
        if self.rendered.initialized() {
            return;
        }
        let (runtime, sources) = (Handle::current(), Arc::clone(&self.sources));
        let ready = Arc::clone(&self.ready);
        let begun = tokio::task::spawn_blocking(move || {
            let rendered = Arc::new(runtime.block_on(render_all(&sources))?);
            let migrations = Arc::clone(&rendered);
            // Nobody waits for these: what is not ready yet when it is sent is worked out then.
            runtime.spawn_blocking(move || {
                for (migration, ready) in migrations.iter().zip(ready.iter()) {
                    ready.get_or_init(|| Ready::of(migration));
                }
            });
            Ok(rendered)
        });
        *self.rendering.lock().unwrap_or_else(PoisonError::into_inner) = Some(begun);
    }

    /// The migration of this name.
    pub(super) fn find(&self, name: &str) -> Option<&Outline> {
        self.outlines.iter().find(|migration| migration.name == name)
    }

    /// The place of a migration; of a wrong name, what comes near it.
    pub(super) fn position(&self, name: &str) -> Result<usize, UsageError> {
        let names = || self.outlines.iter().map(|migration| migration.name.as_str());
        names()
            .position(|known| known == name)
            .ok_or_else(|| UsageError::UnknownName { name: name.to_owned(), nearest: nearest(name, names()) })
    }
}
