"""Fits the model on the utterances. The only module here that needs scikit-learn.

    butaca fit understanding

writes ``model.npz`` beside this file. The same utterances and catalogue give the same model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.assistant.understanding.corpus import Example, Fillings, Utterance, examples, utterances
from bot.assistant.understanding.model import (
    BLOCKS,
    MODEL,
    Model,
    Span,
    best_run,
    replaced,
    tag_features,
)
from bot.assistant.understanding.names import Kind, kinds
from bot.assistant.understanding.tokens import Mention, Word, mentions, words_of
from recommender import Recommender

SEED = 20
#: How often each utterance with places is filled.
TIMES = 10
#: Inverse strength of the penalty on weights (scikit-learn's C).
_TAGGER_C, _CLASSIFIER_C = 1.0, 10.0
#: Terms of fewer texts than this are not learnt.
_LEAST_TAG = 2
_LEAST = {"word": 2, "character": 4, "cue": 2}

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Read:
    """An example as the model sees it."""

    example: Example
    words: list[Word]
    found: list[Mention]

    @classmethod
    def of(cls, example: Example) -> Read:
        """The words of an example, and what they name from the short lists."""
        words = words_of(example.text)
        return cls(example, words, mentions(words))

    @property
    def named(self) -> list[bool]:
        """Whether each word is part of the name."""
        start, end = self.example.name or (0, 0)
        return [word.start < end and word.end > start for word in self.words]


def fit(
    recommender: Recommender, lines: Sequence[Utterance] | None = None, times: int = TIMES
) -> Arrays:
    """The arrays of a model fitted on the utterances.

    Args:
        recommender: an open catalogue; names are taken from it.
        lines: the utterances to learn, all of them by default.
        times: how often each one with places is filled.
    """
    lines = utterances() if lines is None else lines
    texts = [Read.of(each) for each in examples(lines, Fillings(recommender), times, SEED)]
    known = _words_to_ask_with(lines)
    tagged = _fit_tagger(texts, known)
    tagger = Model(_EMPTY | tagged)
    seen = [(text, *_name_of(text, tagger, recommender)) for text in texts]
    return tagged | _fit_classifier(seen, known)


#: A model that classifies nothing yet, to tag with.
_EMPTY: Arrays = {
    name: np.array("") for name in ("intents", "tags", "known", *(f"{b}_terms" for b in BLOCKS))
} | {name: np.zeros(1) for name in ("weights", "intercept", *(f"{b}_idf" for b in BLOCKS))}


def _words_to_ask_with(lines: Iterable[Utterance]) -> set[str]:
    """The words of the utterances outside their places, but for those about something else."""
    asking = (line.text for line in lines if line.intent != "off_topic")
    texts = (re.sub(r"\{\w+\}|[(|)]", " ", text) for text in asking)
    return {word.folded for text in texts for word in words_of(text)}


def _fit_tagger(texts: Sequence[Read], known: set[str]) -> Arrays:
    rows = [
        list(tag_features(text.words, text.found, known, at))
        for text in texts
        for at in range(len(text.words))
    ]
    named = np.array([flag for text in texts for flag in text.named])
    vectorizer = CountVectorizer(analyzer=_as_it_is, binary=True, min_df=_LEAST_TAG)
    matrix = vectorizer.fit_transform(rows)
    regression = LogisticRegression(C=_TAGGER_C, solver="liblinear", random_state=SEED)
    regression.fit(matrix, named)
    weights = regression.coef_[0]
    weights[vectorizer.vocabulary_["always"]] += regression.intercept_[0]
    kept = np.flatnonzero(np.abs(weights) > 0.02)
    return {
        "known": np.array("\n".join(sorted(known))),
        "tags": np.array("\n".join(vectorizer.get_feature_names_out()[kept])),
        "tag_weights": weights[kept].astype(np.float16),
    }


def _name_of(
    text: Read, tagger: Model, recommender: Recommender
) -> tuple[Span | None, tuple[Kind, ...]]:
    """The name that the tagger finds in a text, which need not be the right one, and its kinds."""
    name = best_run(tagger.name_odds(text.words, text.found))
    if name is None:
        return None, ()
    said = text.example.text[text.words[name.start].start : text.words[name.end - 1].end]
    return name, kinds(said, recommender)


def _fit_classifier(
    seen: Sequence[tuple[Read, Span | None, tuple[Kind, ...]]], known: set[str]
) -> Arrays:
    shown = [
        (replaced(text.words, text.found, known, name, kinds), kinds) for text, name, kinds in seen
    ]
    blocks = {
        name: _tfidf((list(terms(*each)) for each in shown), _LEAST[name])
        for name, terms in BLOCKS.items()
    }
    regression = LogisticRegression(C=_CLASSIFIER_C, max_iter=400, tol=1e-3)
    regression.fit(
        hstack([rows for _, rows in blocks.values()], format="csr"),
        [text.example.intent for text, _, _ in seen],
    )
    arrays = {
        "intents": np.array("\n".join(regression.classes_)),
        "weights": regression.coef_.T.astype(np.float16),
        "intercept": regression.intercept_.astype(np.float32),
    }
    for name, (vectorizer, _) in blocks.items():
        arrays[f"{name}_terms"] = np.array("\n".join(vectorizer.get_feature_names_out()))
        arrays[f"{name}_idf"] = vectorizer.idf_.astype(np.float16)
    return arrays


def _tfidf(rows: Iterable[list[str]], least: int) -> tuple[TfidfVectorizer, csr_matrix]:
    vectorizer = TfidfVectorizer(analyzer=_as_it_is, min_df=least, sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform(rows)


def _as_it_is(terms: list[str]) -> list[str]:
    return terms


def write(arrays: Arrays, path: Path | None = None) -> Path:
    """Write a model where the program looks for it, or elsewhere."""
    path = path or Path(__file__).with_name(MODEL)
    np.savez_compressed(path, allow_pickle=False, **arrays)
    return path
