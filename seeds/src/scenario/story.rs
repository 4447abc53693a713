//! What most stories begin with, and how they go on.

mod money;
mod parties;
mod refusal;

use backline_seed::scenario::{Failure, Stage};
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait};

use crate::factory::Context;

pub(super) use money::Books;
pub use parties::Parties;
pub(super) use refusal::Attempt;
pub use refusal::Refusal;

/// Reference data that people, places and money refer to.
pub(super) const PLACES: &[&str] = &["countries", "cities", "currencies", "timezones"];

/// The factories' context of a run.
pub(super) fn context(stage: &Stage) -> Context<'_> {
    Context::new(stage.db(), stage.now(), stage.namespace())
}

/// Adds a row of a table.
pub(super) async fn add<A>(
    context: &Context<'_>,
    row: A,
) -> Result<<A::Entity as EntityTrait>::Model, Failure>
where
    A: ActiveModelTrait + Send,
    A::Entity: EntityTrait<ActiveModel = A>,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let added = context.insert_rows::<A::Entity>(vec![row]).await?;
    added.into_iter().next().ok_or_else(|| "the row that was added did not come back".into())
}

/// Changes a row of the story, and gives it as it is then.
pub(super) async fn change<M, A>(
    context: &Context<'_>,
    model: M,
    set: impl FnOnce(&mut A) + Send,
) -> Result<M, Failure>
where
    M: ModelTrait + IntoActiveModel<A>,
    M::Entity: EntityTrait<Model = M, ActiveModel = A>,
    A: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
{
    let mut row = model.into_active_model();
    set(&mut row);
    Ok(row.update(context.db()).await?)
}
