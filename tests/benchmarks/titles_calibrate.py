"""Calibrate what a likeness between a text and a title is worth, and write the model.

    python tests/benchmarks/titles_calibrate.py VERSION_FOLDER... [--write]

Takes published versions of the catalogue (the more sizes the better: chance likenesses grow with
the number of films), puts noisy titles and texts that mean no film to an index without some of the
films, and fits `recommender.resemblance.Model` by maximum likelihood: each text means one of the
candidates or none of them. The talk is put together from everyday words, and the seeds are others
than those of the evaluation, so that what is measured there was not learnt here.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from recommender import titles
from recommender.evaluate.titles import Case, draw_cases, published, without
from recommender.everyday_words import ENGLISH, SPANISH
from recommender.name_index import NEARLY
from recommender.readings import readings
from recommender.resemblance import FEATURES, Model
from recommender.titles import TitleIndex

SEED = 7
CASES = 80_000
NOWHERE = 0.4
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


def questions(folder: Path, count: int, seed: int) -> list[Question]:
    """Questions about one catalogue from which an eighth of the films is missing."""
    movies, aliases = published(folder)
    rng = random.Random(seed)
    out = rng.sample(range(len(movies)), len(movies) // 8)
    cases = draw_cases(movies, aliases, out, count, seed, NOWHERE)
    cases = [Case(talk(rng), None, "talk", "") if c.kind == "small_talk" else c for c in cases]
    stay, rows = without(movies, out)
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


def fit(asked: list[Question], units: int = UNITS, penalty: float = PENALTY) -> Model:
    """The likeliest model, with a penalty on large weights."""
    told = np.vstack([question.told for question in asked])
    right = np.concatenate([question.right for question in asked])
    number = np.repeat(np.arange(len(asked)), [len(question.told) for question in asked])
    count, width = len(asked), told.shape[1]
    mean, scale = told.mean(axis=0), told.std(axis=0) + 1e-6
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
    parser.add_argument("--write", type=Path, help="where the model goes")
    options = parser.parse_args()
    asked = []
    for place, folder in enumerate(options.folder):
        asked += questions(folder, CASES // len(options.folder), SEED + place)
    model = fit(asked)
    if options.write:
        write(model, options.write)


if __name__ == "__main__":
    main()
