"""The locales that CLDR covers well (modern or moderate), and all those of India, each also with its likely region: hi and hi-IN, zh-Hans-CN and
zh-CN. Variants (ca-ES-valencia, el-polyton) are left out: the form is language[-Script][-REGION]."""

import re

HEADER = ["locale_code", "display_name"]
FORM = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?")


def rows(sources, _tables):
    core = "cldr-core"
    levels = sources.npm(f"{core}/coverageLevels.json")["effectiveCoverageLevels"]
    likely = sources.npm(f"{core}/supplemental/likelySubtags.json")["supplemental"]["likelySubtags"]
    names = {
        kind: sources.npm(f"cldr-localenames-full/main/en/{kind}.json")["main"]["en"]["localeDisplayNames"][kind]
        for kind in ("languages", "scripts", "territories")
    }
    codes = {code for code, level in levels.items() if level in ("modern", "moderate") and FORM.fullmatch(code)}
    available = sources.npm(f"{core}/availableLocales.json")["availableLocales"]["full"]
    codes |= {code for code in available if FORM.fullmatch(code) and any(each.endswith("-IN") for each in with_region(code, likely))}
    codes |= {short for code in codes for short in with_region(code, likely)}
    return HEADER, [[code, display_name(code, names)] for code in sorted(codes - {"und"})]


def with_region(code, likely):
    """For a locale without a region, those with the likely one, with the script where it is written, and without it
    where language and region tell it. For a locale with script and region, the one without the script, likewise."""
    language, script, region = FORM.fullmatch(code).groups()
    if region is None:
        full = likely.get(code) or likely.get(language, "")
        if not full.startswith(f"{language}-{script or ''}"):
            return
        _language, full_script, region = full.split("-")
        if not region.isalpha():
            return
        if script is not None:
            yield f"{language}-{script}-{region}"
        script = full_script
    if script is not None and script == likely_script(language, region, likely):
        yield f"{language}-{region}"


def likely_script(language, region, likely):
    full = likely.get(f"{language}-{region}") or likely.get(language)
    return full.split("-")[1] if full else None


def display_name(code, names):
    """As CLDR's English pattern writes it: English (India), Chinese (Simplified, China)."""
    language, script, region = FORM.fullmatch(code).groups()
    details = [names["scripts"][script]] if script else []
    details += [names["territories"][region].replace("(", "[").replace(")", "]")] if region else []
    name = names["languages"][language]
    return f"{name} ({', '.join(details)})" if details else name
