//! Where it is: mostly reference data.

pub(super) mod cities;
pub(super) mod countries;
pub(super) mod currencies;
pub(super) mod exchange_rates;
pub(super) mod locales;
pub(super) mod states;
pub(super) mod timezones;

pub use cities::CityFactory;
pub use countries::CountryFactory;
pub use currencies::CurrencyFactory;
pub use exchange_rates::ExchangeRateFactory;
pub use locales::LocaleFactory;
pub use states::StateFactory;
pub use timezones::TimezoneFactory;
