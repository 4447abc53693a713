//! The parts that people play.

use std::marker::PhantomData;

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::factory::{Chosen, Context, Draft, Error, Factory, Presets, Source, Unchosen};

/// Makes [`roles`] once it is said which. Each is there once: inserting one that is there, as after loading the
/// reference data, gives that one.
#[derive(Debug, Clone, Default)]
pub struct RoleFactory<Name = Unchosen> {
    row: Draft<roles::ActiveModel>,
    choice: PhantomData<Name>,
}

impl RoleFactory {
    /// Which one is not yet said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This one.
    #[must_use]
    pub fn named(mut self, name: RoleName) -> RoleFactory<Chosen> {
        self.row.name = Set(name);
        self.chosen()
    }

    fn chosen(self) -> RoleFactory<Chosen> {
        RoleFactory { row: self.row, choice: PhantomData }
    }
}

#[async_trait]
impl Factory for RoleFactory<Chosen> {
    type Entity = roles::Entity;

    fn draft(&mut self) -> &mut roles::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> roles::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("roles").id());
        row
    }

    /// Those that are there are found.
    async fn store(
        &self,
        rows: Vec<roles::ActiveModel>,
        context: &Context<'_>,
    ) -> Result<Vec<roles::Model>, Error> {
        let mut roles = Vec::with_capacity(rows.len());
        for row in rows {
            let name = row.name.try_as_ref().copied();
            let found = roles::Entity::find().filter(roles::Column::Name.eq(name)).one(context.db()).await;
            match found.map_err(Error::database("look for the role"))? {
                Some(role) => roles.push(role),
                None => roles.extend(context.insert_rows::<roles::Entity>(vec![row]).await?),
            }
        }
        Ok(roles)
    }
}

pub(in crate::factory) fn presets() -> Presets<RoleFactory<Chosen>> {
    Presets::with_choice(|_| Box::pin(async move { Ok(RoleFactory::new().named(RoleName::Artist)) }))
}
