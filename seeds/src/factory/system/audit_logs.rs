//! Who changed what.

use backline_schema::prelude::*;
use sea_orm::Set;
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`audit_logs`]: by default somebody added a user. Triggers write these rows; a row of one's own is for what
/// they cannot know.
#[derive(Debug, Clone, Default)]
pub struct AuditLogFactory {
    row: Draft<audit_logs::ActiveModel>,
}

impl AuditLogFactory {
    /// Somebody added a user.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This row.
    #[must_use]
    pub fn of_row(mut self, table: AuditedTable, id: Uuid) -> Self {
        self.row.table_name = Set(table);
        self.row.entity_id = Set(id);
        self
    }

    /// By this user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.actor_user_id = Set(Some(user.id));
        self
    }

    /// Then.
    #[must_use]
    pub fn happened_at(mut self, moment: OffsetDateTime) -> Self {
        self.row.occurred_at = Set(moment);
        self
    }

    /// Changed.
    #[must_use]
    pub fn update(mut self) -> Self {
        self.row.action = Set(AuditAction::Update);
        self
    }

    /// Deleted.
    #[must_use]
    pub fn delete(mut self) -> Self {
        self.row.action = Set(AuditAction::Delete);
        self
    }
}

impl Factory for AuditLogFactory {
    type Entity = audit_logs::Entity;

    fn draft(&mut self) -> &mut audit_logs::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> audit_logs::ActiveModel {
        let mut row = self.row.chosen();
        row.id.set_if_unset_with(|| source.next("audit_logs").id());
        row.entity_id.set_if_unset_with(|| source.next("audit_logs.entity_id").id());
        row.table_name.set_if_unset(AuditedTable::Users);
        row.action.set_if_unset(AuditAction::Insert);
        row.occurred_at.set_if_unset(source.now());
        if row.action.is_set_and(|action| *action != AuditAction::Insert) {
            row.old_values.set_if_unset_with(|| Some(json!({"display_name": "before"})));
        }
        if row.action.is_set_and(|action| *action != AuditAction::Delete) {
            row.new_values.set_if_unset_with(|| Some(json!({"display_name": "after"})));
        }
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<AuditLogFactory> {
    Presets::of(AuditLogFactory::new)
        .and("update", AuditLogFactory::update)
        .and("delete", AuditLogFactory::delete)
}
