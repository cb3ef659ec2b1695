"""Texts as stems: split, freed of stop words, and stemmed in the language each is written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from recommender.lean import Without

# Of nltk the stemmer alone is used.
with Without("sklearn", "scipy.stats", "pandas"):
    from nltk.stem.snowball import SnowballStemmer

#: Words that are in any English text, those that scikit-learn leaves out.
ENGLISH_STOP_WORDS = frozenset(
    """
    a about above across after afterwards again against all almost alone along already also
    although always am among amongst amoungst amount an and another any anyhow anyone anything
    anyway anywhere are around as at back be became because become becomes becoming been
    before beforehand behind being below beside besides between beyond bill both bottom but by
    call can cannot cant co con could couldnt cry de describe detail do done down due during
    each eg eight either eleven else elsewhere empty enough etc even ever every everyone
    everything everywhere except few fifteen fifty fill find fire first five for former
    formerly forty found four from front full further get give go had has hasnt have he hence
    her here hereafter hereby herein hereupon hers herself him himself his how however hundred
    i ie if in inc indeed interest into is it its itself keep last latter latterly least less
    ltd made many may me meanwhile might mill mine more moreover most mostly move much must my
    myself name namely neither never nevertheless next nine no nobody none noone nor not
    nothing now nowhere of off often on once one only onto or other others otherwise our ours
    ourselves out over own part per perhaps please put rather re same see seem seemed seeming
    seems serious several she should show side since sincere six sixty so some somehow someone
    something sometime sometimes somewhere still such system take ten than that the their them
    themselves then thence there thereafter thereby therefore therein thereupon these they
    thick thin third this those though three through throughout thru thus to together too top
    toward towards twelve twenty two un under until up upon us very via was we well were what
    whatever when whence whenever where whereafter whereas whereby wherein whereupon wherever
    whether which while whither who whoever whole whom whose why will with within without
    would yet you your yours yourself yourselves
    """.split()
)

SPANISH_STOP_WORDS = frozenset(
    """
    a al algo algunas algunos ante antes aquel aquella aquellas aquellos así aunque bajo bien cada
    casi como con contra cual cuales cualquier cuando cuya cuyas cuyo cuyos de del desde donde dos
    durante e el él ella ellas ellos en entre era eran eres es esa esas ese eso esos esta está
    están estar estas este esto estos fue fueron gran ha había habían hace hacer hacia han hasta
    hay la las le les lo los luego más me mi mientras mis mismo muy nada ni no nos nosotros nuestra
    nuestro o otra otras otro otros para pero poco por porque pues que qué quien quién quienes se
    según ser si sí sido siempre sin sino sobre solo sólo son su sus también tan tanto te tiene
    tienen toda todas todo todos tras tu tus u un una unas uno unos va vez y ya yo
    """.split()
)

#: The languages whose texts are told apart, with what is left out of each.
STOP_WORDS = {"english": ENGLISH_STOP_WORDS, "spanish": SPANISH_STOP_WORDS}

#: Anything that is neither letter nor digit stands between two words.
_BETWEEN = r"[^\p{L}\p{N}]+"
#: How many texts are split in one go.
_AT_ONCE = 1 << 12
#: A text of so many words has a stop word, if it is in a language that is known.
_MANY = 8
_POSSESSIVE = r"['’]s\b"


@dataclass(frozen=True, slots=True)
class Stems:
    """Occurrences of stems in texts, one entry a word that stands there.

    ``rows`` and ``codes`` have one entry an occurrence: the text, and the stem as a place in
    ``labels``. A label is the commonest surface word of its stem, which is what people read.
    """

    rows: NDArray[np.int32]
    codes: NDArray[np.int32]
    labels: tuple[str, ...]


#: Gives the stem of a word in a language.
Stem = Callable[[str, str], str]


def stemmer() -> Stem:
    """Stems that are found once each: titles have many words that overviews have."""
    of_language = {language: SnowballStemmer(language) for language in STOP_WORDS}
    return cache(lambda language, word: of_language[language].stem(word))


def stems(texts: pa.Array, stem: Stem | None = None) -> Stems:
    """The stems of every text, each text in the language that most of its stop words are of.

    A text in another language has none: nobody knows which of its words tell something.

    Args:
        texts: strings, null where there is none, shape ``(films,)``.
        stem: what `stemmer` gave, where the stems of other texts are looked for as well.
    """
    stem = stem or stemmer()
    rows, codes, vocabulary = _words(texts)
    stopped = {
        language: np.fromiter((word in stop for word in vocabulary), bool, len(vocabulary))
        for language, stop in STOP_WORDS.items()
    }
    language_of = _languages(rows, codes, stopped, len(texts))
    found: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = []
    place_of: dict[tuple[str, str], int] = {}
    surfaces: list[tuple[int, str, int]] = []
    for number, language in enumerate(STOP_WORDS):
        here = (language_of[rows] == number) & ~stopped[language][codes]
        counts = np.bincount(codes[here], minlength=len(vocabulary))
        place = np.zeros(len(vocabulary), np.int32)
        for code in np.flatnonzero(counts).tolist():
            word = vocabulary[code]
            place[code] = place_of.setdefault((language, stem(language, word)), len(place_of))
            surfaces.append((int(counts[code]), word, int(place[code])))
        found.append((rows[here], place[codes[here]]))
    surfaces.sort()
    label = {place: word for _, word, place in surfaces}
    return Stems(
        rows=np.concatenate([part[0] for part in found]),
        codes=np.concatenate([part[1] for part in found]),
        labels=tuple(label[place] for place in range(len(place_of))),
    )


def _words(texts: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.int32], list[str]]:
    """The words of all texts: which text, which word, and the distinct words."""
    rows, words = [np.zeros(0, np.int32)], [pa.array([], pa.string()).dictionary_encode()]
    for start in range(0, len(texts), _AT_ONCE):
        row, found = _split(texts.slice(start, _AT_ONCE))
        rows.append(row + np.int32(start))
        words.append(found)
    coded = pa.chunked_array(words).unify_dictionaries()
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in coded.chunks])
    return np.concatenate(rows), codes, coded.chunk(0).dictionary.to_pylist()


def _split(texts: pa.Array) -> tuple[NDArray[np.int32], pa.DictionaryArray]:
    lower = pc.replace_substring_regex(pc.utf8_lower(texts), _POSSESSIVE, "")
    lists = pc.split_pattern_regex(lower, _BETWEEN)
    rows = pc.list_parent_indices(lists).to_numpy().astype(np.int32)
    words = pc.list_flatten(lists)
    keep = pc.or_(pc.greater(pc.utf8_length(words), 1), pc.utf8_is_digit(words))
    return rows[keep.to_numpy(zero_copy_only=False)], words.filter(keep).dictionary_encode()


def _languages(
    rows: NDArray[np.int32],
    codes: NDArray[np.int32],
    stopped: dict[str, NDArray[np.bool_]],
    texts: int,
) -> NDArray[np.int8]:
    """Number of the language of each text; the first one where none shows.

    A text too long to have no stop word at all is in another language: it gets -1.
    """
    hits = np.stack([np.bincount(rows[stop[codes]], minlength=texts) for stop in stopped.values()])
    most: NDArray[np.int8] = np.argmax(hits, axis=0).astype(np.int8)
    most[(hits.sum(axis=0) == 0) & (np.bincount(rows, minlength=texts) >= _MANY)] = -1
    return most
