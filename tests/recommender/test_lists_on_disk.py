from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.errors import CatalogueDamaged
from recommender.lists import Lists, Strings, largest, mapped


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 50))))
def test_lists_are_what_a_dictionary_of_sets_would_be(pairs: list[tuple[int, int]]) -> None:
    expected: dict[int, set[int]] = defaultdict(set)
    for owner, item in pairs:
        expected[owner].add(item)
    owners, items = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    lists = Lists.of_pairs(owners, items, 7)
    assert len(lists) == 7
    for owner in range(7):
        assert lists.of(owner).tolist() == sorted(expected[owner])
    assert lists.sizes.tolist() == [len(expected[owner]) for owner in range(7)]


def test_lists_and_strings_are_read_back(tmp_path: Path) -> None:
    lists = Lists.of_pairs(np.array([0, 2, 2]), np.array([5, 1, 3]), 3)
    lists.save(tmp_path, "lists")
    again = Lists.open(tmp_path, "lists")
    assert [again.of(owner).tolist() for owner in range(3)] == [[5], [], [1, 3]]
    texts = ["a", "", "ñandú", "小津"]
    Strings.of(texts).save(tmp_path, "strings")
    strings = Strings.open(tmp_path, "strings")
    assert [strings[place] for place in range(len(strings))] == texts
    assert strings.many(np.array([3, 0, 1])) == ["小津", "a", ""]


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 9, width=32))), st.integers(1, 9))
def test_the_largest_are_those_that_sorting_all_gives(
    entries: list[tuple[int, float]], n: int
) -> None:
    sizes = np.array([entry[0] for entry in entries], np.int64)
    weights = np.array([entry[1] for entry in entries], np.float32)
    slow = sorted(range(len(entries)), key=lambda at: (-entries[at][0], -entries[at][1], at))
    assert largest(sizes, weights, n) == slow[:n]


@pytest.mark.parametrize("content", [None, b"", b"no array"])
def test_what_is_no_array_is_damaged(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "array.npy"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CatalogueDamaged, match=r"array\.npy"):
        mapped(path)
