"""The subdivisions of ISO 3166-2. Their ids are ours: state_ids.csv remembers each, a new code takes the next number,
and the number of a code that is no more is not given again."""

import re

from tables import HERE, read_beside, write

HEADER = ["state_id", "country_id", "code", "name", "type", "parent_id"]
TYPE = re.compile(r'code: "([^"]*)",\s+subdivision_type: "([^"]*)"')


def rows(sources, tables):
    types = dict(TYPE.findall(sources.text("crates/vendor/rust_iso3166/src/iso3166_2.rs")))
    # iso-3166 still has 24 codes that are no more (the Danish counties, GH-BA, PK-TA ...); rust_iso3166 does not.
    iso = sorted(
        (each for each in sources.module("iso-3166/2.js", "iso31662") if each["code"] in types),
        key=lambda each: each["code"],
    )
    countries = {country["iso2"]: country["country_id"] for country in tables["countries"]}
    names = english_names(sources)
    parents = cldr_parents(sources)
    ids = state_ids([each["code"] for each in iso])
    result = []
    for each in iso:
        code = each["code"]
        parent = each["parent"] if each["parent"] in types else parents.get(code)
        # "Group of islands (20 inhabited islands)" loses its bracket.
        kind = types[code].lower().split(" (")[0].strip()
        result.append(
            [ids[code], countries[code[:2]], code, names.get(code, each["name"]), kind or None, ids[parent] if parent else None]
        )
    return HEADER, sorted(result, key=lambda row: row[0])


def english_names(sources):
    """CLDR's English names, and state_names.csv where those are out of date: CLDR keeps the old name when a code has
    been given to another subdivision, as in Iran and Morocco. A raised number (Lacs²) tells names apart there: dropped."""
    file = "cldr-subdivisions-full/subdivisions/en/en.json"
    codes = sources.npm(file)["subdivisions"]["localeDisplayNames"]["subdivisions"]
    names = {iso_form(code): name.rstrip("²³") for code, name in codes.items()}
    return names | {row["code"]: row["name"] for row in read_beside("state_names.csv")}


def cldr_parents(sources):
    """Parents that iso-3166 does not have: those of the United Kingdom, Belgium, Estonia, Iceland, Indonesia ..."""
    file = "cldr-core/supplemental/subdivisionContainment.json"
    containment = sources.npm(file)["supplemental"]["subdivisionContainment"]
    return {
        iso_form(child): iso_form(parent)
        for parent, inside in containment.items()
        if len(parent) > 2
        for child in inside["_contains"]
    }


def iso_form(code):
    """CLDR's inka is ISO's IN-KA."""
    return f"{code[:2]}-{code[2:]}".upper()


def state_ids(codes):
    known = {row["code"]: int(row["state_id"]) for row in read_beside("state_ids.csv")}
    following = max(known.values(), default=0) + 1
    for code in codes:
        if code not in known:
            known[code] = following
            following += 1
    write(HERE / "state_ids.csv", ["code", "state_id"], sorted(known.items()))
    return known
