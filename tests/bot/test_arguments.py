from __future__ import annotations

import random
import unicodedata

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.arguments import (
    Filters,
    Period,
    read_country,
    read_filters,
    read_genre,
    read_language,
    read_month,
    read_period,
    read_weekday,
    read_year,
)
from bot.assistant.texts import LANGUAGES, texts_in
from recommender import Recommender
from recommender.countries import Countries
from recommender.countries import names as country_names

GENRES = (
    "Action Adventure Animation Comedy Crime Documentary Drama Family Fantasy Foreign History"
    " Horror Music Mystery Romance Thriller War Western"
).split()
KNOWN = (*GENRES, "Science Fiction", "TV Movie", "Kaiju")
MONTHS = {
    (texts_in(language).month(month), month) for language in LANGUAGES for month in range(1, 13)
}
WEEKDAYS = {(texts_in(language).weekday(day), day) for language in LANGUAGES for day in range(1, 8)}
TERRITORIES = {
    (Locale.parse(language).territories[code], code)
    for language in LANGUAGES
    for code in ("AR", "BR", "DE", "ES", "FR", "GB", "IN", "IT", "JP", "KR", "MX", "SE", "US", "ZA")
}


@pytest.fixture(scope="module")
def known(sample: Recommender) -> Countries:
    return sample.countries


def mangled(name: str, seed: int) -> str:
    """A name as somebody in a hurry types it: case, accents, spaces and words around it."""
    rng = random.Random(seed)
    if rng.random() < 0.5:
        letters = unicodedata.normalize("NFD", name)
        name = "".join(letter for letter in letters if not unicodedata.combining(letter))
    name = rng.choice([str.lower, str.upper, str.title, str])(name)
    before = rng.choice(["", " ", "en ", "de ", "películas de ", "films from ", "¿"])
    return before + name + rng.choice(["", " ", ".", "?", "  "])


@given(st.sampled_from(sorted(MONTHS)), st.integers())
def test_a_month_is_read_however_it_is_typed(month: tuple[str, int], seed: int) -> None:
    assert read_month(mangled(month[0], seed)).value == month[1]


@given(st.sampled_from(sorted(MONTHS)), st.integers(3, 9))
def test_a_month_may_be_cut_short(month: tuple[str, int], letters: int) -> None:
    assert read_month(month[0][:letters]).value == month[1]
    assert read_month(month[0][:letters] + ".").value == month[1]


@given(st.sampled_from(sorted(WEEKDAYS)), st.integers())
def test_a_day_is_read_however_it_is_typed(day: tuple[str, int], seed: int) -> None:
    assert read_weekday(mangled(day[0], seed)).value == day[1]


@given(st.sampled_from(sorted(TERRITORIES)), st.integers())
def test_a_country_is_read_however_it_is_typed(
    known: Countries, country: tuple[str, str], seed: int
) -> None:
    assert read_country(mangled(country[0], seed), known).value == country[1]


@given(st.integers(0, 40))
def test_numbers_count_from_january_and_from_monday(number: int) -> None:
    assert read_month(str(number)).value == (number if 1 <= number <= 12 else None)
    assert read_weekday(f"{number:02d}").value == (number if 1 <= number <= 7 else None)


@pytest.mark.parametrize("text", ["setiembre", "Setiembre", "septiembre", "sept", "set.", "Sep"])
def test_september_has_two_names(text: str) -> None:
    assert read_month(text).value == 9


@pytest.mark.parametrize(
    ("text", "near"), [("enebro", 1), ("febrro", 2), ("marso", 3), ("dicienbre", 12)]
)
def test_a_month_that_does_not_exist_is_near_one(text: str, near: int) -> None:
    read = read_month(text)
    assert read.value is None
    assert read.near[0] == near


def test_a_day_that_does_not_exist_is_near_one() -> None:
    assert read_weekday("juebes").near == (4,)
    assert read_weekday("sabdo").near == (6,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EEUU", "US"), ("EE.UU.", "US"), ("ee. uu.", "US"), ("USA", "US"), ("usa", "US"),
        ("United States of America", "US"), ("los Estados Unidos", "US"), ("U.S.A.", "US"),
        ("ES", "ES"), ("esp", "ES"), ("Inglaterra", "GB"), ("UK", "GB"), ("Holanda", "NL"),
        ("Corea del Sur", "KR"), ("South Korea", "KR"), ("República Checa", "CZ"),
        ("Czechoslovakia", "XC"), ("la URSS", "SU"), ("Unión Soviética", "SU"),
        ("Yugoslavia", "YU"), ("El Salvador", "SV"), ("Côte d'Ivoire", "CI"), ("mexico", "MX"),
        ("East Germany", "XG"), ("la RDA", "XG"), ("Turquía", "TR"), ("Hong Kong", "HK"),
        ("la India", "IN"),
    ],
)  # fmt: skip
def test_countries_as_people_call_them(known: Countries, text: str, code: str) -> None:
    assert read_country(text, known).value == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("españia", "ES"),
        ("Mejico", "MX"),
        ("películas de la Alemnaia", "DE"),
        ("nueva selanda", "NZ"),
    ],
)
def test_a_mistyped_country_is_read(known: Countries, text: str, code: str) -> None:
    assert read_country(text, known).value == code


@pytest.mark.parametrize("text", ["España y Francia", "Klingonia", "jajaja", "Madrid", ""])
def test_what_is_no_country_is_not_read(known: Countries, text: str) -> None:
    assert read_country(text, known).value is None


def test_a_part_of_a_country_s_name_is_asked_about(known: Countries) -> None:
    read = read_country("africa", known)
    assert read.value is None
    assert "ZA" in read.near


def test_every_country_is_read_under_the_name_that_is_shown(known: Countries) -> None:
    for language in LANGUAGES:
        texts = texts_in(language)
        codes = set(country_names().values())
        shown = {code: texts.country(code) for code in codes}
        assert {code: read_country(name, known).value for code, name in shown.items()} == {
            code: code for code in shown
        }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("español", "es"), ("castellano", "es"), ("Spanish", "es"), ("ingles", "en"), ("EN", "en"),
        ("français", "fr"), ("en francés", "fr"), ("mandarín", "zh"), ("Deutsch", "de"),
        ("japonés", "ja"), ("idioma catalán", "ca"), ("vasco", "eu"),
    ],
)  # fmt: skip
def test_languages_as_people_call_them(text: str, code: str) -> None:
    assert read_language(text).value == code


def test_a_language_that_does_not_exist_is_near_one() -> None:
    assert read_language("portuges").near == ("pt",)
    assert read_language("klingon").value is None


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        ("terror", "Horror"), ("películas de miedo", "Horror"), ("comedias", "Comedy"),
        ("ciencia ficción", "Science Fiction"), ("Ciencia-Ficcion", "Science Fiction"),
        ("sci-fi", "Science Fiction"), ("bélica", "War"), ("de guerra", "War"),
        ("dibujos animados", "Animation"), ("románticas", "Romance"), ("suspenso", "Thriller"),
        ("del oeste", "Western"), ("wéstern", "Western"), ("kaiju", "Kaiju"), ("TV", "TV Movie"),
    ],
)  # fmt: skip
def test_genres_as_people_call_them(text: str, genre: str) -> None:
    assert read_genre(text, KNOWN).value == genre


def test_every_genre_is_read_in_both_languages() -> None:
    for language in LANGUAGES:
        for genre in KNOWN:
            assert read_genre(texts_in(language).genre(genre), KNOWN).value == genre


def test_a_genre_that_the_catalogue_does_not_have_is_not_read() -> None:
    assert read_genre("terror", ("Drama",)).value is None
    assert read_genre("terorr", KNOWN).near == ("Horror",)


@given(st.sampled_from(range(1930, 2000, 10)), st.sampled_from(["{}", "{}s", "los {}", "años {}"]))
def test_a_decade_of_two_digits_or_four(decade: int, written: str) -> None:
    for number in (decade, decade % 100):
        assert read_period(written.format(number)) == Period(decade, decade + 9)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("noventa", 1990, 1999), ("los ochentas", 1980, 1989), ("the nineties", 1990, 1999),
        ("década de los 70", 1970, 1979), ("90's", 1990, 1999), ("'80s", 1980, 1989),
        ("2000", 2000, 2009), ("los dos mil", 2000, 2009), ("2010s", 2010, 2019),
        ("1994", 1994, 1994), ("del 94", 1994, 1994), ("año 1990", 1990, 1990), ("20", 1920, 1929),
    ],
)  # fmt: skip
def test_periods_as_people_call_them(text: str, first: int, last: int) -> None:
    assert read_period(text) == Period(first, last)


@pytest.mark.parametrize("text", ["", "abc", "1700", "9999", "12345", "1", "siglo XX"])
def test_what_is_no_period(text: str) -> None:
    assert read_period(text) is None


@given(st.integers(1870, 2039), st.sampled_from(["{}", "año {}", "en {}", "in {}", " {} "]))
def test_a_year(year: int, written: str) -> None:
    assert read_year(written.format(year)).value == year


def test_years_of_two_digits() -> None:
    assert [read_year(text).value for text in ("94", "05", "17", "30")] == [1994, 2005, 2017, 1930]
    assert [read_year(text).value for text in ("1492", "abc", "19999", "1994 1995")] == [None] * 4


@given(st.permutations(["comedia", "años 90", "España"]))
def test_filters_come_in_any_order(parts: list[str]) -> None:
    expected = Filters(("Comedy",), Period(1990, 1999), ("ES",))
    assert read_filters(" ".join(parts), KNOWN) == expected
    assert read_filters("las mejores películas de " + " de ".join(parts), KNOWN) == expected


def test_filters_of_several_words() -> None:
    read = read_filters("ciencia ficción, Corea del Sur, 2000s", KNOWN)
    assert read == Filters(("Science Fiction",), Period(2000, 2009), ("KR",))
    assert read_filters("comedia romántica", KNOWN).genres == ("Comedy", "Romance")
    assert read_filters("western 1966 italia", KNOWN).period == Period(1966, 1966)


def test_small_words_are_no_countries() -> None:
    assert read_filters("en la de es", KNOWN) == Filters()
    assert read_filters("comedia ES", KNOWN).countries == ("ES",)
    assert read_filters("comedia uk", KNOWN).countries == ("GB",)


def test_what_is_not_understood_is_said() -> None:
    read = read_filters("terorr blablabla", KNOWN)
    assert read.unread == ("terorr", "blablabla")
    assert read.near == ("Horror",)


@given(st.text(max_size=400))
def test_nothing_that_can_be_typed_breaks_a_reader(known: Countries, text: str) -> None:
    readers = (read_month, read_weekday, read_language, read_year)
    for found in (*(read(text) for read in readers), read_country(text, known)):
        assert found.value is None or found.near == ()
    read_genre(text, KNOWN)
    read_period(text)
    filters = read_filters(text, KNOWN)
    assert set(filters.genres) | set(filters.near) <= set(KNOWN)
