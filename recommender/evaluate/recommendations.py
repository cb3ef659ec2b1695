"""How good the recommendations are, judged by what people like.

Ratings say which films the same people like. For every film that enough people like, its true
neighbours are the films nearest to it in that sense, and a list is judged by how many of them it
has. Two truths are measured, because each can be won by a list that is no use: by cosine, films
that everybody likes are near everything; by lift, a film counts only as far as those who like one
like it more than others do, which no list of famous films can win.

Films fall into two parts by their ids: the weights are fitted on one (by
`recommender.evaluate.fitting`) and reported on the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from recommender import colikes
from recommender.catalogue import Catalogue
from recommender.errors import RatingsUnreadable
from recommender.ranking import FEW_VOTES, Ranking, nearness
from recommender.similarity import SimilarityIndex
from recommender.similarity_data import DECADE_SCALE, ORIGIN, IndexData

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

#: A film is judged from so many likes on, by so many true neighbours.
LEAST_LIKES = 20
NEIGHBOURS = 20
#: How many films of a list are judged; `NDCG` looks at more of them.
LIST = 5
LONG_LIST = 10
#: In the test of similarity, a pair's counterpart has about as many votes, of about the same time.
_VOTES_STEP = 1.5
_YEARS_STEP = 3

_CHUNK = 64
_NONE = np.zeros((0, LONG_LIST), np.int64)


@dataclass(frozen=True, slots=True)
class Truth:
    """True neighbours: ``neighbours[i]`` are those of the film ``asked[i]``, nearest first."""

    asked: Rows
    neighbours: Rows

    def of(self, rows: Rows) -> Truth:
        """The same for some of the films asked about."""
        chosen = np.isin(self.asked, rows)
        return Truth(self.asked[chosen], self.neighbours[chosen])


@dataclass(frozen=True, slots=True)
class Scores:
    """How good lists are, each 0 to 1, on average over the films asked about.

    Attributes:
        hit: lists of five with a true neighbour.
        precision: share of the five that are true neighbours.
        ndcg: normalised discounted cumulative gain of the first ten.
    """

    hit: float
    precision: float
    ndcg: float


def true_neighbours(
    liked: csr_matrix,
    by: str,
    random: np.random.Generator,
    least: int = LEAST_LIKES,
) -> Truth:
    """The true neighbours of every film that enough people like.

    Both measures are shrunk by ``n / (n + SHRINKAGE)`` for ``n`` people who like both. By lift,
    only films that enough people like are neighbours: that of rarely liked ones is chance.

    Args:
        liked: people by films, see `recommender.colikes.likes`.
        by: "cosine" (``n / sqrt(a b)``) or "lift" (``n people / (a b)``).
        random: breaks ties.
        least: how many likes are enough.
    """
    counts = np.asarray(liked.sum(axis=0)).ravel()
    asked = np.flatnonzero(counts >= least)
    others = np.flatnonzero(counts >= (1 if by == "cosine" else least))
    columns = liked.tocsc()
    both = np.asarray((columns[:, asked].T @ columns[:, others]).toarray(), np.float64)
    chance = np.outer(counts[asked], counts[others])
    value = both / np.sqrt(chance) if by == "cosine" else both * liked.shape[0] / chance
    value *= both / (both + colikes.SHRINKAGE)
    value[asked[:, None] == others] = -1
    order = random.permutation(len(others))
    near = np.argsort(-value[:, order], axis=1, kind="stable")[:, :NEIGHBOURS]
    return Truth(asked, others[order][near])


def judge(lists: Rows, truth: Truth) -> Scores:
    """Judge one list a film asked about.

    Args:
        lists: the nearest first, -1 where there is none, shape ``(films, LONG_LIST)``.
        truth: of the same films, in the same order.
    """
    if not len(lists):
        return Scores(0.0, 0.0, 0.0)
    hits = (lists[:, :, None] == truth.neighbours[:, None, :]).any(axis=2)
    gain = 1 / np.log2(np.arange(lists.shape[1]) + 2)
    first = hits[:, :LIST]
    return Scores(
        hit=float(first.any(axis=1).mean()),
        precision=float(first.mean()),
        ndcg=float((hits * gain).sum(axis=1).mean() / gain.sum()),
    )


def fit_part(ids: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which films weights may be fitted on; the others are for the report.

    By a hash of the id, so that a film is always in the same part.
    """
    hashed = (ids.astype(np.uint64) * np.uint64(2654435761)) >> np.uint64(16)
    part: NDArray[np.bool_] = (hashed & np.uint64(1)) == 0
    return part


class Model:
    """The model of an index field by field, computed in full for every pair: slow and plain.

    Any weights can be tried in it. What is published should agree with it for the weights that
    the index was built with, but for the variety and the saga rule of lists.
    """

    def __init__(self, catalogue: Catalogue, data: IndexData) -> None:
        self.catalogue = catalogue
        self.data = data
        self.years = catalogue.numbers("year").astype(np.float32)
        self.rating = catalogue.weighted_rating
        starts, columns, values = data.rows
        films, width = len(catalogue), max(stop for _, stop in data.settings.fields.values())
        rows = csr_matrix((values, columns, starts), shape=(films, width))
        self._blocks: dict[str, csr_matrix] = {}
        for name, (start, stop) in data.settings.fields.items():
            block = rows[:, start:stop]
            if block.nnz:
                scale = np.float32(1 / np.sqrt(data.settings.weights[name]))
                self._blocks[name] = csr_matrix(block * scale)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of which the catalogue knows anything, and "decade"."""
        return (*self._blocks, "decade")

    def cosines(self, rows: Rows, others: Rows | None = None) -> dict[str, Floats]:
        """Cosines of films with all films, or some, by field: shape ``(rows, others)`` each."""
        found = {}
        for name, block in self._blocks.items():
            right = block if others is None else block[others]
            found[name] = np.asarray((block[rows] @ right.T).toarray(), np.float32)
        found["decade"] = nearness(self.apart(rows, others), DECADE_SCALE)
        return found

    def apart(self, rows: Rows, others: Rows | None = None) -> Floats:
        """Years between films, NaN where unknown."""
        theirs = self.years if others is None else self.years[others]
        apart: Floats = theirs[None] - self.years[rows][:, None]
        return apart

    def relevance(
        self,
        rows: Rows,
        cosines: Mapping[str, Floats],
        weights: Mapping[str, float],
        ranking: Ranking,
        agreed: Floats | None = None,
        others: Rows | None = None,
    ) -> Floats:
        """Relevance of films to each of ``rows``; 0 for those that are never suggested to it.

        Args:
            rows: the films asked about.
            cosines: see `cosines`.
            weights: of the fields; they are scaled to sum to 1.
            ranking: see there.
            agreed: what the likes add, 0 to 1, in the shape of a cosine.
            others: the candidates; all films unless told otherwise.
        """
        candidates = np.arange(len(self.catalogue)) if others is None else others
        similarity = joined(cosines, weights, agreed)
        in_common = sum(
            (cosines[name] * weights.get(name, 0) for name in cosines if name not in ORIGIN),
            start=np.zeros_like(similarity),
        )
        near = in_common > 0 if agreed is None else (in_common > 0) | (agreed > 0)
        renown, data = self.data.renown, self.data
        relevance = ranking.relevance(
            np.where(near, similarity, np.float32(0)),
            self.apart(rows, others),
            (renown[rows][:, None], self.rating[rows][:, None]),
            (renown[candidates][None], self.rating[candidates][None]),
            self.shares_genre(rows, cosines["genres"], candidates),
        )
        never = ~data.suggested[candidates][None] | (
            data.editions[candidates][None] == data.editions[rows][:, None]
        )
        return np.where(never, np.float32(0), relevance)

    def shares_genre(self, rows: Rows, cosines: Floats, candidates: Rows) -> NDArray[np.bool_]:
        """Whether films share a genre, or one of them has none."""
        none = np.diff(self._blocks["genres"].indptr) == 0
        shares: NDArray[np.bool_] = (cosines > 0) | none[candidates][None] | none[rows][:, None]
        return shares


def joined(
    cosines: Mapping[str, Floats], weights: Mapping[str, float], agreed: Floats | None = None
) -> Floats:
    """Similarity from cosines by field; see `recommender.similarity`."""
    total = sum(weights.get(name, 0) for name in cosines) or 1.0
    content = sum(
        (cosine * np.float32(weights.get(name, 0) / total) for name, cosine in cosines.items()),
        start=np.zeros_like(next(iter(cosines.values()))),
    )
    if agreed is None:
        return content
    found: Floats = 1 - (1 - content) * (1 - agreed)
    return found


def best(relevance: Floats, random: np.random.Generator, n: int = LONG_LIST) -> Rows:
    """The ``n`` most relevant of each row, best first, ties at random; -1 where it is 0."""
    order = random.permutation(relevance.shape[1])
    shuffled = relevance[:, order]
    found = np.argpartition(-shuffled, n - 1, axis=1)[:, :n]
    values = np.take_along_axis(shuffled, found, axis=1)
    ranks = np.argsort(-values, axis=1, kind="stable")
    lists = order[np.take_along_axis(found, ranks, axis=1)]
    return np.where(np.take_along_axis(values, ranks, axis=1) > 0, lists, -1)


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
class Line:
    """One method in the table: its scores by cosine and by lift."""

    method: str
    cosine: Scores
    lift: Scores


@dataclass(frozen=True, slots=True)
class Report:
    """What `evaluate` found.

    Attributes:
        films: how many films were asked about.
        people: how many people's likes the truth is made of.
        lines: the methods.
        halves: the model without and with the likes of half of the people, judged by the others'.
        likeness: AUC of our similarity for pairs of films by lift against pairs as well known and
            of the same time.
        coverage: share of the films that are among the five of some film.
        obscure: share of all lists with an obscure film on top.
        diversity: mean dissimilarity (1 - similarity) of two films of a list.
        alone: share of the films to which none is near.
    """

    films: int
    people: int
    lines: tuple[Line, ...]
    halves: tuple[Line, ...]
    likeness: float
    coverage: float
    obscure: float
    diversity: float
    alone: float

    def markdown(self) -> str:
        """The report as Markdown."""
        head = (
            "| method | hit@5 | precision@5 | NDCG@10 | hit@5 by lift | precision@5 by lift |"
            " NDCG@10 by lift |\n| --- | --: | --: | --: | --: | --: | --: |"
        )
        return "\n".join(
            [
                f"{self.films} films, {self.people} people; films not fitted on.",
                "",
                head,
                *map(_row, self.lines),
                "",
                "Judged by the likes of half of the people, twice:",
                "",
                head,
                *map(_row, self.halves),
                "",
                "| our lists | |\n| --- | --: |",
                f"| AUC of similarity (by lift, against pairs as known and as old) |"
                f" {self.likeness:.3f} |",
                f"| films that are among the five of some film | {self.coverage:.1%} |",
                f"| lists with a film of under {FEW_VOTES} votes on top | {self.obscure:.1%} |",
                f"| dissimilarity of two films of a list | {self.diversity:.3f} |",
                f"| films to which none is near | {self.alone:.1%} |",
            ]
        )


def _row(line: Line) -> str:
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
        every_film: whether to ask about all films, not only those that were not fitted on.

    Raises:
        RatingsUnreadable: a file is not what it should be.
        CatalogueDamaged: the index cannot be read.
    """
    random = np.random.default_rng(seed)
    index = SimilarityIndex.open(catalogue)
    model = Model(catalogue, index.data)
    liked = read_likes(catalogue, ratings, links)
    truths = {by: true_neighbours(liked, by, random) for by in ("cosine", "lift")}
    asked = truths["cosine"].asked
    if not every_film:
        asked = asked[~fit_part(catalogue.ids[asked])]
    truths = {by: truth.of(asked) for by, truth in truths.items()}

    def line(method: str, lists: Rows) -> Line:
        return Line(method, judge(lists, truths["cosine"]), judge(lists, truths["lift"]))

    old = [best(part, random) for part in original(catalogue, asked, random)]
    lines = [
        line("Butaca, as served", served(index, asked)),
        line(
            "the original: one bag of words", np.concatenate([np.zeros((0, LONG_LIST), int), *old])
        ),
        line("the best-known, best-rated films", famous(catalogue, asked)),
        line("films at random", at_random(catalogue, asked, random)),
        *(line(name, lists) for name, lists in variants(model, asked, random).items()),
    ]
    first = [index.nearest([row], LIST) for row in range(len(catalogue))]
    return Report(
        films=len(asked),
        people=liked.shape[0],
        lines=tuple(lines),
        halves=_halves(model, liked, random, every_film=every_film),
        likeness=likeness(index, truths["lift"], random),
        coverage=len({row for rows in first for row in rows}) / max(1, len(catalogue)),
        obscure=_obscure(index, first),
        diversity=_diversity(index, [first[row] for row in asked]),
        alone=sum(not rows for rows in first) / max(1, len(first)),
    )


def read_likes(catalogue: Catalogue, ratings: Path, links: Path) -> csr_matrix:
    """Who likes what, see `recommender.colikes.likes`.

    Raises:
        RatingsUnreadable: a file is not what it should be.
    """
    try:
        with ratings.open("rb") as stream, links.open("rb") as other:
            return colikes.likes(stream, other, catalogue.ids)
    except OSError as error:
        raise RatingsUnreadable(f"{error.filename} cannot be read: {error.strerror}") from error


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
        found = joined(cosines, weights).copy()
        editions = model.data.editions
        found[editions[rows][:, None] == editions[None]] = 0
        return found

    return relevance


def _halves(
    model: Model, liked: csr_matrix, random: np.random.Generator, *, every_film: bool
) -> tuple[Line, ...]:
    """The model without and with likes: those of half of the people, judged by the others'."""
    settings = model.data.settings
    weights = {name: settings.weights[name] for name in model.fields}
    found: dict[str, list[tuple[Scores, Scores]]] = {}
    for known, held_out in halves(liked, random):
        near = colikes.colikes(known)
        truths = {
            by: true_neighbours(held_out, by, random, LEAST_LIKES // 2) for by in ("cosine", "lift")
        }
        asked = truths["cosine"].asked
        if not every_film:
            asked = asked[~fit_part(model.catalogue.ids[asked])]
        lists: dict[str, list[Rows]] = {"content alone": [], "content and likes": []}
        for start in range(0, len(asked), _CHUNK):
            some = asked[start : start + _CHUNK]
            cosines = model.cosines(some)
            agreed = np.minimum(settings.ratings * np.asarray(near[some].toarray()), 1)
            for name, extra in (("content alone", None), ("content and likes", agreed)):
                relevance = model.relevance(some, cosines, weights, settings.ranking, extra)
                lists[name].append(best(relevance, random))
        for name, parts in lists.items():
            joint = np.concatenate([_NONE, *parts])
            scores = [judge(joint, truths[by].of(asked)) for by in ("cosine", "lift")]
            found.setdefault(name, []).append((scores[0], scores[1]))
    return tuple(
        Line(name, _mean([one[0] for one in both]), _mean([one[1] for one in both]))
        for name, both in found.items()
    )


def halves(
    liked: csr_matrix, random: np.random.Generator
) -> Iterator[tuple[csr_matrix, csr_matrix]]:
    """The people in two halves, each once as those who are known."""
    order = random.permutation(liked.shape[0])
    middle = len(order) // 2
    one, other = liked[np.sort(order[:middle])], liked[np.sort(order[middle:])]
    yield one, other
    yield other, one


def _mean(scores: Sequence[Scores]) -> Scores:
    return Scores(
        *(
            float(np.mean([getattr(one, name) for one in scores]))
            for name in ("hit", "precision", "ndcg")
        )
    )


def likeness(index: SimilarityIndex, truth: Truth, random: np.random.Generator) -> float:
    """AUC of similarity: how often true pairs are nearer than their counterparts."""
    positive, negative = [], []
    for row, others, exchanged in counterparts(index.catalogue, truth, random):
        positive += [index.between(row, other) for other in others.tolist()]
        negative += [index.between(row, other) for other in exchanged.tolist()]
    return auc(np.array(positive), np.array(negative))


def counterparts(
    catalogue: Catalogue, truth: Truth, random: np.random.Generator
) -> Iterator[tuple[int, Rows, Rows]]:
    """For every film asked about, true neighbours and as many films that are none.

    Each counterpart has about as many votes as the neighbour, and is of about the same time, so
    that neither renown nor age tells them apart. Neighbours without a counterpart are left out.
    """
    years = np.nan_to_num(catalogue.numbers("year").astype(np.float64), nan=-1)
    votes = np.log1p(catalogue.vote_count)
    keys = np.stack([np.round(votes * _VOTES_STEP), years // _YEARS_STEP], axis=1)
    _, bucket = np.unique(keys, axis=0, return_inverse=True)
    order = np.argsort(bucket, kind="stable")
    ends = np.cumsum(np.bincount(bucket))
    for row, near in zip(truth.asked.tolist(), truth.neighbours, strict=True):
        starts = np.concatenate([[0], ends])[bucket[near]]
        drawn = order[random.integers(starts, ends[bucket[near]])]
        keep = ~np.isin(drawn, [*near, row])
        yield row, near[keep], drawn[keep]


def auc(positive: NDArray[np.floating], negative: NDArray[np.floating]) -> float:
    """How often a positive is above a negative; ties count half."""
    if not len(positive) or not len(negative):
        return float("nan")
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    upto = np.searchsorted(ordered, positive, side="right")
    return float((below + upto).mean() / (2 * len(negative)))


def _obscure(index: SimilarityIndex, lists: Sequence[Sequence[int]]) -> float:
    """Share of the lists that an obscure film leads; ``lists[row]`` is of the film at ``row``."""
    rating, votes = index.catalogue.weighted_rating, index.catalogue.vote_count
    led = 0
    for row, rows in enumerate(lists):
        if rows and votes[max(rows, key=lambda one: float(rating[one]))] < FEW_VOTES:
            led += index.similar([row], LIST)[0].movie.vote_count < FEW_VOTES
    return led / max(1, sum(map(bool, lists)))


def _diversity(index: SimilarityIndex, lists: Sequence[Sequence[int]]) -> float:
    apart = [
        1 - index.between(one, other)
        for rows in lists
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
    ]
    return float(np.mean(apart)) if apart else 0.0
