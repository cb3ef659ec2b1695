"""The measuring of names: frozen cases that mean one answer, honest counts."""

from __future__ import annotations

import random

import pytest

from recommender import Recommender
from recommender.evaluate import names as evaluated
from recommender.evaluate import noise
from recommender.evaluate.names import Names, draw_cases, evaluate_names, plain, published, short


@pytest.fixture(scope="module")
def people(sample: Recommender) -> Names:
    return next(published(sample.catalogue.folder))


def test_every_list_of_a_version_is_measured(sample: Recommender) -> None:
    lists = list(published(sample.catalogue.folder))
    assert [listed.kind for listed in lists] == ["people", "companies", "collections", "countries"]
    assert all(listed.names and len(listed.names) == len(listed.weights) for listed in lists)


def test_cases_are_frozen_by_their_seed(people: Names) -> None:
    drawn = [draw_cases(people, [3, 5], 200, seed=9) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != draw_cases(people, [3, 5], 200, seed=10)


def test_no_case_asks_for_what_was_taken_out_or_means_another(people: Names) -> None:
    rng = random.Random(2)
    out = set(rng.sample(range(len(people.names)), len(people.names) // 8))
    known = {plain(name) for place, name in enumerate(people.names) if place not in out}
    cases = draw_cases(people, out, 400)
    assert sum(case.row is None for case in cases) == 100
    for case in cases:
        if case.row is None:
            assert plain(case.text) not in known or case.text in noise.SMALL_TALK
        else:
            assert case.row not in out
            meant = plain(people.names[case.row])
            assert plain(case.text) == meant or plain(case.text) not in known


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("Robert De Niro", "people", "De Niro"), ("Cher", "people", "Cher"),
        ("Walt Disney Pictures", "companies", "Walt Disney"), ("Pictures", "companies", "Pictures"),
        ("Toy Story Collection", "collections", "Toy Story"),
    ],
)  # fmt: skip
def test_names_are_said_for_short(name: str, kind: str, said: str) -> None:
    assert short(name, kind) == said


def test_the_sample_s_names_are_found(sample: Recommender) -> None:
    for listed in published(sample.catalogue.folder):
        report = evaluate_names("sample", listed, 160, baselines=False)
        line = report.lines[-1]
        assert line.first is not None
        assert line.false is not None
        assert line.first > 0.9
        assert line.false < 0.15
        assert report.sizes[0].films == len(listed.names) - int(0.1 * len(listed.names))


def test_a_list_without_names_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluated, "published", lambda folder: iter([Names("people", [], [])]))
    assert evaluated.evaluate({"nothing": None}).lines == ()  # type: ignore[dict-item]
