"""The measuring of titles: frozen cases, noise ignorant of the resolver, honest counts."""

from __future__ import annotations

import ast
import csv
import random
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from recommender import Recommender
from recommender.catalogue import MOVIES_SCHEMA
from recommender.evaluate import noise
from recommender.evaluate import titles as evaluated
from recommender.evaluate.titles import Case, Report, draw_cases, evaluate_noise, put

TITLE = "The Quick Brown Fox & the Lazy Dog: Part II – Jumping Over"


@pytest.fixture(scope="module")
def films(sample: Recommender) -> pa.Table:
    return sample.catalogue.movies


def test_the_noise_knows_nothing_of_the_resolver() -> None:
    tree = ast.parse(Path(noise.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert not any("recommender" in (name or "") for name in imported)


def test_there_are_many_kinds_of_noise() -> None:
    assert len(noise.KINDS) >= 12


@pytest.mark.parametrize("kind", noise.KINDS)
def test_every_kind_changes_a_title_it_has_to_do_with(kind: str) -> None:
    title = "El ladrón de Bagdad" if kind == "no_accents" else TITLE
    noisy = {noise.KINDS[kind](title, random.Random(seed)) for seed in range(30)} - {None, title}
    assert noisy


@pytest.mark.parametrize("kind", noise.KINDS)
@pytest.mark.parametrize("title", ["", "M", "1917", "???", "千と千尋", "X Y", "a" * 300])
def test_every_kind_takes_any_title(kind: str, title: str) -> None:
    noise.KINDS[kind](title, random.Random(1))


def test_cases_are_frozen_by_their_seed(films: pa.Table) -> None:
    drawn = [draw_cases(films, evaluated.NO_ALIASES, [3, 5], 200, seed=9) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != draw_cases(films, evaluated.NO_ALIASES, [3, 5], 200, seed=10)


def test_a_quarter_of_the_cases_have_no_right_answer(films: pa.Table) -> None:
    out = list(range(0, len(films), 10))
    cases = draw_cases(films, evaluated.NO_ALIASES, out, 400)
    kinds = Counter(case.kind for case in cases if case.row is None)
    assert sum(kinds.values()) == 100
    assert set(kinds) == {"small_talk", "taken_out", "invented"}
    assert not {case.row for case in cases} & set(out)
    groups = Counter(case.group for case in cases if case.row is not None)
    assert abs(groups["well-known"] - groups["obscure"]) < 60


def test_outcomes_count_what_they_say() -> None:
    cases = [Case("a", 1, "k", "g"), Case("b", 2, "k", "g"), Case("c", None, "k", "g")]
    told = {"a": [(1, 90.0)], "b": [(7, 80.0), (2, 40.0)], "c": [(3, 95.0)]}
    outcomes = put(lambda text: told[text], 85.0, cases)
    assert [outcome.first for outcome in outcomes[:2]] == [True, False]
    assert [outcome.three for outcome in outcomes[:2]] == [True, True]
    assert [outcome.accepted for outcome in outcomes] == [True, False, True]
    line = evaluated._line("c", "m", "g", outcomes)
    assert (line.first, line.three, line.accepted, line.wrong, line.false) == (0.5, 1, 0.5, 0, 1)
    assert line.cases == 3


def test_the_report_has_a_line_for_every_method_and_group(films: pa.Table) -> None:
    report = evaluate_noise("sample", films, evaluated.NO_ALIASES, count=120)
    methods = {(line.method, line.group) for line in report.lines}
    assert {("butaca", group) for group in ("well-known", "obscure", "nowhere", "all")} < methods
    assert {(method, "all") for method in evaluated.BASELINES} < methods
    ours = next(line for line in report.lines if (line.method, line.group) == ("butaca", "all"))
    assert ours.first is not None
    assert ours.first > max(
        line.first or 0 for line in report.lines if line.method in evaluated.BASELINES
    )
    table = report.markdown()
    assert table.count("\n") == len(report.lines) + len(report.sizes) + 4
    assert "| sample | WRatio | all |" in table
    assert report.sizes[0].megabytes > 0


def test_an_empty_report_is_two_empty_tables() -> None:
    assert Report((), ()).markdown().count("|---|") >= 2


def test_made_up_films_are_as_many_as_asked() -> None:
    films = evaluated.made_up_films(["Toy Story", "King Kong"], 50)
    assert len(films) == 50
    assert films["id"].to_pylist() == list(range(1, 51))
    size = evaluated.evaluate_size(["Toy Story", "King Kong", "Amélie"], count=300, queries=20)
    assert (size.films, size.megabytes > 0) == (300, True)


def raw_movies(path: Path) -> pa.Table:
    """The films of a raw dump with just what titles need."""
    found: dict[int, dict[str, object]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["id"].isdigit() and line["title"]:
                year = line["release_date"][:4]
                found[int(line["id"])] = {
                    "id": int(line["id"]),
                    "title": line["title"],
                    "original_title": line["original_title"] or None,
                    "year": int(year) if year.isdigit() else None,
                    "vote_count": int(float(line["vote_count"] or 0)),
                    "overview": line["overview"] or None,
                }
    rows = [found[movie_id] for movie_id in sorted(found)]
    columns = [
        pa.array([row.get(field.name) for row in rows], field.type) for field in MOVIES_SCHEMA
    ]
    return pa.table(columns, names=MOVIES_SCHEMA.names)


@pytest.mark.real_data
@pytest.mark.parametrize("dump", ["movies-1k", "movies-45k"])
def test_the_targets_hold_on_real_films(real_data: Path, dump: str) -> None:
    films = raw_movies(real_data / dump / "movies_metadata.csv")
    report = evaluate_noise(dump, films, evaluated.NO_ALIASES, count=1200, baselines=False)
    line = report.lines[-1]
    assert (line.first or 0) >= 0.97
    assert (line.three or 0) >= 0.985
    assert (line.accepted or 0) >= 0.96
    assert (line.false or 0) <= 0.05
    assert report.sizes[0].megabytes < 40
