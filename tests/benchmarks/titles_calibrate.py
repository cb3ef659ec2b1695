"""Calibrate what a likeness between a text and a title or name is worth, and write the model.

    python tests/benchmarks/titles_calibrate.py VERSION_FOLDER... [--names] [--write MODEL]

Takes published versions of the catalogue (the more sizes the better: chance likenesses grow with
the number of films), puts noisy titles and texts that mean no film to an index without some of the
films, and fits `recommender.resemblance.Model` by maximum likelihood: each text means one of the
candidates or none of them. The talk is put together from everyday words, and the seeds are others
than those of the evaluation, so that what is measured there was not learnt here. With ``--names``
the same is done with people, companies and sagas (`recommender.names_by_word`).
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from recommender import names_by_word, titles
from recommender.evaluate import names, noise
from recommender.evaluate.titles import Case, draw_cases, published, without
from recommender.everyday_words import ENGLISH, SPANISH
from recommender.name_index import NEARLY
from recommender.names_by_word import NamesByWord
from recommender.readings import readings
from recommender.resemblance import FEATURES, Model
from recommender.titles import TitleIndex

SEED = 7
CASES = 80_000
NOWHERE = 0.45
#: Cases with two kinds of noise beside the others: one of these, then one of those.
TWICE_NOISY = 0.15
CHANGES = ("main_title", "subtitle", "missing_word", "shuffled_words", "article", "numeral")
SLIPS = (
    "neighbour_key", "swapped_letters", "missing_letter", "doubled_letter", "misspelled", "by_ear",
    "two_typos",
)  # fmt: skip
UNITS = 16
PENALTY = 1e-4


@dataclass
class Question:
    """The candidates of one text: their features, and which of them is right (or none is)."""

    told: np.ndarray
    right: np.ndarray


def talk(rng: random.Random) -> str:
    """A few everyday words in a row."""
    words = sorted(rng.choice((SPANISH, ENGLISH)))
    said = rng.choices(words, k=rng.choice((1, 1, 2, 2, 3, 4, 5)))
    if rng.random() < 0.15:
        word = rng.randrange(len(said))
        said[word] += said[word][-1] * rng.randint(1, 4)
    return " ".join(said)


def twice_noisy(names: list[str], rows: list[int], count: int, rng: random.Random) -> list[Case]:
    """Titles with two kinds of noise: changed or shortened as people do, and then mistyped.

    What is left may be the name of a whole family of films, of which any is right.
    """
    cases: list[Case] = []
    while len(cases) < count:
        row = rng.choice(rows)
        kind = CHANGES[len(cases) % len(CHANGES)]
        changed = noise.KINDS[kind](names[row], rng)
        text = noise.KINDS[rng.choice(SLIPS)](changed, rng) if changed else None
        if text and len(text) > 4:
            cases.append(Case(text, row, kind, ""))
    return cases


def questions(folder: Path, count: int, seed: int) -> list[Question]:
    """Questions about one catalogue from which an eighth of the films is missing."""
    movies, aliases = published(folder)
    rng = random.Random(seed)
    out = rng.sample(range(len(movies)), len(movies) // 8)
    cases = draw_cases(movies, aliases, out, count, seed, NOWHERE)
    cases = [Case(talk(rng), None, "talk", "") if c.kind == "small_talk" else c for c in cases]
    stay, rows = without(movies, out)
    cases += twice_noisy(movies["title"].to_pylist(), rows, int(TWICE_NOISY * count), rng)
    found = []
    with tempfile.TemporaryDirectory() as name:
        titles.build(stay, aliases, Path(name))
        index = TitleIndex.open(Path(name))
        for case in cases:
            ways = readings(case.text)
            exact = index.exact(ways)
            if any(score > NEARLY for score in exact.values()):
                continue
            by_key: dict[str, tuple[list[list[float]], bool]] = {}
            for entry, told in index.near(ways):
                if entry not in exact:
                    right = rows[index.row(entry)] == case.row
                    known, was_right = by_key.get(index.key(entry), ([], False))
                    by_key[index.key(entry)] = ([*known, told], was_right or right)
            if by_key and (case.row is None or any(right for _, right in by_key.values())):
                told = [way for ways, _ in by_key.values() for way in ways]
                right = [right for ways, right in by_key.values() for _ in ways]
                found.append(Question(np.array(told), np.array(right)))
    return found


def name_questions(folder: Path, count: int, seed: int) -> list[Question]:
    """Questions about the names of one catalogue, an eighth of which is missing in each list."""
    found = []
    for listed in names.published(folder):
        if not listed.names:
            continue
        rng = random.Random(seed)
        everybody = range(len(listed.names))
        out = set(rng.sample(everybody, len(everybody) // 8))
        cases = names.draw_cases(listed, out, count, seed, NOWHERE)
        cases = [Case(talk(rng), None, "talk", "") if c.kind == "small_talk" else c for c in cases]
        stay = [place for place in everybody if place not in out]
        plain = [names.plain(listed.names[place]) for place in stay]
        with tempfile.TemporaryDirectory() as name:
            kept = [listed.names[place] for place in stay]
            weights = [listed.weights[place] for place in stay]
            names_by_word.build(kept, weights, Path(name), listed.kind, listed.unsaid)
            index = NamesByWord.open(Path(name), listed.kind, listed.unsaid)
            for case in cases:
                found.extend(name_question(case, index, listed, plain))
    return found


def name_question(
    case: Case, index: NamesByWord, listed: names.Names, plain: list[str]
) -> Iterator[Question]:
    """What the index says of one text, unless that is a name as it stands."""
    words = index.words(case.text)
    parts = index.parts(words)
    if (
        not parts
        or index.called(case.text)
        or any(sorted(part.key.split()) == sorted(words) for part in parts.values())
    ):
        return
    meant = None if case.row is None else names.plain(listed.names[case.row])
    right = {part for number, part in parts.items() if plain[number] == meant}
    if right or case.row is None:
        told = list(index.told(words, parts.values()))
        yield Question(
            np.array([way for _, way in told]), np.array([part in right for part, _ in told])
        )


def fit(asked: list[Question], units: int = UNITS, penalty: float = PENALTY) -> Model:
    """The likeliest model, with a penalty on large weights."""
    told = np.vstack([question.told for question in asked])
    right = np.concatenate([question.right for question in asked])
    number = np.repeat(np.arange(len(asked)), [len(question.told) for question in asked])
    count, width = len(asked), told.shape[1]
    mean, scale = told.mean(axis=0), told.std(axis=0)
    scale[scale < 1e-3] = 1.0  # what never varies says nothing
    scaled = np.clip((told - mean) / scale, -6, 6)
    answered = np.zeros(count, bool)
    answered[number[right]] = True
    rng = np.random.default_rng(SEED)
    sizes = np.cumsum([width * units, units, units, width])
    start = rng.normal(0, 0.3, sizes[-1] + 1)

    def parts(weights):
        inner, inner_bias, outer, direct, bias = np.split(weights, sizes)
        return inner.reshape(width, units), inner_bias, outer, direct, bias[0]

    def loss(weights):
        inner, inner_bias, outer, direct, bias = parts(weights)
        bent = np.tanh(scaled @ inner + inner_bias)
        odds = np.exp(np.clip(bent @ outer + scaled @ direct + bias, -40, 40))
        total = 1 + np.bincount(number, odds, count)
        hit = np.where(answered, np.bincount(number[right], odds[right], count), 1)
        wrong = odds / total[number]
        wrong[right] -= odds[right] / hit[number[right]]
        wrong /= count
        bend = np.outer(wrong, outer) * (1 - bent**2)
        slope = np.concatenate(
            [
                (scaled.T @ bend).ravel(),
                bend.sum(axis=0),
                bent.T @ wrong,
                scaled.T @ wrong,
                [wrong.sum()],
            ]
        )
        shrunk = np.append(weights[:-1], 0)
        cost = np.log(total / hit).mean() + penalty * (shrunk**2).sum() / 2
        return cost, slope + penalty * shrunk

    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    print(f"{count} texts, {len(told)} candidates, loss {best.fun:.4f}")
    return Model(mean, scale, *parts(best.x))


def write(model: Model, path: Path) -> None:
    """Write the model as JSON."""
    stored = {"features": FEATURES, "bias": round(float(model.bias), 4)}
    for name in ("mean", "scale", "inner", "inner_bias", "outer", "direct"):
        stored[name] = np.round(getattr(model, name), 4).tolist()
    lines = (f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in stored.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Read the arguments, calibrate, and write the model if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="+", help="a published version")
    parser.add_argument("--names", action="store_true", help="of people, companies and sagas")
    parser.add_argument("--write", type=Path, help="where the model goes")
    options = parser.parse_args()
    asked = []
    for place, folder in enumerate(options.folder):
        count = CASES // len(options.folder)
        if options.names:
            asked += name_questions(folder, count // 3, SEED + place)
        else:
            asked += questions(folder, count, SEED + place)
    model = fit(asked)
    if options.write:
        write(model, options.write)


if __name__ == "__main__":
    main()
