//! Leave to destroy data: asked for here, and refused on what is, or may be, production.
//!
//! A verb that destroys data flattens [`Permission`] into its options, begins with [`consent`], and hands the
//! [`Consent`] on to what does the work.

use backline_ops::consent::{Consent, Environment, Refused, Request};
use backline_ops::sql::{scalar, statement};
use backline_postgres::ConnectError;
use sea_orm::{ConnectionTrait, DbErr};

use crate::failure::Failure;
use crate::place::{Place, Presumption, Target};

/// Options of what destroys data.
#[derive(Debug, clap::Args)]
pub struct Permission {
    /// Ask nothing
    #[arg(long, short = 'y')]
    yes: bool,
    /// The name of the database, typed out, where it counts as staging or production
    #[arg(long, value_name = "DATABASE")]
    yes_production: Option<String>,
}

impl Permission {
    /// Whether it was given with the command, so that nothing need be asked.
    pub fn is_given(&self) -> bool {
        self.yes || self.yes_production.is_some()
    }

    /// The same without questions: for a verb that asks a harder one itself.
    pub fn unasked(&self) -> Self {
        Self { yes: true, yes_production: self.yes_production.clone() }
    }

    /// Whether nothing is to be asked.
    pub fn yes(&self) -> bool {
        self.yes
    }
}

/// The target, and leave to destroy data of it. `loss` is what goes, such as `all data of the database`.
///
/// What can be told from the environment and the URL is told before anything is connected to.
///
/// # Errors
/// Refused, with exit code 3: a database that counts as staging or production and whose name was not typed out, an
/// answer other than yes. Failed: as [`Place::target`], and a server that cannot be asked.
pub async fn consent(
    place: &Place,
    permission: &Permission,
    loss: &str,
) -> Result<(Target, Consent), Failure> {
    consent_to(place, permission, &format!("destroys {loss}")).await
}

/// The target, and leave to do to it what destroys nothing but may not be wanted there either. `effect` is what that does,
/// such as `puts made-up rows among the database's own`.
///
/// # Errors
/// As [`consent`].
pub async fn consent_to(
    place: &Place,
    permission: &Permission,
    effect: &str,
) -> Result<(Target, Consent), Failure> {
    let typed = permission.yes_production.as_deref();
    let mut presumption = place.presumption()?;
    if presumption.environment.is_protected() || typed.is_some() {
        let name = place.database_name()?;
        let request = Request::new(&name, presumption.environment).typed(typed);
        request.check().map_err(|refused| refusal(&refused, &presumption, effect))?;
    }
    let target = place.target().await?;
    let found = look(&target).await?;
    match found.mark {
        Some(environment) if environment > presumption.environment => {
            presumption = Presumption { environment, why: format!("it is marked \"{environment}\"") };
        }
        None if !target.is_local() => {
            let why = "it is on another machine and carries no mark".to_owned();
            presumption = Presumption { environment: Environment::Production, why };
        }
        _ => {}
    }
    let request = Request::new(&target.name, presumption.environment).typed(typed);
    request.check().map_err(|refused| refusal(&refused, &presumption, effect))?;
    // What we made ourselves is marked; anything else that lies on this machine may be dear to somebody.
    let is_ours = target.is_private() || found.mark.is_some() || found.is_empty;
    if !(is_ours || permission.yes || typed.is_some()) {
        let question = format!("\"{}\" carries no mark, and this {effect}. Go on?", target.name);
        place.output().confirm(&question)?;
    }
    let consent = request.confirmed(true).decide();
    let consent = consent.map_err(|refused| refusal(&refused, &presumption, effect))?;
    Ok((target, consent))
}

fn refusal(refused: &Refused, presumption: &Presumption, effect: &str) -> Failure {
    match refused {
        Refused::Protected { database, .. } => Failure::refused(
            format!("{refused}: {}", presumption.why),
            format!("this {effect}; if you mean it, say --yes-production {database}"),
        ),
        Refused::OtherName { database, .. } => {
            Failure::refused(refused.to_string(), format!("say --yes-production {database}"))
        }
        Refused::Unconfirmed { .. } => {
            Failure::refused(refused.to_string(), "say --yes if that is what you want")
        }
    }
}

/// What a look into the database tells.
struct Found {
    mark: Option<Environment>,
    is_empty: bool,
}

async fn look(target: &Target) -> Result<Found, Failure> {
    match target.diagnose(&target.name).await {
        Ok(_answers) => {}
        // Nothing is there that could be lost.
        Err(ConnectError::DatabaseMissing { .. }) => return Ok(Found { mark: None, is_empty: true }),
        Err(error) => return Err(error.into()),
    }
    let db = target.look().await?;
    let found = Found { mark: mark(&db).await?, is_empty: scalar(&db, IS_EMPTY, []).await? };
    db.close().await?;
    Ok(found)
}

/// Whether nobody has made a table here.
const IS_EMPTY: &str = "SELECT NOT EXISTS (
    SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'f', 'm') AND nspname <> 'information_schema' AND nspname !~ '^pg_')";

/// Whether there is a table of settings, of keys and values.
const HAS_SETTINGS: &str = "SELECT count(*) = 2 FROM pg_attribute
    WHERE attrelid = to_regclass('public.system_settings') AND attname IN ('key', 'value')";

const MARK: &str =
    "SELECT (SELECT to_jsonb(value) #>> '{}' FROM public.system_settings WHERE key = 'environment')";

/// The mark that a database carries, if it does. What it says and we do not know counts as production.
pub async fn mark(db: &impl ConnectionTrait) -> Result<Option<Environment>, DbErr> {
    if !scalar::<bool, 0>(db, HAS_SETTINGS, []).await? {
        return Ok(None);
    }
    let mark: Option<String> = scalar(db, MARK, []).await?;
    Ok(mark.map(|mark| mark.parse().unwrap_or(Environment::Production)))
}

/// Marks the database.
///
/// # Errors
/// Whatever the database answers; a table of settings that is not there.
pub async fn set_mark(db: &impl ConnectionTrait, environment: Environment) -> Result<(), DbErr> {
    const SET: &str =
        "INSERT INTO public.system_settings (key, value) VALUES ('environment', to_jsonb($1::text))
        ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    db.execute_raw(statement(SET, [environment.as_str().into()])).await.map(drop)
}
