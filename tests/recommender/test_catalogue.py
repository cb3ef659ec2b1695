from __future__ import annotations

from typing import Any

import pytest

from recommender import Movie, Recommender


def told(sample: Recommender) -> list[dict[str, Any]]:
    """The films as the published tables have them, with their directors and cast."""
    catalogue = sample.catalogue
    films = {
        film["id"]: film | {"director": (), "cast": ()} for film in catalogue.movies.to_pylist()
    }
    for credit in catalogue.credits.to_pylist():
        if credit["role"] in ("director", "cast"):
            films[credit["movie_id"]][credit["role"]] += (credit["name"],)
    return list(films.values())


def test_a_film_says_what_the_tables_say(sample: Recommender) -> None:
    renamed = {"score": "vote_average", "directors": "director"}
    fields = [name for name in vars(Movie) if not name.startswith("_")]
    assert len(fields) == 27
    for row, film in enumerate(told(sample)):
        film["original_title"] = film["original_title"] or film["title"]
        for name in ("budget", "revenue"):
            film[name] = None if film[f"{name}_suspect"] else film[name]
        movie = sample.catalogue.movie(row)
        for name in fields:
            value = film[renamed.get(name, name)]
            assert getattr(movie, name) == (tuple(value) if isinstance(value, list) else value)


def test_films_are_equal_where_their_fields_are(sample: Recommender) -> None:
    one, same, other = (sample.movie(id_) for id_ in (862, 862, 603))
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != 862
    assert "title='Toy Story'" in repr(one)


def test_a_film_cannot_be_changed(sample: Recommender) -> None:
    with pytest.raises(AttributeError):
        sample.catalogue.movie(0).title = "Another"
