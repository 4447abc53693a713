//! What the platform tells people: the kinds of notification, each one (partitioned by month), what of it people want, and mail.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict};
use crate::ddl::*;
use sea_orm_migration::prelude::{ConditionalStatement, ForeignKey};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, labels) in ENUMS {
            create_enum(manager, name, labels).await?;
        }
        notification_types().create(manager).await?;
        notifications().create(manager).await?;
        notification_preferences().create(manager).await?;
        email_notifications().create(manager).await?;
        emails_belong_to_notifications(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [EmailNotifications::Table]).await?;
        drop_tables(manager, [NotificationPreferences::Table]).await?;
        drop_tables(manager, [Notifications::Table]).await?;
        drop_tables(manager, [NotificationTypes::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 5] = [
    (
        "notification_category",
        &["account", "event", "opportunity", "booking", "contract", "payment", "message", "trust", "system"],
    ),
    ("notification_priority", &["low", "normal", "high", "urgent"]),
    ("notification_status", &["pending", "sent", "delivered", "failed"]),
    (
        "notification_entity",
        &[
            "user",
            "organization",
            "artist",
            "venue",
            "promoter",
            "event",
            "opportunity",
            "application",
            "booking",
            "contract",
            "payment",
            "payout",
            "refund",
            "invoice",
            "dispute",
            "review",
            "conversation",
            "project",
        ],
    ),
    ("email_status", &["queued", "sent", "delivered", "bounced", "failed", "complained"]),
];

fn notification_types() -> NewTable {
    table(NotificationTypes::Table, "The kinds of notification, with their texts. Reference data.")
        .col(text(NotificationTypes::Code).primary_key().comment("As programs name it: booking_confirmed."))
        .col(enumeration(NotificationTypes::Category, "notification_category"))
        .col(text(NotificationTypes::Label).comment("As settings pages call it."))
        .col(
            text(NotificationTypes::TitleTemplate)
                .comment("Handlebars, filled from the notification's data."),
        )
        .col(
            text(NotificationTypes::BodyTemplate).comment("Handlebars, filled from the notification's data."),
        )
        .col(
            custom_type(NotificationTypes::Channels, "notification_channel[]")
                .default(Expr::cust("'{in_app}'"))
                .comment("The ways on which it goes out unless a user says otherwise."),
        )
        .col(
            custom_type(NotificationTypes::TargetRoles, "role_name[]")
                .default(Expr::cust("'{}'"))
                .comment("Who gets it; none means everyone."),
        )
        .col(enumeration(NotificationTypes::Priority, "notification_priority").default("normal"))
        .col(boolean(NotificationTypes::Mandatory).default(false).comment("Cannot be switched off by users."))
        .col(boolean(NotificationTypes::Enabled).default(true))
        .check_sql("code_form", "code ~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'")
        .check_not_blank(NotificationTypes::Label)
        .check_not_blank(NotificationTypes::TitleTemplate)
        .check_not_blank(NotificationTypes::BodyTemplate)
        .check_sql("some_channel", "cardinality(channels) > 0 AND array_position(channels, NULL) IS NULL")
        .index([NotificationTypes::Category])
        .timestamps()
}

fn notifications() -> NewTable {
    table(
        Notifications::Table,
        "What a user was told, a row a channel. Partitioned by month of created_at, owned by the user.",
    )
    .col(uuid(Notifications::UserId))
    .col(uuid(Notifications::Id).default(Expr::cust("gen_random_uuid()")))
    .col(text(Notifications::TypeCode))
    .col(enumeration(Notifications::Channel, "notification_channel").default("in_app"))
    .col(enumeration(Notifications::Priority, "notification_priority").default("normal"))
    .col(text(Notifications::Title).comment("As shown: the template filled, in the user's language."))
    .col(text(Notifications::Body).default(""))
    .col(enumeration_null(Notifications::EntityType, "notification_entity").comment("What it is about."))
    .col(uuid_null(Notifications::EntityId).comment("No foreign key: the table depends on entity_type."))
    .col(text_null(Notifications::ActionUrl).comment("Where a click leads, within the application."))
    .col(json_object(Notifications::Data).comment("What the templates were filled from."))
    .col(enumeration(Notifications::Status, "notification_status").default("pending"))
    .col(timestamptz_null(Notifications::DeliveredAt))
    .col(timestamptz_null(Notifications::ReadAt).comment("Absent: unread."))
    .col(timestamptz_null(Notifications::ExpiresAt).comment("Not shown after this moment; absent: always."))
    .primary_key([Notifications::UserId, Notifications::Id, Notifications::CreatedAt])
    .references_without_index(Notifications::UserId, Users::Table, Users::Id, Cascade)
    .references(Notifications::TypeCode, NotificationTypes::Table, NotificationTypes::Code, Restrict)
    .check_not_blank(Notifications::Title)
    .check_sql("entity_together", "(entity_type IS NULL) = (entity_id IS NULL)")
    .check_not_blank(Notifications::ActionUrl)
    .check_sql("data_is_object", "jsonb_typeof(data) = 'object'")
    .check_sql("delivered_at_with_status", "(status = 'delivered') = (delivered_at IS NOT NULL)")
    .check_order(Notifications::CreatedAt, Notifications::DeliveredAt)
    .check_order(Notifications::CreatedAt, Notifications::ReadAt)
    .check_order(Notifications::CreatedAt, Notifications::ExpiresAt)
    .index([Notifications::UserId, Notifications::CreatedAt])
    .index([Notifications::EntityType, Notifications::EntityId])
    .index_as(
        Index::create()
            .name("idx_notifications_unread")
            .col(Notifications::UserId)
            .col(Notifications::CreatedAt)
            .and_where(Expr::cust("read_at IS NULL AND channel = 'in_app'")),
    )
    .index_as(
        Index::create()
            .name("idx_notifications_pending")
            .col(Notifications::CreatedAt)
            .and_where(Expr::cust("status = 'pending'")),
    )
    .partition_by_range(Notifications::CreatedAt)
    .timestamps()
}

fn notification_preferences() -> NewTable {
    table(
        NotificationPreferences::Table,
        "What a user wants to be told and how, where it differs from the type's own channels.",
    )
    .col(uuid(NotificationPreferences::UserId))
    .col(text(NotificationPreferences::TypeCode))
    .col(enumeration(NotificationPreferences::Channel, "notification_channel"))
    .col(boolean(NotificationPreferences::Enabled).default(true))
    .primary_key([
        NotificationPreferences::UserId,
        NotificationPreferences::TypeCode,
        NotificationPreferences::Channel,
    ])
    .references_without_index(NotificationPreferences::UserId, Users::Table, Users::Id, Cascade)
    .references(NotificationPreferences::TypeCode, NotificationTypes::Table, NotificationTypes::Code, Cascade)
    .timestamps()
}

fn email_notifications() -> NewTable {
    table(EmailNotifications::Table, "Mail that was sent or is to be sent, and what became of it.")
        .col(uuid_key(EmailNotifications::Id))
        .col(uuid_null(EmailNotifications::UserId).comment("Absent: to somebody without an account."))
        .col(uuid_null(EmailNotifications::NotificationId).comment("Absent: sent by itself, such as an invitation."))
        .col(
            timestamptz_null(EmailNotifications::NotificationCreatedAt)
                .comment("The notification's: it is part of its key."),
        )
        .col(custom_type(EmailNotifications::ToAddress, "citext"))
        .col(text(EmailNotifications::Subject))
        .col(text(EmailNotifications::BodyText))
        .col(text_null(EmailNotifications::BodyHtml).comment("Absent: plain text alone."))
        .col(enumeration(EmailNotifications::Status, "email_status").default("queued"))
        .col(small_integer(EmailNotifications::Attempts).default(0).comment("Times that it was handed over."))
        .col(timestamptz_null(EmailNotifications::NextAttemptAt).comment("Absent: at once, or not again."))
        .col(text_null(EmailNotifications::Provider).comment("Who delivers it."))
        .col(text_null(EmailNotifications::ProviderMessageId).comment("The provider's own id."))
        .col(text_null(EmailNotifications::LastError).comment("As the provider put it."))
        .col(timestamptz_null(EmailNotifications::SentAt))
        .col(timestamptz_null(EmailNotifications::DeliveredAt))
        .col(timestamptz_null(EmailNotifications::BouncedAt))
        .col(timestamptz_null(EmailNotifications::OpenedAt))
        .references_without_index(EmailNotifications::UserId, Users::Table, Users::Id, Cascade)
        .check_sql("to_address_form", "to_address ~ '^[^@[:space:]]+@[^@[:space:]]+$'")
        .check_not_blank(EmailNotifications::Subject)
        .check_not_negative(EmailNotifications::Attempts)
        .check_sql(
            "notification_together",
            "(notification_id IS NULL) = (notification_created_at IS NULL) AND (notification_id IS NULL OR user_id IS NOT NULL)",
        )
        .check_sql("sent_at_with_status", "status IN ('queued', 'failed') OR sent_at IS NOT NULL")
        .check_sql("delivered_at_with_status", "status <> 'delivered' OR delivered_at IS NOT NULL")
        .check_sql("bounced_at_with_status", "(status = 'bounced') = (bounced_at IS NOT NULL)")
        .check_sql("failed_with_error", "status <> 'failed' OR last_error IS NOT NULL")
        .check_order(EmailNotifications::CreatedAt, EmailNotifications::SentAt)
        .check_order(EmailNotifications::SentAt, EmailNotifications::DeliveredAt)
        .check_order(EmailNotifications::SentAt, EmailNotifications::BouncedAt)
        .check_order(EmailNotifications::SentAt, EmailNotifications::OpenedAt)
        .unique([EmailNotifications::Provider, EmailNotifications::ProviderMessageId])
        .index([
            EmailNotifications::UserId,
            EmailNotifications::NotificationId,
            EmailNotifications::NotificationCreatedAt,
        ])
        .index([EmailNotifications::ToAddress])
        .index_as(
            Index::create()
                .name("idx_email_notifications_queued")
                .col(EmailNotifications::NextAttemptAt)
                .and_where(Expr::cust("status = 'queued'")),
        )
        .timestamps()
}

async fn emails_belong_to_notifications(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_foreign_key(
            ForeignKey::create()
                .name("fk_email_notifications_notification")
                .from(
                    EmailNotifications::Table,
                    (
                        EmailNotifications::UserId,
                        EmailNotifications::NotificationId,
                        EmailNotifications::NotificationCreatedAt,
                    ),
                )
                .to(
                    Notifications::Table,
                    (Notifications::UserId, Notifications::Id, Notifications::CreatedAt),
                )
                .on_delete(Cascade)
                .take(),
        )
        .await
}

#[derive(DeriveIden)]
enum NotificationTypes {
    Table,
    Code,
    Category,
    Label,
    TitleTemplate,
    BodyTemplate,
    Channels,
    TargetRoles,
    Priority,
    Mandatory,
    Enabled,
}

#[derive(DeriveIden)]
enum Notifications {
    Table,
    UserId,
    Id,
    TypeCode,
    Channel,
    Priority,
    Title,
    Body,
    EntityType,
    EntityId,
    ActionUrl,
    Data,
    Status,
    DeliveredAt,
    ReadAt,
    ExpiresAt,
    CreatedAt,
}

#[derive(DeriveIden)]
enum NotificationPreferences {
    Table,
    UserId,
    TypeCode,
    Channel,
    Enabled,
}

#[derive(DeriveIden)]
enum EmailNotifications {
    Table,
    Id,
    UserId,
    NotificationId,
    NotificationCreatedAt,
    ToAddress,
    Subject,
    BodyText,
    BodyHtml,
    Status,
    Attempts,
    NextAttemptAt,
    Provider,
    ProviderMessageId,
    LastError,
    SentAt,
    DeliveredAt,
    BouncedAt,
    OpenedAt,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
