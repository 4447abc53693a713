//! The ids of the reference rows that the basic seed refers to, by their natural keys.

use std::collections::HashMap;

use backline_schema::prelude::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::Error;

/// Natural keys to ids, table by table.
pub(super) struct Facts {
    ids: HashMap<(&'static str, String), Uuid>,
}

impl Facts {
    pub(super) async fn read(db: &impl ConnectionTrait) -> Result<Self, Error> {
        let mut ids = HashMap::new();
        macro_rules! read {
            ($table:ident, $key:ident $(, $filter:expr)?) => {
                let rows: Vec<(String, Uuid)> = $table::Entity::find()
                    .select_only()
                    .column($table::Column::$key)
                    .column($table::Column::Id)
                    $(.filter($filter))?
                    .into_tuple()
                    .all(db)
                    .await
                    .map_err(Error::table(stringify!($table)))?;
                ids.extend(rows.into_iter().map(|(key, id)| ((stringify!($table), key), id)));
            };
        }
        read!(genres, Slug);
        read!(instruments, Slug);
        read!(amenities, Slug);
        read!(project_types, Code);
        read!(crew_roles, Name, crew_roles::Column::OrganizationId.is_null());
        read!(event_types, Name, event_types::Column::OrganizationId.is_null());
        let roles: Vec<(RoleName, Uuid)> = roles::Entity::find()
            .select_only()
            .column(roles::Column::Name)
            .column(roles::Column::Id)
            .into_tuple()
            .all(db)
            .await
            .map_err(Error::table("roles"))?;
        ids.extend(roles.into_iter().map(|(name, id)| (("roles", format!("{name:?}")), id)));
        Ok(Self { ids })
    }

    fn id(&self, table: &'static str, key: &str) -> Result<Uuid, Error> {
        let key = (table, key.to_owned());
        self.ids.get(&key).copied().ok_or(Error::ReferenceMissing { table, key: key.1 })
    }

    pub(super) fn role(&self, name: RoleName) -> Result<Uuid, Error> {
        self.id("roles", &format!("{name:?}"))
    }

    pub(super) fn genre(&self, slug: &str) -> Result<Uuid, Error> {
        self.id("genres", slug)
    }

    pub(super) fn instrument(&self, slug: &str) -> Result<Uuid, Error> {
        self.id("instruments", slug)
    }

    pub(super) fn amenity(&self, slug: &str) -> Result<Uuid, Error> {
        self.id("amenities", slug)
    }

    pub(super) fn project_type(&self, code: &str) -> Result<Uuid, Error> {
        self.id("project_types", code)
    }

    pub(super) fn crew_role(&self, name: &str) -> Result<Uuid, Error> {
        self.id("crew_roles", name)
    }

    pub(super) fn event_type(&self, name: &str) -> Result<Uuid, Error> {
        self.id("event_types", name)
    }
}

/// Cities by their GeoNames ids.
pub(super) mod city {
    pub(crate) const BENGALURU: i32 = 1_277_333;
    pub(crate) const MUMBAI: i32 = 1_275_339;
    pub(crate) const DELHI: i32 = 1_273_294;
    pub(crate) const CHENNAI: i32 = 1_264_527;
    pub(crate) const KOLKATA: i32 = 1_275_004;
    pub(crate) const PUNE: i32 = 1_259_229;
    pub(crate) const LONDON: i32 = 2_643_743;
    pub(crate) const BERLIN: i32 = 2_950_159;
    pub(crate) const NEW_YORK: i32 = 5_128_581;
    pub(crate) const TOKYO: i32 = 1_850_147;
    pub(crate) const LISBON: i32 = 2_267_057;
    pub(crate) const BARCELONA: i32 = 3_128_760;
    pub(crate) const RIO_DE_JANEIRO: i32 = 3_451_190;
}

/// India's ISO 3166-1 number.
pub(super) const INDIA: i32 = 356;

/// Karnataka's key in `states`.
pub(super) const KARNATAKA: i32 = 2013;
