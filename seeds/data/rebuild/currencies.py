"""Currencies in circulation: those that CLDR calls the tender of some country today. Funds, metals, testing codes and
superseded currencies (BGN, HRK, ANG, SLL, ZWL, CUC ...) are thereby left out, and so is SVC, which no longer circulates."""

from tables import read_beside

HEADER = ["currency_code", "name", "symbol", "precision"]


def current_tender(sources):
    """Country code -> the currencies in use there today. Codes of countries that are no more have none."""
    regions = sources.npm("cldr-core/supplemental/currencyData.json")["supplemental"]["currencyData"]["region"]
    return {
        country: [
            code
            for period in periods
            for code, dates in period.items()
            if "_to" not in dates and dates.get("_tender") != "false"
        ]
        for country, periods in regions.items()
    }


def rows(sources, _tables):
    names = sources.npm("cldr-numbers-full/main/en/currencies.json")["main"]["en"]["numbers"]["currencies"]
    iso = {row["alpha3"]: row for row in sources.tab_separated("crates/vendor/iso_currency/isodata.tsv")}
    mended = {row["currency_code"]: row["symbol"] for row in read_beside("currency_symbols.csv")}
    codes = sorted({code for codes in current_tender(sources).values() for code in codes})
    return HEADER, [
        # The precision is ISO 4217's: CLDR's says how an amount is shown, which is 0 for some with minor units.
        [code, names[code]["displayName"], mended.get(code) or symbol(code, names[code], iso[code]), int(iso[code]["exponent"])]
        for code in codes
    ]


def symbol(code, cldr, iso):
    """CLDR's English symbol where it has one, else the most telling of the local symbols, else the code."""
    narrow = cldr.get("symbol-alt-narrow", "")
    candidates = [cldr.get("symbol", ""), narrow if narrow not in "$£" else "", iso["symbol"], narrow]
    return next((each for each in candidates if each not in ("", "¤", code)), code)
