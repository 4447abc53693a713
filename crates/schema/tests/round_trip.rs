//! Values of every kind that a column can have are read as they were written.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use backline_migrations::Migrator;
use backline_schema::prelude::*;
use backline_schema::{act_as, act_as_app, new_key};
use backline_testdb::TestDb;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend,
    EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, Statement, TransactionTrait,
};
use time::Duration;
use time::macros::{date, datetime};

#[tokio::test]
async fn a_user_is_found_by_name_and_address_whatever_their_case() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    let user = user(db).await;
    assert_eq!(user.gender, Some(Gender::PreferNotSay));
    assert_eq!(user.date_of_birth, Some(date!(1990 - 12 - 31)));
    assert_eq!(user.currency, "INR", "a default");
    let by_address = users::Entity::find_by_email("ASHA@example.com").one(db).await.unwrap();
    assert_eq!(by_address.as_ref(), Some(&user));
    assert_eq!(users::Entity::find_by_username("ASHA").one(db).await.unwrap(), by_address);
}

#[tokio::test]
async fn who_signs_in_is_asked_before_anybody_acts() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    let user = user(db).await;
    let stranger_sees = UserCard {
        user_id: user.id,
        username: Some("Asha".to_owned()),
        display_name: None,
        avatar_url: None,
        email: None,
    };
    let transaction = db.begin().await.unwrap();
    act_as_app(&transaction, new_key(), None).await.unwrap();
    assert_eq!(users::Entity::find_by_id(user.id).one(&transaction).await.unwrap(), None);
    assert_eq!(UserCard::of(&transaction, [user.id, new_key()]).await.unwrap(), [stranger_sees]);
    assert_eq!(sign_in::user_id_by_login(&transaction, "asha").await.unwrap(), Some(user.id));
    assert_eq!(sign_in::user_id_by_login(&transaction, "nobody").await.unwrap(), None);
    assert_eq!(sign_in::user_id_by_session(&transaction, "no hash").await.unwrap(), None);
    assert_eq!(sign_in::user_id_by_api_key(&transaction, "no hash").await.unwrap(), None);
    assert_eq!(sign_in::user_id_by_provider(&transaction, "google", "7").await.unwrap(), None);
    act_as(&transaction, user.id, None).await.unwrap();
    assert_eq!(users::Entity::find().one(&transaction).await.unwrap().as_ref(), Some(&user));
    let own = UserCard::of(&transaction, [user.id]).await.unwrap();
    assert_eq!(own[0].email.as_deref(), Some("Asha@Example.com"));
    transaction.rollback().await.unwrap();
}

#[tokio::test]
async fn addresses_and_arrays() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    let user = user(db).await;
    let session = user_sessions::ActiveModel {
        user_id: Set(user.id),
        ip_address: Set(Some("203.0.113.7".to_owned())),
        expires_at: Set(datetime!(2100-01-01 0:00 UTC)),
        ..Default::default()
    };
    let session = session.insert(db).await.unwrap();
    assert_eq!(session.ip_address.as_deref(), Some("203.0.113.7/32"));
    let live = user_sessions::Entity::live_of(user.id).all(db).await.unwrap();
    assert_eq!(live, [session]);

    let key = api_keys::ActiveModel {
        user_id: Set(user.id),
        name: Set("calendar".to_owned()),
        key_hash: Set("0".repeat(64)),
        scopes: Set(vec!["booking:read".to_owned(), "event:read".to_owned()]),
        ..Default::default()
    };
    assert_eq!(key.insert(db).await.unwrap().scopes, ["booking:read", "event:read"]);

    let kind = notification_types::ActiveModel {
        code: Set("test_arrays".to_owned()),
        category: Set(NotificationCategory::Booking),
        label: Set("Test".to_owned()),
        title_template: Set("Test".to_owned()),
        body_template: Set("Test".to_owned()),
        channels: Set(vec![NotificationChannel::InApp, NotificationChannel::Push]),
        ..Default::default()
    };
    let kind = kind.insert(db).await.unwrap();
    assert_eq!(kind.channels, [NotificationChannel::InApp, NotificationChannel::Push]);
}

#[tokio::test]
async fn what_the_database_generates_is_read_and_never_written() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    let artist = artist(db).await;
    let period = artist_availability::ActiveModel {
        artist_id: Set(artist.id),
        starts_at: Set(datetime!(2027-01-01 0:00 UTC)),
        ends_at: Set(datetime!(2027-01-02 0:00 UTC)),
        ..Default::default()
    };
    let period = period.insert(db).await.unwrap();
    assert!(period.period.ends_with(')'), "without its end: {}", period.period);

    let between = artist_availability::Entity::of_artist_between;
    let overlapping = between(artist.id, datetime!(2027-01-01 23:00 UTC), datetime!(2027-01-03 0:00 UTC));
    assert_eq!(overlapping.all(db).await.unwrap().as_slice(), std::slice::from_ref(&period));
    let after = between(artist.id, period.ends_at, period.ends_at + Duration::DAY);
    assert!(after.all(db).await.unwrap().is_empty());

    // A whole row, back again: inserted, and updated in every column.
    period.clone().delete(db).await.unwrap();
    assert_eq!(period.clone().into_active_model().insert(db).await.unwrap(), period);
    let longer = artist_availability::ActiveModel {
        ends_at: Set(datetime!(2027-01-04 0:00 UTC)),
        ..period.clone().into_active_model().reset_all()
    };
    assert_ne!(longer.update(db).await.unwrap().period, period.period);
}

#[tokio::test]
async fn rows_of_partitioned_tables_have_composite_keys() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    let user = user(db).await;
    let conversation =
        conversations::ActiveModel { kind: Set(ConversationKind::Direct), ..Default::default() };
    let conversation = conversation.insert(db).await.unwrap();
    let participant = conversation_participants::ActiveModel {
        conversation_id: Set(conversation.id),
        user_id: Set(user.id),
        ..Default::default()
    };
    participant.insert(db).await.unwrap();
    let first = messages::ActiveModel {
        conversation_id: Set(conversation.id),
        sender_id: Set(Some(user.id)),
        body: Set("Is the fifth still free?".to_owned()),
        ..Default::default()
    };
    let first = first.insert(db).await.unwrap();
    let second = messages::ActiveModel {
        id: Set(new_key()),
        created_at: Set(first.created_at + Duration::SECOND),
        ..first.clone().into_active_model()
    };
    let second = second.insert(db).await.unwrap();

    let latest = messages::Entity::latest_of(conversation.id).all(db).await.unwrap();
    assert_eq!(latest, [second.clone(), first.clone()]);
    let before = messages::Entity::before(&second).all(db).await.unwrap();
    assert_eq!(before.as_slice(), std::slice::from_ref(&first));
    let read = message_reads::ActiveModel {
        conversation_id: Set(conversation.id),
        message_id: Set(first.id),
        message_created_at: Set(first.created_at),
        user_id: Set(user.id),
        ..Default::default()
    };
    let read = read.insert(db).await.unwrap();
    assert_eq!(read.find_related(messages::Entity).one(db).await.unwrap(), Some(first));
    assert_eq!(user.find_related(conversations::Entity).all(db).await.unwrap().len(), 1);
    assert_eq!(conversations::Entity::of_user(user.id).all(db).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_found_by_words_is_found_in_their_other_forms() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    let artist = artist(db).await;
    let found = search_index::Entity::search("nights train").all(db).await.unwrap();
    let found: Vec<_> = found.iter().map(|entry| entry.entity_id).collect();
    assert_eq!(found, [artist.id]);
    assert!(search_index::Entity::search("planes").all(db).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_acts_is_known_until_the_transaction_ends() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let db = database.conn();
    let (user, organization) = (new_key(), new_key());
    let nobody = ("postgres".to_owned(), String::new(), String::new());
    {
        let transaction = db.begin().await.unwrap();
        act_as(&transaction, user, Some(organization)).await.unwrap();
        let acting = ("postgres".to_owned(), user.to_string(), organization.to_string());
        assert_eq!(who(&transaction).await, acting);
        act_as_app(&transaction, user, None).await.unwrap();
        assert_eq!(who(&transaction).await, ("backline_app".to_owned(), user.to_string(), String::new()));
        transaction.commit().await.unwrap();
    }
    assert_eq!(who(db).await, nobody);
}

/// The database's role, the acting user, the organization.
async fn who<C: ConnectionTrait>(db: &C) -> (String, String, String) {
    let sql = "SELECT current_user::text, COALESCE(current_setting('backline.user_id', true), ''),
        COALESCE(current_setting('backline.organization_id', true), '')";
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap().unwrap();
    row.try_get_many_by_index().unwrap()
}

async fn user(db: &DatabaseConnection) -> users::Model {
    reference_data(db).await;
    let user = users::ActiveModel {
        email: Set("Asha@Example.com".to_owned()),
        username: Set(Some("Asha".to_owned())),
        gender: Set(Some(Gender::PreferNotSay)),
        date_of_birth: Set(Some(date!(1990 - 12 - 31))),
        ..Default::default()
    };
    user.insert(db).await.unwrap()
}

async fn artist(db: &DatabaseConnection) -> artists::Model {
    reference_data(db).await;
    let artist = artists::ActiveModel {
        artist_name: Set("The Night Trains".to_owned()),
        slug: Set("the-night-trains".to_owned()),
        ..Default::default()
    };
    let artist = artist.insert(db).await.unwrap();
    let found = artists::Entity::find().filter(artists::Column::Id.eq(artist.id)).one(db).await.unwrap();
    assert_eq!(found.as_ref(), Some(&artist));
    artist
}

/// What the defaults lead to.
async fn reference_data(db: &DatabaseConnection) {
    let rupee = currencies::ActiveModel {
        currency_code: Set("INR".to_owned()),
        name: Set("Indian Rupee".to_owned()),
        ..Default::default()
    };
    rupee.insert(db).await.unwrap();
    let zone = timezones::ActiveModel { tz_name: Set("Asia/Kolkata".to_owned()), ..Default::default() };
    zone.insert(db).await.unwrap();
}
