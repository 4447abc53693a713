//! Geography: currencies, time zones, locales, countries, their subdivisions and cities, exchange rates.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict};
use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        currencies().create(manager).await?;
        countries().create(manager).await?;
        timezones().create(manager).await?;
        locales().create(manager).await?;
        states().create(manager).await?;
        cities().create(manager).await?;
        run(manager, fill_city_country()).await?;
        run(
            manager,
            Trigger::new(
                Cities::Table,
                "fill_country",
                "BEFORE INSERT OR UPDATE OF state_id, country_id",
                "fill_city_country()",
            ),
        )
        .await?;
        exchange_rates().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [ExchangeRates::Table]).await?;
        drop_tables(manager, [Cities::Table]).await?;
        run(manager, DropFunction("fill_city_country()")).await?;
        drop_tables(manager, [States::Table]).await?;
        drop_tables(manager, [Locales::Table]).await?;
        drop_tables(manager, [Timezones::Table]).await?;
        drop_tables(manager, [Countries::Table]).await?;
        drop_tables(manager, [Currencies::Table]).await
    }
}

fn currencies() -> NewTable {
    table(Currencies::Table, "Currencies in circulation, ISO 4217.")
        .col(char_len(Currencies::CurrencyCode, 3).primary_key())
        .col(text(Currencies::Name))
        .col(text_null(Currencies::Symbol))
        .col(
            small_integer(Currencies::Precision)
                .default(2)
                .comment("Minor digits: 2 for paise and cents, 0 for yen, 3 for dinars."),
        )
        .check_sql("currency_code_form", "currency_code ~ '^[A-Z]{3}$'")
        .check_not_blank(Currencies::Name)
        .check_between(Currencies::Precision, 0, 4)
        .timestamps()
}

fn countries() -> NewTable {
    table(Countries::Table, "Countries and territories, ISO 3166-1.")
        .col(serial_key(Countries::CountryId).comment("The ISO 3166-1 numeric code, in reference data."))
        .col(text(Countries::Name))
        .col(char_len_null(Countries::Iso2, 2))
        .col(char_len_null(Countries::Iso3, 3))
        .col(char_len_null(Countries::CurrencyCode, 3).comment("The main one; absent where there is none."))
        .col(text_null(Countries::CallingCode).comment("With the plus sign: +91."))
        .col(char_len_null(Countries::Continent, 2).comment("AF, AN, AS, EU, NA, OC or SA."))
        .col(text_null(Countries::Capital))
        .references(Countries::CurrencyCode, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_not_blank(Countries::Name)
        .check_sql("iso2_form", "iso2 ~ '^[A-Z]{2}$'")
        .check_sql("iso3_form", "iso3 ~ '^[A-Z]{3}$'")
        .check_sql("calling_code_form", "calling_code ~ '^[+][0-9]{1,7}$'")
        .check_sql("continent_known", "continent IN ('AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA')")
        .unique([Countries::Iso2])
        .unique([Countries::Iso3])
        .timestamps()
}

fn timezones() -> NewTable {
    table(Timezones::Table, "Time zones of the IANA database.")
        .col(
            text(Timezones::TzName)
                .primary_key()
                .comment("As PostgreSQL and every operating system know it: Asia/Kolkata."),
        )
        .col(integer_null(Timezones::CountryId).comment("Absent for UTC."))
        .references(Timezones::CountryId, Countries::Table, Countries::CountryId, Cascade)
        .check_sql("tz_name_form", "tz_name ~ '^[A-Za-z0-9_+/-]+$'")
        .timestamps()
}

fn locales() -> NewTable {
    table(Locales::Table, "Languages as people read them, CLDR.")
        .col(varchar(Locales::LocaleCode, 15).primary_key().comment("BCP 47: en-IN, zh-Hans-CN."))
        .col(text(Locales::DisplayName).comment("In English."))
        .check_sql("locale_code_form", "locale_code ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$'")
        .check_not_blank(Locales::DisplayName)
        .timestamps()
}

fn states() -> NewTable {
    table(States::Table, "Subdivisions of countries: states, provinces, districts; ISO 3166-2.")
        .col(serial_key(States::StateId))
        .col(integer(States::CountryId))
        .col(text(States::Name))
        .col(text_null(States::Code).comment("ISO 3166-2: IN-KA."))
        .col(text_null(States::Type).comment("What the country calls it: state, province, union territory."))
        .col(integer_null(States::ParentId).comment("The subdivision that this one lies in."))
        .references(States::CountryId, Countries::Table, Countries::CountryId, Restrict)
        .references(States::ParentId, States::Table, States::StateId, Restrict)
        .check_not_blank(States::Name)
        .check_sql("code_form", "code ~ '^[A-Z]{2}-[A-Z0-9]{1,3}$'")
        .check_sql("parent_is_another", "parent_id <> state_id")
        .unique([States::Code])
        .timestamps()
}

fn cities() -> NewTable {
    table(Cities::Table, "Cities with coordinates, population and time zone; GeoNames.")
        .col(serial_key(Cities::CityId).comment("The GeoNames id, in reference data."))
        .col(integer_null(Cities::StateId).comment("Absent where a country has no subdivisions."))
        .col(integer(Cities::CountryId).comment("Filled from the state where it is not given."))
        .col(text(Cities::Name))
        .col(double_null(Cities::Lat).comment("Degrees north, WGS 84."))
        .col(double_null(Cities::Lon).comment("Degrees east, WGS 84."))
        .col(integer_null(Cities::Population))
        .col(text_null(Cities::TzName))
        .references(Cities::StateId, States::Table, States::StateId, Restrict)
        .references(Cities::CountryId, Countries::Table, Countries::CountryId, Restrict)
        .references(Cities::TzName, Timezones::Table, Timezones::TzName, Restrict)
        .check_not_blank(Cities::Name)
        .check_between(Cities::Lat, -90, 90)
        .check_between(Cities::Lon, -180, 180)
        .check_sql("coordinates_together", "(lat IS NULL) = (lon IS NULL)")
        .check_not_negative(Cities::Population)
        .index([Cities::Lat, Cities::Lon])
        .index_as(
            Index::create()
                .name("idx_cities_name_trgm")
                .index_type(custom_index("gin"))
                .col(operator_class(Cities::Name, "gin_trgm_ops")),
        )
        .timestamps()
}

fn exchange_rates() -> NewTable {
    table(ExchangeRates::Table, "What one unit of a currency is worth in another, day by day.")
        .col(uuid_key(ExchangeRates::Id))
        .col(char_len(ExchangeRates::FromCurrency, 3))
        .col(char_len(ExchangeRates::ToCurrency, 3))
        .col(
            decimal_len(ExchangeRates::Rate, 20, 10)
                .comment("Units of to_currency for one of from_currency."),
        )
        .col(date(ExchangeRates::ValidOn).comment("The day, in UTC."))
        .col(text(ExchangeRates::Source).comment("Who published it."))
        .references_without_index(
            ExchangeRates::FromCurrency,
            Currencies::Table,
            Currencies::CurrencyCode,
            Restrict,
        )
        .references(ExchangeRates::ToCurrency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .check_positive(ExchangeRates::Rate)
        .check_sql("two_currencies", "from_currency <> to_currency")
        .unique([ExchangeRates::FromCurrency, ExchangeRates::ToCurrency, ExchangeRates::ValidOn])
        .timestamps()
}

/// The source document adds cities by state alone.
fn fill_city_country() -> Function {
    Function::trigger(
        "fill_city_country",
        "BEGIN
    IF NEW.state_id IS NOT NULL THEN
        IF NEW.country_id IS NULL THEN
            SELECT country_id INTO NEW.country_id FROM states WHERE state_id = NEW.state_id;
        ELSIF NEW.country_id IS DISTINCT FROM (SELECT country_id FROM states WHERE state_id = NEW.state_id) THEN
            RAISE EXCEPTION 'city \"%\" lies in state % of another country', NEW.name, NEW.state_id
                USING ERRCODE = '23514', CONSTRAINT = 'ck_cities_country_of_state', TABLE = 'cities', COLUMN = 'country_id';
        END IF;
    END IF;
    RETURN NEW;
END",
    )
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
    Name,
    Symbol,
    Precision,
}

#[derive(DeriveIden)]
enum Countries {
    Table,
    CountryId,
    Name,
    Iso2,
    Iso3,
    CurrencyCode,
    CallingCode,
    Continent,
    Capital,
}

#[derive(DeriveIden)]
enum Timezones {
    Table,
    TzName,
    CountryId,
}

#[derive(DeriveIden)]
enum Locales {
    Table,
    LocaleCode,
    DisplayName,
}

#[derive(DeriveIden)]
enum States {
    Table,
    StateId,
    CountryId,
    Name,
    Code,
    Type,
    ParentId,
}

#[derive(DeriveIden)]
enum Cities {
    Table,
    CityId,
    StateId,
    CountryId,
    Name,
    Lat,
    Lon,
    Population,
    TzName,
}

#[derive(DeriveIden)]
enum ExchangeRates {
    Table,
    Id,
    FromCurrency,
    ToCurrency,
    Rate,
    ValidOn,
    Source,
}
