"""What the sources of `data/regions.csv` do not settle, and what the register said before."""

EFTA = {"CH", "IS", "LI", "NO"}
CANDIDATES = {"AL", "BA", "ME", "MK", "RS", "TR", "UA", "XK"}

LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that do not come apart into a plain one and a mark."""

ENGLISH_BY_EUROSTAT = {"UA"}
"""CLDR's English names are not those in use there (Poltavshchyna for Poltavska Oblast)."""

SUBDIVISIONS = {
    "BA03": "babrc",
    "BE3": "bewal",
    "CZ02": "cz20",
    "CZ08": "cz80",
    "EL3": "gri",
    "EL30": "gri",
    "EL41": "grk",
    "EL42": "grl",
    "EL43": "grm",
    "EL51": "gra",
    "EL53": "grc",
    "EL54": "grd",
    "EL62": "grf",
    "EL63": "grg",
    "EL64": "grh",
    "EL65": "grj",
    "ES22": "esnc",
    "ES23": "esri",
    "ES63": "esce",
    "ES64": "esml",
    "FRF1": "fr6ae",
    "HR05": "hr21",
    "NL23": "nlfl",
    "PL9": "pl14",
    "PT2": "pt20",
    "PT20": "pt20",
    "UA45": "ua40",
    "UA63": "ua30",
}
"""Units that are an ISO 3166-2 subdivision whose name is written otherwise, or is not its alone."""

TERRITORIES = {"FI2": "AX", "FI20": "AX"}
"""Units that ISO 3166-1 counts among the countries."""

FORMER = {"FRK": ("FR7", 2013), "FRK2": ("FR71", 2013)}
"""Codes of versions before those in the workbook, for what the register's sources name."""

POINTS = {"ES70": ["-15.67", "28.34"]}
"""Approximate centres where the source gives none, for units in the register."""

KOSOVO = (
    "This designation is without prejudice to positions on status, and is in line with UNSCR "
    "1244/1999 and the ICJ Opinion on the Kosovo declaration of independence."
)
NOTES = {
    "FRK": "A region since 2016, when Auvergne and Rhône-Alpes became one.",
    "FRK2": "A region of its own until 2015; since then a part of Auvergne-Rhône-Alpes.",
    "NO": "An EFTA statistical region; the NUTS regulation covers the European Union alone.",
    "XK": KOSOVO,
    "XK0": KOSOVO,
    "XK00": KOSOVO,
}

KEPT = {
    "ES12": {"name": "Asturias"},
    "ES21": {"name": "País Vasco", "local_name": "Euskadi", "local_language": "eu"},
    "ES22": {"name": "Navarra"},
    "ES24": {"name": "Aragón"},
    "ES51": {"local_name": "Catalunya", "local_language": "ca"},
    "ES52": {"name": "Comunidad Valenciana"},
    "ES70": {"name": "Canarias"},
    "ES7": {"name": "Canarias"},
}
"""The names by which the register knows these regions, as its source texts call them."""

LANGUAGES = {
    "AL": "sq", "AT": "de", "BA": "bs", "BE": "nl fr de", "BE1": "fr nl", "BE2": "nl", "BE3": "fr",
    "BG": "bg", "CH": "de fr it", "CH01": "fr", "CH02": "fr de", "CH03": "de", "CH04": "de",
    "CH05": "de", "CH06": "de", "CH07": "it", "CY": "el tr", "CY0": "el", "CZ": "cs", "DE": "de",
    "DK": "da", "EE": "et", "EL": "el", "ES": "es", "ES52": "ca", "ES53": "ca", "FI": "fi sv",
    "FI1": "fi", "FI2": "sv", "FR": "fr", "HR": "hr", "HU": "hu", "IE": "ga en", "IE0": "en",
    "IS": "is", "IT": "it", "ITC2": "it fr", "ITH1": "it de", "LI": "de", "LT": "lt",
    "LU": "lb fr de", "LU0": "fr", "LV": "lv", "ME": "sr", "MK": "mk", "MT": "mt en", "MT0": "mt",
    "NL": "nl", "NO": "nb", "NO06": "nb sma", "PL": "pl", "PT": "pt", "RO": "ro", "RS": "sr",
    "SE": "sv", "SI": "sl", "SK": "sk", "TR": "tr", "UA": "uk", "XK": "sq sr",
}  # fmt: skip
"""The languages of Eurostat's labels and of the countries' names, by the longest code that fits."""


def scheme_of(country: str) -> str:
    return "efta" if country in EFTA else "candidate" if country in CANDIDATES else "nuts"


def languages_of(code: str) -> list[str]:
    fitting = (code[:length] for length in range(len(code), 1, -1))
    return next(LANGUAGES[part].split() for part in fitting if part in LANGUAGES)
