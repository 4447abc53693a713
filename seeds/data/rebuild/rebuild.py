"""Rebuild the generated reference tables: `rebuild.py PACKAGES TARGET`, called by `run`.

Each table has a module with `rows(sources, tables)`, which returns the header and the rows; `tables` holds those that
were built before it. To add one: write the module and name it in TABLES, after what it refers to.
"""

import sys
from pathlib import Path

import cities
import countries
import currencies
import locales
import states
import timezones
from sources import Sources
from tables import write

TABLES = {
    "currencies": currencies.rows,
    "countries": countries.rows,
    "states": states.rows,
    "timezones": timezones.rows,
    "locales": locales.rows,
    "cities": cities.rows,
}


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: rebuild.py PACKAGES TARGET")
    sources = Sources(Path(sys.argv[1]))
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    built = {}
    for name, rows in TABLES.items():
        header, body = rows(sources, built)
        built[name] = [dict(zip(header, row, strict=True)) for row in body]
        write(target / f"{name}.csv", header, body)
        print(f"{name}: {len(body)} rows")


if __name__ == "__main__":
    main()
