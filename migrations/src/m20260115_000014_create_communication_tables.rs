//! Communication between people: conversations, who takes part, messages (partitioned by month), who has read what.

use crate::ddl::ForeignKeyAction::{Cascade, SetNull};
use crate::ddl::*;
use sea_orm_migration::prelude::ForeignKey;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, labels) in ENUMS {
            create_enum(manager, name, labels).await?;
        }
        conversations().create(manager).await?;
        conversation_participants().create(manager).await?;
        messages().create(manager).await?;
        message_reads().create(manager).await?;
        message_reads_belong_to_participants(manager).await?;
        message_reads_belong_to_messages(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [MessageReads::Table]).await?;
        drop_tables(manager, [Messages::Table]).await?;
        drop_tables(manager, [ConversationParticipants::Table]).await?;
        drop_tables(manager, [Conversations::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 3] = [
    ("conversation_kind", &["direct", "booking", "opportunity", "support"]),
    ("conversation_status", &["open", "closed", "archived"]),
    ("message_kind", &["text", "attachment", "proposal", "system"]),
];

fn conversations() -> NewTable {
    table(Conversations::Table, "Threads of messages between two or more people.")
        .col(uuid_key(Conversations::Id))
        .col(enumeration(Conversations::Kind, "conversation_kind").default("direct"))
        .col(enumeration(Conversations::Status, "conversation_status").default("open"))
        .col(text_null(Conversations::Subject).comment("Absent: named after who takes part."))
        .col(uuid_null(Conversations::BookingId).comment("What it is about, where the kind is booking."))
        .col(
            uuid_null(Conversations::OpportunityId)
                .comment("What it is about, where the kind is opportunity."),
        )
        .col(uuid_null(Conversations::OrganizationId).comment("Whose inbox it is in; absent: people's own."))
        .col(uuid_null(Conversations::CreatedBy).comment("Absent: the platform."))
        .col(timestamptz_null(Conversations::LastMessageAt).comment("Absent until the first message."))
        .col(timestamptz_null(Conversations::ClosedAt))
        .col(json_object(Conversations::Metadata))
        .references(Conversations::BookingId, Bookings::Table, Bookings::Id, Cascade)
        .references(Conversations::OpportunityId, Opportunities::Table, Opportunities::Id, Cascade)
        .references(Conversations::OrganizationId, Organizations::Table, Organizations::Id, SetNull)
        .references(Conversations::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_not_blank(Conversations::Subject)
        .check_sql("booking_with_kind", "(kind = 'booking') = (booking_id IS NOT NULL)")
        .check_sql("opportunity_with_kind", "(kind = 'opportunity') = (opportunity_id IS NOT NULL)")
        .check_sql("closed_at_with_status", "(status = 'closed') = (closed_at IS NOT NULL)")
        .index([Conversations::LastMessageAt])
        .timestamps()
}

fn conversation_participants() -> NewTable {
    table(ConversationParticipants::Table, "Who takes part in a conversation.")
        .col(uuid(ConversationParticipants::ConversationId))
        .col(uuid(ConversationParticipants::UserId))
        .col(timestamptz_now(ConversationParticipants::JoinedAt))
        .col(timestamptz_null(ConversationParticipants::LeftAt).comment("Sees nothing that came later."))
        .col(timestamptz_null(ConversationParticipants::LastReadAt).comment("Up to where it was read."))
        .col(
            timestamptz_null(ConversationParticipants::MutedUntil)
                .comment("No notifications before this moment."),
        )
        .col(boolean(ConversationParticipants::IsPinned).default(false))
        .primary_key([ConversationParticipants::ConversationId, ConversationParticipants::UserId])
        .references_without_index(
            ConversationParticipants::ConversationId,
            Conversations::Table,
            Conversations::Id,
            Cascade,
        )
        .references(ConversationParticipants::UserId, Users::Table, Users::Id, Cascade)
        .check_order(ConversationParticipants::JoinedAt, ConversationParticipants::LeftAt)
        .timestamps()
}

fn messages() -> NewTable {
    table(
        Messages::Table,
        "What was said in a conversation. Partitioned by month of created_at, owned by the conversation.",
    )
    .col(uuid(Messages::ConversationId))
    .col(uuid(Messages::Id).default(Expr::cust("gen_random_uuid()")))
    .col(uuid_null(Messages::SenderId).comment("Absent: the platform, or an account that is gone."))
    .col(enumeration(Messages::Kind, "message_kind").default("text"))
    .col(text(Messages::Body).default("").comment("Empty where attachments or the payload say it all."))
    .col(
        json_object(Messages::Attachments)
            .default(Expr::cust("'[]'"))
            .comment("Media ids with their names, in order."),
    )
    .col(json_null(Messages::Payload).comment("The terms of a proposal, the facts of a system message."))
    .col(small_integer_null(Messages::Round).comment("The negotiation round of a proposal, 1 to 3."))
    .col(
        text_null(Messages::ClientMessageId)
            .comment("Made by the client. A retry with the same id and created_at adds nothing."),
    )
    .col(timestamptz_null(Messages::EditedAt))
    .col(timestamptz_null(Messages::DeletedAt).comment("Taken back by its sender; the body is empty then."))
    .primary_key([Messages::ConversationId, Messages::Id, Messages::CreatedAt])
    .references_without_index(Messages::ConversationId, Conversations::Table, Conversations::Id, Cascade)
    .references(Messages::SenderId, Users::Table, Users::Id, SetNull)
    .check_sql("attachments_is_array", "jsonb_typeof(attachments) = 'array'")
    .check_sql(
        "says_something",
        "deleted_at IS NOT NULL OR btrim(body) <> '' OR attachments <> '[]' OR payload IS NOT NULL",
    )
    .check_sql(
        "deleted_says_nothing",
        "deleted_at IS NULL OR (body = '' AND attachments = '[]' AND payload IS NULL)",
    )
    .check_between(Messages::Round, 1, 3)
    .check_sql("round_of_proposal", "round IS NULL OR kind = 'proposal'")
    .check_not_blank(Messages::ClientMessageId)
    .check_order(Messages::CreatedAt, Messages::EditedAt)
    .check_order(Messages::CreatedAt, Messages::DeletedAt)
    .unique([Messages::ConversationId, Messages::SenderId, Messages::ClientMessageId, Messages::CreatedAt])
    .index([Messages::ConversationId, Messages::CreatedAt])
    .partition_by_range(Messages::CreatedAt)
    .timestamps()
}

fn message_reads() -> NewTable {
    table(MessageReads::Table, "Which participant has read which message, and when.")
        .col(uuid(MessageReads::ConversationId))
        .col(uuid(MessageReads::MessageId))
        .col(timestamptz(MessageReads::MessageCreatedAt).comment("The message's: it is part of its key."))
        .col(uuid(MessageReads::UserId))
        .col(timestamptz_now(MessageReads::ReadAt))
        .primary_key([MessageReads::ConversationId, MessageReads::UserId, MessageReads::MessageId])
        .references(MessageReads::UserId, Users::Table, Users::Id, Cascade)
        .check_order(MessageReads::MessageCreatedAt, MessageReads::ReadAt)
        .index([MessageReads::ConversationId, MessageReads::MessageId, MessageReads::MessageCreatedAt])
}

/// The primary key leads with these two, and serves as the index.
async fn message_reads_belong_to_participants(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_foreign_key(
            ForeignKey::create()
                .name("fk_message_reads_participant")
                .from(MessageReads::Table, (MessageReads::ConversationId, MessageReads::UserId))
                .to(
                    ConversationParticipants::Table,
                    (ConversationParticipants::ConversationId, ConversationParticipants::UserId),
                )
                .on_delete(Cascade)
                .take(),
        )
        .await
}

async fn message_reads_belong_to_messages(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_foreign_key(
            ForeignKey::create()
                .name("fk_message_reads_message")
                .from(
                    MessageReads::Table,
                    (MessageReads::ConversationId, MessageReads::MessageId, MessageReads::MessageCreatedAt),
                )
                .to(Messages::Table, (Messages::ConversationId, Messages::Id, Messages::CreatedAt))
                .on_delete(Cascade)
                .take(),
        )
        .await
}

#[derive(DeriveIden)]
enum Conversations {
    Table,
    Id,
    Kind,
    Status,
    Subject,
    BookingId,
    OpportunityId,
    OrganizationId,
    CreatedBy,
    LastMessageAt,
    ClosedAt,
    Metadata,
}

#[derive(DeriveIden)]
enum ConversationParticipants {
    Table,
    ConversationId,
    UserId,
    JoinedAt,
    LeftAt,
    LastReadAt,
    MutedUntil,
    IsPinned,
}

#[derive(DeriveIden)]
enum Messages {
    Table,
    ConversationId,
    Id,
    SenderId,
    Kind,
    Body,
    Attachments,
    Payload,
    Round,
    ClientMessageId,
    EditedAt,
    DeletedAt,
    CreatedAt,
}

#[derive(DeriveIden)]
enum MessageReads {
    Table,
    ConversationId,
    MessageId,
    MessageCreatedAt,
    UserId,
    ReadAt,
}

#[derive(DeriveIden)]
enum Bookings {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Opportunities {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Organizations {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}
