"""The zones of the IANA database that zone.tab lists, which are those that people live in, and UTC."""

HEADER = ["tz_name", "country_id"]


def rows(sources, tables):
    countries = {country["iso2"]: country["country_id"] for country in tables["countries"]}
    result = [["UTC", None]]
    for line in sources.text("python/tzdata/zoneinfo/zone.tab").splitlines():
        if line and not line.startswith("#"):
            country, _coordinates, name = line.split("\t")[:3]
            result.append([name, countries[country]])
    return HEADER, sorted(result)
