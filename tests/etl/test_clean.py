from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import clean as cleaning
from etl.clean import (
    Film,
    NestedCells,
    PutAside,
    RawFilm,
    Unread,
    film_id,
    is_placeholder,
    parse_date,
)

SOUND = RawFilm(
    id="862",
    imdb_id="tt0114709",
    title="Toy Story",
    original_title="Toy Story",
    original_language="en",
    overview="Led by Woody, Andy's toys live happily in his room.",
    tagline="",
    status="Released",
    release_date="1995-10-30",
    runtime="81.0",
    genres="[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': 'Comedy'}]",
    keywords="",
    belongs_to_collection="{'id': 10194, 'name': 'Toy Story Collection'}",
    production_companies="[{'name': 'Pixar Animation Studios', 'id': 3}]",
    production_countries="[{'iso_3166_1': 'US', 'name': 'United States of America'}]",
    spoken_languages="[{'iso_639_1': 'en', 'name': 'English'}]",
    budget="30000000",
    revenue="373554033.0",
    popularity="21.946943",
    vote_average="7.7",
    vote_count="5415.0",
    poster_path="/rhIRbceoE9lR4veEXuwCC2wARtG.jpg",
)


def clean(**changes: str) -> tuple[Film, list[str]]:
    mended: list[str] = []
    raw = SOUND._replace(**changes)
    (nested,) = NestedCells().read([raw])
    return cleaning.clean(raw, nested, mended.append), mended


def test_a_sound_record() -> None:
    film, mended = clean()
    assert film == Film(
        id=862,
        imdb_id="tt0114709",
        title="Toy Story",
        original_title="Toy Story",
        original_language="en",
        overview="Led by Woody, Andy's toys live happily in his room.",
        tagline=None,
        status="Released",
        release_date=date(1995, 10, 30),
        year=1995,
        runtime=81,
        genres=("Animation", "Comedy"),
        keywords=(),
        collection="Toy Story Collection",
        companies=("Pixar Animation Studios",),
        countries=("US",),
        spoken_languages=("en",),
        budget=30_000_000,
        revenue=373_554_033,
        budget_suspect=False,
        revenue_suspect=False,
        popularity=21.946943,
        vote_average=7.7,
        vote_count=5415,
        poster_path="/rhIRbceoE9lR4veEXuwCC2wARtG.jpg",
    )
    assert mended == []


@pytest.mark.parametrize("value", ["0", "0.0", "", "NULL", "None", "nan"])
@pytest.mark.parametrize("column", ["budget", "revenue", "runtime"])
def test_unknown_is_unknown_and_no_mending(column: str, value: str) -> None:
    film, mended = clean(**{column: value})
    assert getattr(film, column) is None
    assert mended == []


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("budget", "/zaSf5OG7V8X8gqFvly88zDdRm46.jpg", "budget: no number"),
        ("revenue", "-5", "revenue: out of range"),
        ("runtime", "999999", "runtime: out of range"),
        ("popularity", "Beware Of Frost Bites", "popularity: no number"),
        ("popularity", "inf", "popularity: out of range"),
        ("vote_average", "11", "vote_average: out of range"),
        ("imdb_id", "0114709", "imdb_id: no IMDb id"),
        ("original_language", "104.0", "original_language: no code"),
        ("status", "En rodaje", "status: unknown word"),
        ("release_date", "1", "release_date: unreadable"),
        ("release_date", "1995-13-30", "release_date: unreadable"),
        ("release_date", "13/30/95", "release_date: unreadable"),
        ("release_date", "1869-12-31", "release_date: before 1870"),
        ("release_date", "2101-01-01", "release_date: after 2100"),
        ("overview", "No overview found.", "overview: placeholder"),
        ("tagline", "-", "tagline: placeholder"),
    ],
)
def test_what_is_nonsense_is_unknown_with_a_reason(column: str, value: str, kind: str) -> None:
    film, mended = clean(**{column: value})
    assert getattr(film, column) is None
    assert mended == [kind]


TWO_DIGITS = "release_date: year of two digits"
LATER = f"{TWO_DIGITS}, of two centuries the later"
OF_THE_1910S = f"{TWO_DIGITS}, taken for the 1910s"


@pytest.mark.parametrize(
    ("changes", "year", "kinds"),
    [
        ({"release_date": "9/4/16", "id": "9000", "vote_count": "60"}, 1916, OF_THE_1910S),
        ({"release_date": "2/29/12", "id": "9000", "vote_count": "60"}, 1912, OF_THE_1910S),
        ({"release_date": "9/4/16", "id": "9000", "vote_count": "500"}, 2016, LATER),
        ({"release_date": "9/4/16", "id": "10000", "vote_count": "60"}, 2016, LATER),
        ({"release_date": "9/4/09", "id": "9000", "vote_count": "60"}, 2009, LATER),
        ({"release_date": "9/4/16", "id": "9000", "vote_count": ""}, 1916, OF_THE_1910S),
        ({"release_date": "9/4/18", "id": "9000", "vote_count": "60"}, 1918, None),
    ],
)
def test_a_year_of_two_digits_is_of_the_likelier_century(
    changes: dict[str, str], year: int, kinds: str | None
) -> None:
    film, mended = clean(**changes)
    assert film.year == year
    assert mended == [TWO_DIGITS, *([kinds] if kinds else [])]


def test_a_year_of_four_digits_is_of_its_century() -> None:
    film, mended = clean(release_date="2016-09-04", id="9000", vote_count="60")
    assert (film.year, mended) == (2016, [])


def test_the_year_goes_with_the_date() -> None:
    assert clean(release_date="")[0].year is None
    assert clean(release_date="1870-01-01")[0].year == 1870


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1995-10-30", date(1995, 10, 30)),
        ("10/3/95", date(1995, 10, 3)),
        ("1/10/27", date(1927, 1, 10)),
        ("9/3/17", date(2017, 9, 3)),
        ("9/3/18", date(1918, 9, 3)),
        ("9/3/1968", date(1968, 9, 3)),
        ("2/30/95", None),
        ("95-10-30", None),
        ("1995-10-3", None),
        ("19951030", None),
        ("1995-W44-1", None),
    ],
)
def test_dates(text: str, found: date | None) -> None:
    assert parse_date(text) == found


@given(st.dates())
def test_every_date_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.month}/{day.day}/{day.year:04}") == day


@given(st.text(st.sampled_from("0123456789-/. W"), max_size=11))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or isinstance(found, date)


@pytest.mark.parametrize(
    "text",
    [
        "No overview found.",
        "No Overview",
        "no overview",
        "No movie overview available.",
        "No overview yet.",
        "[No overview]",
        "N/A",
        "n/a",
        "Released.",
        "Released",
        "Post Production",
        "-",
        "...",
        "TBA",
        "Unknown",
        "None",
        "Coming soon.",
        "Not available",
        "Plot unknown.",
        "Plot kept under wraps.",
        "No synopsis available at this time.",
        "Sin sinopsis.",
        "Sin descripción disponible",
        "We don't have an overview translated in English. "
        "Help us expand our database by adding one.",
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)
    assert clean(overview=f" {text} ")[0].overview is None


@pytest.mark.parametrize(
    "text",
    [
        "Feature film.",
        "A man dances on curbs.",
        "To be or not to be, etc.",
        "Released from prison, he looks for work.",
        "The plot to kill a king.",
        "Unknown soldiers come home.",
        "There is no description for what she found in the database room.",
        "An interview with film director Fritz Lang.",
        "Documental",
        "七人の侍",
    ],
)
def test_short_overviews_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("budget", "revenue", "runtime", "suspect"),
    [
        ("12", "350", "101.0", (True, True)),
        ("30000000", "12", "101.0", (False, True)),
        ("999", "1000", "101.0", (True, False)),
        ("12", "350", "", (True, True)),  # of unknown length: taken for a feature
        ("500", "0", "15.0", (False, False)),  # a short may well have cost that
        ("7000", "2040920", "81.0", (False, False)),
        ("2000000000", "20000000000", "101.0", (True, True)),
    ],
)
def test_suspect_money_is_kept_and_flagged(
    budget: str, revenue: str, runtime: str, suspect: tuple[bool, bool]
) -> None:
    film, _ = clean(budget=budget, revenue=revenue, runtime=runtime)
    assert (film.budget_suspect, film.revenue_suspect) == suspect
    assert film.budget == int(budget)
    assert film.revenue == (int(revenue) or None)


def test_a_mean_without_votes_is_unknown() -> None:
    film, mended = clean(vote_average="10.0", vote_count="0")
    assert (film.vote_average, film.vote_count, mended) == (None, 0, [])


def test_a_film_without_title_takes_its_original_one() -> None:
    film, mended = clean(title=" ", original_title="Miehen tie")
    assert film.title == film.original_title == "Miehen tie"
    assert mended == ["title: taken from the original title"]


def test_a_record_without_any_title_is_no_film() -> None:
    with pytest.raises(PutAside, match="no title"):
        clean(title="", original_title="NULL")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("1997-08-20", "id: no number"),
        ("", "id: no number"),
        ("-5", "id: no number"),
        ("²", "id: no number"),
        ("0", "id: out of range"),
        ("9" * 30, "id: out of range"),
    ],
)
def test_a_record_without_an_id_is_no_film(value: str, reason: str) -> None:
    with pytest.raises(PutAside, match=reason):
        film_id(value)


def test_an_id_may_be_written_as_a_decimal() -> None:
    assert film_id(" 862.0 ") == 862


def test_a_cell_that_cannot_be_read_leaves_the_others() -> None:
    broken = SOUND._replace(genres="[{'id': 16, 'name': 'Anim")
    cells = NestedCells()
    for _ in range(2):  # what is remembered is the same
        sound, torn = cells.read([SOUND, broken])
        assert sound.genres == ("Animation", "Comedy")
        assert isinstance(torn.genres, Unread)
        assert torn.genres == ()
        assert torn.genres.reason == "a string that does not end"
        assert torn.production_companies == ("Pixar Animation Studios",)


def test_lists_name_everything_once_and_codes_are_codes() -> None:
    film, mended = clean(
        genres="[{'name': 'Drama'}, {'name': ' Drama '}, {'name': ''}]",
        production_countries="[{'iso_3166_1': 'ES'}, {'iso_3166_1': '1.0'}]",
        spoken_languages="[{'iso_639_1': 'xx'}, {'iso_639_1': 'cn'}, {'iso_639_1': 'zh'}]",
    )
    assert film.genres == ("Drama",)
    assert film.countries == ("ES",)
    assert film.spoken_languages == ("zh",)
    assert mended == ["production_countries: no code"]


def test_states_have_one_spelling() -> None:
    assert clean(status="Cancelled")[0].status == "Canceled"
    assert clean(status="rumored")[0].status == "Rumored"


def test_texts_are_tidied() -> None:
    film, mended = clean(title=" Toy\n Story\x00 ", overview="  RiviÃ¨re,\nmet  ")
    assert film.title == "Toy Story"
    assert film.overview == "Rivière,\nmet"
    assert mended == ["control characters removed", "text encoded twice"]
    assert clean(overview="One\r\nand\r\n another") == clean(overview="One\nand\n another")


@given(st.fixed_dictionaries(dict.fromkeys(RawFilm._fields, st.text(max_size=12))))
def test_any_record_is_a_film_or_put_aside(fields: dict[str, str]) -> None:
    raw = RawFilm(**fields)
    (nested,) = NestedCells().read([raw])
    try:
        film = cleaning.clean(raw, nested, lambda _: None)
    except PutAside:
        return
    assert film.id > 0
    assert film.title
