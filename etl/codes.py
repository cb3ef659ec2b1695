"""Codes of countries and languages, from the English names that TMDB gives them.

Most of these names are the CLDR's; the others are TMDB's own, older or longer.
"""

from __future__ import annotations

from functools import cache

from babel import Locale

from recommender.normal_forms import fold

#: Countries that TMDB calls otherwise than the CLDR, former ones by the codes that the dump uses.
_COUNTRIES = {
    "AN": "Netherlands Antilles",
    "BN": "Brunei Darussalam",
    "BS": "Bahamas",
    "CC": "Cocos Islands",
    "CD": "Congo",
    "CI": "Cote D'Ivoire",
    "CS": "Serbia and Montenegro",
    "CV": "Cape Verde",
    "CZ": "Czech Republic",
    "FK": "Falkland Islands",
    "FM": "Micronesia",
    "GS": "South Georgia and the South Sandwich Islands",
    "HK": "Hong Kong",
    "HM": "Heard and McDonald Islands",
    "KG": "Kyrgyz Republic",
    "KN": "St. Kitts and Nevis",
    "LA": "Lao People's Democratic Republic",
    "LC": "St. Lucia",
    "LY": "Libyan Arab Jamahiriya",
    "MK": "Macedonia",
    "MM": "Myanmar",
    "MO": "Macao",
    "PM": "St. Pierre and Miquelon",
    "PN": "Pitcairn Island",
    "PS": "Palestinian Territory",
    "RU": "Russian Federation",
    "SJ": "Svalbard & Jan Mayen Islands",
    "ST": "Sao Tome and Principe",
    "SU": "Soviet Union",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland",
    "TP": "East Timor",
    "TR": "Turkey",
    "UM": "United States Minor Outlying Islands",
    "US": "United States of America",
    "VA": "Holy See",
    "VC": "St. Vincent and the Grenadines",
    "VG": "British Virgin Islands",
    "VI": "US Virgin Islands",
    "WF": "Wallis and Futuna Islands",
    "XC": "Czechoslovakia",
    "XG": "East Germany",
    "XI": "Northern Ireland",
    "XK": "Kosovo",
    "YU": "Yugoslavia",
    "ZR": "Zaire",
}

#: Languages likewise. Cantonese has no code of two letters and counts as Chinese, as in the dump.
_LANGUAGES = {
    "av": "Avaric",
    "bn": "Bengali",
    "cn": "Cantonese",
    "cu": "Slavic",
    "el": "Greek",
    "ff": "Fulah",
    "fy": "Frisian",
    "gd": "Gaelic",
    "ht": "Haitian",
    "ii": "Yi",
    "ka": "Georgian",
    "ki": "Kikuyu",
    "kj": "Kuanyama",
    "kl": "Kalaallisut",
    "ky": "Kirghiz",
    "lb": "Letzeburgesch",
    "li": "Limburgish",
    "mi": "Maori",
    "mo": "Moldavian",
    "nd": "Ndebele",
    "ny": "Chichewa",
    "oc": "Occitan",
    "om": "Oromo",
    "or": "Oriya",
    "os": "Ossetian",
    "ps": "Pushto",
    "rm": "Raeto-Romance",
    "rn": "Rundi",
    "sg": "Sango",
    "sh": "Serbo-Croatian",
    "si": "Sinhalese",
    "sl": "Slovenian",
    "sm": "Samoan",
    "st": "Sotho",
    "to": "Tonga",
    "ug": "Uighur",
    "vo": "Volapük",
    "xx": "No Language",
    "za": "Zhuang",
    "zh": "Mandarin",
}


def _key(name: str) -> str:
    return fold(name.replace("&", " and ")).removeprefix("the ")


@cache
def _countries() -> dict[str, str]:
    names = Locale("en").territories
    own = {_key(name): code for code, name in _COUNTRIES.items()}
    return {_key(name): code for code, name in names.items() if len(code) == 2} | own


@cache
def _languages() -> dict[str, str]:
    names = Locale("en").languages
    own = {_key(name): code for code, name in _LANGUAGES.items()}
    return {_key(name): code for code, name in names.items() if len(code) == 2} | own


def country_code(name: str) -> str | None:
    """The ISO 3166-1 code of a country by its English name (or the code itself), or None."""
    if len(name) == 2 and name.isupper():
        return name
    return _countries().get(_key(name))


def language_code(name: str) -> str | None:
    """The code of a language by its English name as TMDB has it (or the code itself), or None.

    A code is one of ISO 639-1 or one of TMDB's own, ``cn`` and ``xx``.
    """
    if len(name) == 2 and name.islower():
        return name
    return _languages().get(_key(name))
