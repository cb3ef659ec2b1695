"""How good the recommendations are, judged by what people like.

Our lists are judged beside others (see `recommender.evaluate.truth`), and by what else makes a
list good: variety, films that are known, and as many of the catalogue's films as can be reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recommender.catalogue import Catalogue
from recommender.colikes import likes
from recommender.evaluate import held_out, pairs
from recommender.evaluate.full_model import Model, content
from recommender.evaluate.truth import (
    LIST,
    LONG_LIST,
    Floats,
    Judged,
    Part,
    Rows,
    best,
    judge,
    part_of,
    read_stars,
    true_neighbours,
)
from recommender.ranking import FEW_VOTES
from recommender.similarity import SimilarityIndex

_CHUNK = 64
_NONE = np.zeros((0, LONG_LIST), np.int64)


# --- what our lists are compared with ------------------------------------------------------------


def famous(catalogue: Catalogue, rows: Rows) -> Rows:
    """For every film the best-known and best-rated ones: log votes times weighted rating."""
    value = np.log1p(catalogue.vote_count) * catalogue.weighted_rating
    top = np.argsort(-value, kind="stable")[: LONG_LIST + 1]
    return np.stack([top[top != row][:LONG_LIST] for row in rows])


def at_random(catalogue: Catalogue, rows: Rows, random: np.random.Generator) -> Rows:
    """Any films."""
    return random.integers(0, len(catalogue), (len(rows), LONG_LIST))


def original(catalogue: Catalogue, rows: Rows, random: np.random.Generator) -> Iterator[Floats]:
    """Cosines of one bag of words a film (title, genres and overview), a few films at a time.

    The method that this project grew from: scikit-learn's TF-IDF with English stop words.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [
        f"{title} {' '.join(genres)} {overview or ''}"
        for title, genres, overview in zip(
            *(catalogue.column(name).to_pylist() for name in ("title", "genres", "overview")),
            strict=True,
        )
    ]
    matrix = TfidfVectorizer(stop_words="english", dtype=np.float32).fit_transform(texts)
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        cosines = np.asarray((matrix[some] @ matrix.T).toarray(), np.float32)
        cosines[np.arange(len(some)), some] = 0
        yield cosines


# --- the report ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Obscure:
    """Lists with a film of hardly any votes on top, as shares of all lists.

    Attributes:
        led: all of them.
        beside_known: those that have a known film.
        before_known: those to whose film a known one is as near as the film on top.
    """

    led: float
    beside_known: float
    before_known: float


@dataclass(frozen=True, slots=True)
class Report:
    """What `evaluate` found.

    Attributes:
        films: how many films were asked about.
        people: how many people's likes the truth is made of.
        knows_likes: whether the catalogue knows who likes what.
        lines: the methods.
        tables: with likes, judged by those held out.
        told: how well similarity tells pairs of films that are alike.
        coverage: share of the films that are among the five of some film.
        obscure: lists with an obscure film on top.
        diversity: mean dissimilarity (1 - similarity) of two films of a list.
        alone: share of the films to which none is near.
    """

    films: int
    people: int
    knows_likes: bool
    lines: tuple[Judged, ...]
    tables: tuple[held_out.Table, ...]
    told: tuple[pairs.Told, ...]
    coverage: float
    obscure: Obscure
    diversity: float
    alone: float

    def markdown(self) -> str:
        """The report as Markdown."""
        parts = [
            f"{self.films} films, {self.people} people; nothing was fitted on these films.",
            _table(self.lines),
        ]
        if self.knows_likes:
            parts.append(
                "The catalogue knows likes: where they are those that judge, what is served is"
                " judged by what it was made of. The tables below hold them out."
            )
        for table in self.tables:
            parts += [f"{table.title}:", _table(table.lines)]
        columns = [f"AUC against pairs {against}" for against in pairs.AGAINST]
        parts.append(
            "\n".join(
                [
                    f"| pairs of films | pairs | {' | '.join(columns)} |",
                    f"| --- | --: |{' --: |' * len(columns)}",
                    *(
                        f"| {one.kind} | {one.pairs:,} | "
                        f"{' | '.join(f'{value:.3f}' for value in one.auc)} |"
                        for one in self.told
                    ),
                ]
            )
        )
        obscure = self.obscure
        parts.append(
            "\n".join(
                [
                    "| our lists | |\n| --- | --: |",
                    f"| films that are among the five of some film | {self.coverage:.1%} |",
                    f"| lists with a film of under {FEW_VOTES} votes on top | {obscure.led:.2%} |",
                    f"| of all lists, those that also have a known film |"
                    f" {obscure.beside_known:.2%} |",
                    f"| of all lists, those where a known film is as near as the one on top |"
                    f" {obscure.before_known:.2%} |",
                    f"| dissimilarity of two films of a list | {self.diversity:.3f} |",
                    f"| films to which none is near | {self.alone:.1%} |",
                ]
            )
        )
        return "\n\n".join(parts)


def _table(lines: Sequence[Judged]) -> str:
    return "\n".join(
        [
            "| method | hit@5 | precision@5 | NDCG@10 | hit@5 by lift | precision@5 by lift |"
            " NDCG@10 by lift |\n| --- | --: | --: | --: | --: | --: | --: |",
            *map(_row, lines),
        ]
    )


def _row(line: Judged) -> str:
    numbers = [
        getattr(scores, name)
        for scores in (line.cosine, line.lift)
        for name in ("hit", "precision", "ndcg")
    ]
    return f"| {line.method} | " + " | ".join(f"{number:.3f}" for number in numbers) + " |"


def evaluate(
    catalogue: Catalogue, ratings: Path, links: Path, *, seed: int = 0, every_film: bool = False
) -> Report:
    """Judge the lists of a catalogue by ratings in the format of MovieLens.

    Args:
        catalogue: an open catalogue with its index.
        ratings: CSV with ``userId``, ``movieId`` and ``rating``.
        links: CSV with ``movieId`` and ``tmdbId``.
        seed: of the generator that breaks ties and divides the people.
        every_film: whether to ask about all films, not only those for the report.

    Raises:
        RatingsUnreadable: a file is not what it should be.
        CatalogueDamaged: the index cannot be read.
    """
    random = np.random.default_rng(seed)
    index = SimilarityIndex.open(catalogue)
    model = Model(catalogue, index.data)
    rated = read_stars(catalogue, ratings, links)
    liked = likes(rated)
    may_be_asked = np.arange(len(catalogue))
    if not every_film:
        may_be_asked = np.flatnonzero(part_of(catalogue.ids) == Part.REPORT)
    truths = {by: true_neighbours(liked, by, random).of(may_be_asked) for by in ("cosine", "lift")}
    asked = truths["cosine"].asked

    def line(method: str, lists: Rows) -> Judged:
        return Judged(method, judge(lists, truths["cosine"]), judge(lists, truths["lift"]))

    old = [best(part, random) for part in original(catalogue, asked, random)]
    lines = [
        line("Butaca, as served", served(index, asked)),
        line("the original: one bag of words", np.concatenate([_NONE, *old])),
        line("the best-known, best-rated films", famous(catalogue, asked)),
        line("films at random", at_random(catalogue, asked, random)),
        *(line(name, lists) for name, lists in variants(model, asked, random).items()),
    ]
    first = [index.nearest([row], LIST) for row in range(len(catalogue))]
    return Report(
        films=len(asked),
        people=liked.shape[0],
        knows_likes=bool(index.data.colikes.evidence.any()),
        lines=tuple(lines),
        tables=held_out.tables(model, rated, may_be_asked, random),
        told=pairs.told_apart(model, truths["lift"], may_be_asked, random),
        coverage=len({row for rows in first for row in rows}) / max(1, len(catalogue)),
        obscure=_obscure(index, first),
        diversity=_diversity(index, [first[row] for row in asked]),
        alone=sum(not rows for rows in first) / max(1, len(first)),
    )


def served(index: SimilarityIndex, rows: Rows) -> Rows:
    """The lists that people get, before they are ordered by rating."""
    lists = np.full((len(rows), LONG_LIST), -1, np.int64)
    for place, row in enumerate(rows.tolist()):
        near = index.nearest([row], LIST) + index.nearest([row], LIST, skip=LIST)
        lists[place, : len(near)] = near
    return lists


def variants(model: Model, rows: Rows, random: np.random.Generator) -> dict[str, Rows]:
    """Lists of the model in full, by likeness alone, of each field alone and without each."""
    settings = model.data.settings
    known = {name: settings.weights[name] for name in model.fields}
    tried: dict[str, Callable[[Mapping[str, Floats], Rows], Floats]] = {
        "the model in full": _ranked(model, known),
        "likeness alone": _plain(model, known),
    }
    for name in known:
        tried[f"only {name}"] = _plain(model, {name: 1.0})
    for name in known:
        tried[f"without {name}"] = _ranked(model, known | {name: 0.0})
    lists: dict[str, list[Rows]] = {name: [] for name in tried}
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        cosines = model.cosines(some)
        for name, relevance in tried.items():
            lists[name].append(best(relevance(cosines, some), random))
    return {name: np.concatenate([_NONE, *parts]) for name, parts in lists.items()}


def _ranked(
    model: Model, weights: Mapping[str, float]
) -> Callable[[Mapping[str, Floats], Rows], Floats]:
    ranking = model.data.settings.ranking
    return lambda cosines, rows: model.relevance(rows, cosines, weights, ranking)


def _plain(
    model: Model, weights: Mapping[str, float]
) -> Callable[[Mapping[str, Floats], Rows], Floats]:
    def relevance(cosines: Mapping[str, Floats], rows: Rows) -> Floats:
        found = content(cosines, weights)
        editions = model.data.editions
        found[editions[rows][:, None] == editions[None]] = 0
        return found

    return relevance


def _obscure(index: SimilarityIndex, lists: Sequence[Sequence[int]]) -> Obscure:
    """``lists[row]`` is of the film at ``row``."""
    catalogue, data = index.catalogue, index.data
    known = catalogue.vote_count >= FEW_VOTES
    found = np.zeros(3)
    for row, rows in enumerate(lists):
        if not rows or known[max(rows, key=lambda one: float(catalogue.weighted_rating[one]))]:
            continue
        top = index.similar([row], LIST)[0]
        if top.movie.vote_count < FEW_VOTES:
            near = data.scores[row][(data.neighbours[row] >= 0) & known[data.neighbours[row]]]
            found += [1, known[rows].any(), (near >= top.score).any()]
    return Obscure(*(found / max(1, sum(map(bool, lists)))).tolist())


def _diversity(index: SimilarityIndex, lists: Sequence[Sequence[int]]) -> float:
    apart = [
        1 - index.between(one, other)
        for rows in lists
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
    ]
    return float(np.mean(apart)) if apart else 0.0
