"""How long it takes to understand a text, beside comparing it with every utterance.

    python tests/benchmarks/understanding_latency.py CATALOGUE

CATALOGUE is the folder of a published catalogue. Prints milliseconds of processor time a text.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from bot.assistant.context import Context
from bot.assistant.understanding import corpus, evaluation, understand
from recommender import Recommender


def timed(label: str, texts: list[str], work: Callable[[str], object]) -> float:
    """Print the median and the 99th percentile of some work on each text; gives the median."""
    work(texts[0])
    took = []
    for text in texts:
        before = time.process_time()
        work(text)
        took.append(1000 * (time.process_time() - before))
    median, most = np.median(took), np.quantile(took, 0.99)
    print(f"{label:24} median {median:6.2f} ms   p99 {most:6.2f} ms")
    return float(median)


def main() -> None:
    """Measure both."""
    recommender = Recommender.open(Path(sys.argv[1]))
    texts = [case.text for case in (*evaluation.development(), *evaluation.held_out())]
    lines = [line.text for line in corpus.utterances()]
    ours = timed("understanding", texts, lambda text: understand(text, Context(), recommender))
    naive = timed(
        "nearest utterance", texts, lambda text: process.extractOne(text, lines, scorer=fuzz.WRatio)
    )
    print(f"{naive / ours:.1f} times as fast as the nearest utterance")


if __name__ == "__main__":
    main()
