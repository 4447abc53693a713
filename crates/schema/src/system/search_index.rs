//! `search_index`: what can be found by words, a row each; kept by triggers on what it describes.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

use super::SearchEntity;

/// What can be found by words, a row each; kept by triggers on what it describes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_index")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which table the other end is in.
    pub entity_type: SearchEntity,
    /// No foreign key: the table depends on `entity_type`; organizer: organizations.
    pub entity_id: Uuid,
    /// The headline.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// The line below the title: genres, city, date.
    #[sea_orm(column_type = "Text")]
    pub subtitle: Option<String>,
    /// In public addresses; absent: no public page.
    #[sea_orm(column_type = "Text")]
    pub slug: Option<String>,
    /// Title weighs A, subtitle B, description C.
    #[sea_orm(column_type = "custom(\"tsvector\")", select_as = "text", save_as = "tsvector")]
    pub tsv: String,
    /// Where it is; absent: nowhere in particular.
    pub city_id: Option<i32>,
    /// Orders equal matches, larger first: followers, ratings, tickets sold.
    pub popularity: f64,
    /// Drafts, cancelled and hidden things are not.
    pub is_visible: bool,
    /// What a result shows beside title and subtitle.
    #[sea_orm(column_type = "JsonBinary")]
    pub raw: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `city_id`.
    #[sea_orm(
        belongs_to = "crate::geography::cities::Entity",
        from = "Column::CityId",
        to = "crate::geography::cities::Column::CityId",
        on_delete = "Restrict"
    )]
    City,
}

impl Related<crate::geography::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::City.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// What everyone may find by these words, as typed into a search box, the best match first; `idx_search_index_tsv`
    /// serves it. Words match as they stand, English ones also in their other forms.
    pub fn search(words: &str) -> Select<Entity> {
        let matches = |sql: &'static str| {
            Expr::cust_with_exprs(sql, [Expr::col(Column::Tsv.as_column_ref()), Expr::val(words)])
        };
        Self::find()
            .filter(matches(
                "$1 @@ (websearch_to_tsquery('simple', $2) || websearch_to_tsquery('english', $2))",
            ))
            .filter(Column::IsVisible.eq(true))
            .order_by_desc(matches(
                "ts_rank($1, websearch_to_tsquery('simple', $2) || websearch_to_tsquery('english', $2))",
            ))
            .order_by_desc(Column::Popularity)
    }
}
