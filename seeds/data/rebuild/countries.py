"""The 249 countries and territories of ISO 3166-1."""

from currencies import current_tender
from tables import read_beside

HEADER = ["country_id", "name", "iso2", "iso3", "currency_code", "calling_code", "continent", "capital"]


def rows(sources, _tables):
    iso = sources.module("iso-3166/1.js", "iso31661")
    names = sources.npm("cldr-localenames-full/main/en/territories.json")["main"]["en"]["localeDisplayNames"]["territories"]
    facts = sources.npm("countries-list/countries.min.json")
    tender = current_tender(sources)
    mended = {(row["iso2"], row["column"]): row["value"] for row in read_beside("country_overrides.csv")}

    def value(code, column, found):
        return mended.get((code, column), found)

    result = []
    for country in iso:
        code = country["alpha2"]
        currency = value(code, "currency_code", tender[code][0] if len(tender[code]) == 1 else None)
        if currency is None and tender[code]:
            raise SystemExit(f"{code} uses {tender[code]}: say in country_overrides.csv which is its own")
        result.append(
            [
                int(country["numeric"]),
                names[code],
                code,
                country["alpha3"],
                currency,
                value(code, "calling_code", calling_code(facts[code]["phone"])),
                facts[code]["continent"],
                value(code, "capital", facts[code]["capital"]),
            ]
        )
    return HEADER, sorted(result)


def calling_code(codes):
    """The country code of ITU-T E.164. The source adds the area code in the North American plan (1876): dropped."""
    first = str(codes[0])
    return "+1" if first.startswith("1") else f"+{first}"
