"""What is known of each film, as one TF-IDF matrix a field.

Every field has a vocabulary of its own, so that a keyword and a word of the title never mix, and
its rows have length 1, so that the product of two rows is their cosine in that field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

from etl.words import Stem, stemmer, stems
from recommender.catalogue import ROLES


@dataclass(frozen=True, slots=True)
class Field:
    """One field of all films.

    ``matrix`` is float32 of shape ``(films, terms)`` with rows of length 1, or 0 where nothing is
    known; ``terms`` is what people read, one a column.
    """

    name: str
    matrix: csr_matrix
    terms: pa.Array


def fields(movies: pa.Table, credits_: pa.Table) -> Iterator[Field]:
    """The fields of all films, one at a time, those of `recommender.similarity_data.ORIGIN` last.

    Args:
        movies: in `recommender.catalogue.MOVIES_SCHEMA`.
        credits_: in `recommender.catalogue.CREDITS_SCHEMA`.
    """
    yield _single("collection", _column(movies, "collection"))
    yield _listed("keywords", _column(movies, "keywords"))
    stem = stemmer()
    for name in ("overview", "title"):
        yield _text(name, _column(movies, name), stem)
    for role in ROLES:
        yield _people(role, movies, credits_)
    yield _listed("company", _column(movies, "companies"))
    yield _listed("genres", _column(movies, "genres"))
    yield _single("language", _column(movies, "original_language"))
    yield _listed("country", _column(movies, "countries"))


def tf_idf(
    rows: NDArray[np.integer],
    terms: NDArray[np.integer],
    shape: tuple[int, int],
    weights: NDArray[np.floating] | None = None,
) -> csr_matrix:
    """Occurrences as TF-IDF with rows of length 1.

    Args:
        rows: the film of each occurrence.
        terms: its column.
        shape: ``(films, terms)``.
        weights: how much each occurrence counts; 1 where absent.

    Returns:
        float32 CSR; ``idf = ln((1 + n) / (1 + df)) + 1`` and ``tf = 1 + ln(count)``, as in
        scikit-learn.
    """
    values = np.ones(len(rows), np.float32) if weights is None else weights.astype(np.float32)
    found = coo_matrix((values, (rows, terms)), shape=shape).tocsr()
    found.sum_duplicates()
    if weights is None:
        found.data = 1 + np.log(found.data)
    films = np.bincount(found.indices, minlength=shape[1])
    idf = np.log((1 + shape[0]) / (1 + films)) + 1
    found.data *= idf.astype(np.float32)[found.indices]
    row = np.repeat(np.arange(shape[0], dtype=np.int32), np.diff(found.indptr))
    lengths = np.sqrt(np.bincount(row, found.data**2, shape[0])).astype(np.float32)
    found.data /= lengths[row]
    return found


def _column(table: pa.Table, name: str) -> pa.Array:
    column = table[name]
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _single(name: str, values: pa.Array) -> Field:
    known = np.flatnonzero(values.is_valid().to_numpy(zero_copy_only=False))
    encoded = values.drop_null().dictionary_encode()
    return _encoded(name, known, encoded, len(values))


def _listed(name: str, lists: pa.Array) -> Field:
    rows = pc.list_parent_indices(lists).to_numpy()
    return _encoded(name, rows, pc.list_flatten(lists).dictionary_encode(), len(lists))


def _encoded(name: str, rows: NDArray[np.integer], values: pa.DictionaryArray, films: int) -> Field:
    terms = values.dictionary.cast(pa.string())
    codes = values.indices.to_numpy()
    return Field(name, tf_idf(rows, codes, (films, len(terms))), terms)


def _text(name: str, texts: pa.Array, stem: Stem) -> Field:
    found = stems(texts, stem)
    matrix = tf_idf(found.rows, found.codes, (len(texts), len(found.labels)))
    return Field(name, matrix, pa.array(found.labels, pa.string()))


def _people(role: str, movies: pa.Table, credits_: pa.Table) -> Field:
    of_role = credits_.filter(pc.equal(credits_["role"], role))
    ids = _column(movies, "id").to_numpy()
    rows = np.searchsorted(ids, of_role["movie_id"].to_numpy())
    names = _column(of_role, "name")
    if not isinstance(names, pa.DictionaryArray):
        names = names.dictionary_encode()
    # Dictionaries are shared by all roles; only the names of this role become columns.
    used, codes = np.unique(names.indices.to_numpy(), return_inverse=True)
    weights = None
    if role == "cast":
        weights = 1 / np.sqrt(1 + of_role["billing"].to_numpy().astype(np.float32))
    terms = names.dictionary.take(pa.array(used, pa.int64()))
    return Field(role, tf_idf(rows, codes, (len(ids), len(used)), weights), terms)
