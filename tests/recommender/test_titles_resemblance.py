"""What tells a text from a name, and what that is worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from recommender.normal_forms import ear, skeleton
from recommender.resemblance import FEATURES, MODEL, Typed, features, inflected

WORDS = st.lists(
    st.text(alphabet="abcdehijklmnoprstuvy", min_size=1, max_size=8), min_size=1, max_size=5
).map(" ".join)


def typed(key: str, common: float = 0.0) -> Typed:
    words = key.split()
    return Typed.of(key, dict.fromkeys(words, common), dict.fromkeys(words, 0.3), 10_000)


def told(text: str, name: str, common: float = 0.0) -> dict[str, float]:
    return dict(zip(FEATURES, features(typed(text, common), name), strict=True))


def odds(text: str, name: str, common: float = 0.0) -> float:
    return float(MODEL.log_odds(np.array([features(typed(text, common), name)]))[0])


def slow_distance(one: str, other: str) -> int:
    """Optimal string alignment by its recurrence."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                table[i][j] = i + j
                continue
            change = one[i - 1] != other[j - 1]
            best = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + change)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                best = min(best, table[i - 2][j - 2] + 1)
            table[i][j] = best
    return table[-1][-1]


@given(WORDS, WORDS)
def test_no_explanation_has_more_edits_than_the_slow_distance(text: str, name: str) -> None:
    found = told(text, name)
    whole = slow_distance(text.replace(" ", ""), name.replace(" ", ""))
    assert OSA.distance(text.replace(" ", ""), name.replace(" ", "")) == whole
    if not found["missing_any"] + found["extra"] + found["moved"]:
        assert found["edits"] + found["edits_by_ear"] <= max(
            whole, 2.0 if skeleton(ear(text)) == skeleton(ear(name)) else 0.0
        )


@given(WORDS)
def test_a_name_resembles_itself_with_nothing_to_tell(name: str) -> None:
    found = told(name, name)
    for nothing in ("edits", "edits_by_ear", "missing_any", "extra", "moved", "number_conflict"):
        assert found[nothing] == 0.0


@given(WORDS, WORDS)
def test_features_are_finite_and_have_their_length(text: str, name: str) -> None:
    found = features(typed(text), name)
    assert len(found) == len(FEATURES)
    assert np.isfinite(found).all()
    assert np.isfinite(odds(text, name))


def test_what_is_told() -> None:
    assert told("matrix reloded", "matrix reloaded")["edits"] == 1
    assert told("casabalnca", "casablanca")["edits"] == 1
    assert told("reloaded matrix", "matrix reloaded")["moved"] == 1
    assert told("matrix", "matrix reloaded")["missing_tail"] > 0.5
    assert told("reloaded", "matrix reloaded")["missing_inside"] > 0.3
    assert told("matrix reloaded forever", "matrix reloaded")["any_extra"] == 1
    assert told("rocky 3", "rocky 2")["number_conflict"] == 1
    assert told("rocky", "rocky 2")["number_missing"] == 1
    assert told("estar guars", "star wars")["edits_by_ear"] > 0
    assert told("locust", "locusts", common=0.5)["inflected"] == 1
    assert told("perdona", "persona", common=0.5)["mistyped_any_known"] == 1


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("matrix reloded", "matrix reloaded"), ("matrx relded", "matrix reloaded")),
        (("casablanka", "casablanca"), ("casa", "casablanca")),
        (("estar guars", "star wars"), ("estar guars", "star dust")),
        (("pulp ficcion", "pulp fiction"), ("pulp ficcion", "fiction")),
        (("rocky 2", "rocky 2"), ("rocky 3", "rocky 2")),
        (("metropolis", "metropolis"), ("metropolis", "m")),
    ],
)
def test_the_nearer_name_has_the_better_odds(
    better: tuple[str, str], worse: tuple[str, str]
) -> None:
    assert odds(*better) > odds(*worse)


def test_a_real_word_is_hardly_a_slip_of_another() -> None:
    assert odds("perdona", "persona", common=0.6) < odds("perzona", "persona", common=0.0)


def test_another_number_is_never_taken_at_its_word() -> None:
    assert odds("nightmare on elm street 4", "nightmare on elm street 3") < 0


def test_inflected() -> None:
    assert inflected("locust", "locusts")
    assert inflected("birds", "bird")
    assert not inflected("bird", "birthday")
    assert not inflected("up", "ups")
