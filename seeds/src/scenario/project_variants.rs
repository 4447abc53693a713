//! One production in four line-ups: as it is by default, as a trio, as a band and as a DJ set, each with people and equipment
//! of its own. For planning and prices by variant.
//!
//! Source: the project-variants document.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::story::{Attempt, Refusal, add, context};
use crate::basic::row::row;
use crate::factory::{Context, Factory as _, OrganizationFactory, ProjectFactory, UserFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct ProjectVariants;

impl ProjectVariants {
    /// Default, trio, band and DJ.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// A production and its line-ups.
#[derive(Debug, Clone)]
pub struct LineUps {
    /// Whose production it is.
    pub organization: organizations::Model,
    /// The production.
    pub project: projects::Model,
    /// Default, trio, band, DJ.
    pub variants: Vec<project_variants::Model>,
    /// Who is needed in which.
    pub roles: Vec<project_roles::Model>,
    /// What is brought in which.
    pub groups: Vec<project_equipment_groups::Model>,
    /// How a second default was refused.
    pub second_default: Refusal,
}

/// A line-up: its name, what it is called, who is needed, and how many microphones.
const VARIANTS: [(&str, &str, &[&str], i32); 4] = [
    ("default", "As planned", &["Front of house engineer"], 4),
    ("trio", "Trio", &["Front of house engineer", "Stage manager"], 6),
    ("band", "Full band", &["Front of house engineer", "Stage manager", "Lighting designer"], 16),
    ("dj", "DJ set", &["Lighting designer"], 1),
];

impl Scenario for ProjectVariants {
    type Handles = LineUps;
    const NAME: &'static str = "project-variants";
    const TABLES: &'static [&'static str] = &[
        "audit_logs",
        "equipment",
        "organization_members",
        "organizations",
        "project_equipment",
        "project_equipment_groups",
        "project_roles",
        "project_types",
        "project_variants",
        "projects",
        "search_index",
        "users",
    ];
    const NEEDS: &'static [&'static str] = &["crew_roles", "currencies", "timezones"];

    async fn tell(&self, stage: &Stage) -> Result<LineUps, Failure> {
        let context = context(stage);
        let owner = UserFactory::new().insert(&context).await?;
        let organization = OrganizationFactory::new().owned_by(&owner).insert(&context).await?;
        let project = ProjectFactory::new().of_organization(&organization).with_name("Rain on tin roofs");
        let project = project.planned().insert(&context).await?;
        let microphone = row!(equipment {
            organization_id: organization.id,
            code: "mic",
            name: "Microphone",
            category: "audio",
            stock: 32,
            rental_price: 150,
        });
        let microphone = add(&context, microphone).await?;

        let (mut variants, mut roles, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for (order, (name, display_name, needed, microphones)) in (0..).zip(VARIANTS) {
            let variant = variant(&context, &project, name, display_name, order);
            variants.push(add(&context, variant).await?);
            for role in needed {
                let role = row!(project_roles {
                    project_id: project.id,
                    role_id: crew_role(&context, role).await?,
                    daily_rate: 6_000,
                    variant_name: name,
                });
                roles.push(add(&context, role).await?);
            }
            let group = row!(project_equipment_groups {
                project_id: project.id,
                name: "On stage",
                sort_order: order,
                total_price: 150 * microphones,
                variant_name: name,
            });
            let group = add(&context, group).await?;
            let brought = row!(project_equipment {
                project_id: project.id,
                equipment_id: microphone.id,
                group_id: group.id,
                quantity: microphones,
            });
            add(&context, brought).await?;
            groups.push(group);
        }

        let attempt = Attempt::begin(stage, &context).await?;
        let mut another = variant(&context, &project, "acoustic", "Unplugged", 4);
        another.is_default = sea_orm::Set(Some(true));
        let tried = add(&attempt.context(), another).await;
        let second_default = attempt.refused(tried).await?;
        Ok(LineUps { organization, project, variants, roles, groups, second_default })
    }
}

fn variant(
    context: &Context<'_>,
    project: &projects::Model,
    name: &str,
    display_name: &str,
    order: i32,
) -> project_variants::ActiveModel {
    row!(project_variants {
        project_id: project.id,
        variant_name: name,
        display_name: display_name,
        is_default: Some(name == "default"),
        sort_order: Some(order),
        created_at: Some(context.now()),
        updated_at: Some(context.now()),
    })
}

/// A role of everybody's, from the reference data.
pub(super) async fn crew_role(context: &Context<'_>, name: &str) -> Result<Uuid, Failure> {
    let found = crew_roles::Entity::find()
        .filter(crew_roles::Column::Name.eq(name))
        .filter(crew_roles::Column::OrganizationId.is_null())
        .one(context.db())
        .await?;
    Ok(found.ok_or_else(|| format!("there is no crew role \"{name}\""))?.id)
}

impl Check for LineUps {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let variants = project_variants::Entity::find()
            .filter(project_variants::Column::ProjectId.eq(self.project.id))
            .order_by_asc(project_variants::Column::SortOrder)
            .all(db)
            .await?;
        let names: Vec<&str> = variants.iter().map(|variant| variant.variant_name.as_str()).collect();
        expect("line-ups", names, vec!["default", "trio", "band", "dj"])?;
        expect("defaults", variants.iter().filter(|variant| variant.is_default == Some(true)).count(), 1)?;
        for (name, _, needed, microphones) in VARIANTS {
            let of_variant = project_roles::Column::VariantName.eq(name);
            let roles =
                project_roles::Entity::find().filter(project_roles::Column::ProjectId.eq(self.project.id));
            expect(name, roles.filter(of_variant).count(db).await?, needed.len() as u64)?;
            let group =
                self.groups.iter().find(|group| group.variant_name == name).ok_or("a group is missing")?;
            let brought =
                project_equipment::Entity::find().filter(project_equipment::Column::GroupId.eq(group.id));
            let brought: i32 = brought.all(db).await?.iter().map(|item| item.quantity).sum();
            expect("microphones", brought, microphones)?;
        }
        expect(
            "a second default",
            self.second_default.constraint.as_deref(),
            Some("unique_default_per_project"),
        )
    }
}
