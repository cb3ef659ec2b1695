"""The forms under which two spellings of one name are the same.

Every function is pure and the same for what is indexed and for what is typed, so that a form is
made once for a name and once for a text and then merely compared. From strict to loose:

* `fold`: case, accents, letters that NFKD misses, punctuation and spaces.
* `canonical`: numerals ("II", "two" and "dos" are 2), ``&`` / "and" / "y", "part 2" = 2.
* `bare`: the same words without articles and conjunctions.
* `ear`: what a Spanish speaker hears, so that "estar guars" is "star wars".
* `skeleton`: the consonants of `ear` alone.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# ASCII signs that stand for others.
_SIGNS = {"&": " and ", "+": " and ", "`": "'"}
# Latin letters without a decomposition, and signs that stand for words or spaces.
_LETTERS = str.maketrans(
    {
        **_SIGNS,
        "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "þ": "th",
        "ı": "i", "ħ": "h", "ŋ": "n", "ĸ": "k", "ŧ": "t", "ə": "e", "ƒ": "f",
        "½": " 1 2 ", "¼": " 1 4 ", "¾": " 3 4 ",
        "²": " 2 ", "³": " 3 ", "¹": " 1 ", "’": "'", "‘": "'", "´": "'", "ʼ": "'",
        "º": " ", "ª": " ", "“": " ", "”": " ", "–": " ", "—": " ", "…": " ",
    }
)  # fmt: skip
_ACCENTS = re.compile("[\u0300-\u036f]+")
# Both begin with the rare sign, which is looked for much faster than what stands before it.
_ELISION = re.compile(
    "'(?:{})(?=\\w)".format(
        "|".join(rf"(?<=(?<![^\W_]){word}')" for word in "l d un dell nell all sull qu".split())
    )
)
_THOUSANDS = re.compile(r"[.,](?<=\d.)(?=\d{3}(?!\d))")
_NOT_WORD = re.compile(r"[\W_]+")
#: The same for ASCII, several times faster.
_PLAIN_NOT_WORD = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})

_ARTICLES = {
    "en": "the a an",
    "es": "el la los las lo un una unos unas",
    "fr": "le la les l un une des",
    "de": "der die das den dem ein eine",
    "it": "il lo la i gli le l un uno una",
}
#: Articles that are plain words of another language ("Die Hard"): only of films in that language.
_AMBIGUOUS = frozenset({"die", "den", "i", "des", "dem"})
ARTICLES = frozenset(" ".join(_ARTICLES.values()).split()) - _AMBIGUOUS
CONJUNCTIONS = frozenset({"and", "y", "und"})

_UNITS = {
    word: value
    for names in (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen",
        "cero _ dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce"
        " quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres",
    )
    for value, word in enumerate(names.split())
    if word != "_"
}
_NOTHING = frozenset({"zero", "cero"})
_TENS = {
    word: 10 * value
    for names in (
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    )
    for value, word in enumerate(names.split(), start=2)
}
_SCALES = {"hundred": 100, "cien": 100, "ciento": 100, "thousand": 1000, "mil": 1000}
_ROMAN = {
    roman: str(value)
    for value, roman in enumerate(
        "ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(),
        start=2,
    )
}
#: Words before the number of a sequel.
PART_WORDS = frozenset(
    "part parte pt vol volume volumen chapter capitulo cap episode episodio ep".split()
)
_ORDINALS = {
    word: str(value)
    for names in (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
        " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
        "primera segunda tercera cuarta quinta sexta septima octava novena decima",
        "primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo",
        "primer _ tercer",
    )
    for value, word in enumerate(names.split(), start=1)
}
#: Words that are mostly written short, and what they are in full.
_SHORT = {"bros": "brothers", "dr": "doctor", "mr": "mister", "vs": "versus"}
_NUMBER_WORDS = frozenset(_ROMAN) | frozenset(_UNITS) | frozenset(_ORDINALS)
#: Words without digits that `canonical` may change.
_CHANGED = (
    _NUMBER_WORDS
    | _TENS.keys()
    | _SCALES.keys()
    | CONJUNCTIONS
    | PART_WORDS
    | {"i"}
    | _SHORT.keys()
)
#: Words that `bare` may take away, in no language in particular.
_TAKEN_AWAY = ARTICLES | {"and"}
_ORDINAL_DIGITS = re.compile(r"(\d+)(?:st|nd|rd|th|ro|ra|do|da|to|ta)")


def is_number(word: str) -> bool:
    """Whether a folded word is a number, in digits, Roman letters or words."""
    return word in _NUMBER_WORDS or word.isdigit()


def fold(text: str) -> str:
    """Lower case without accents, punctuation or repeated spaces: words with one space between."""
    if text.isascii():
        text = text.lower()
        # Most names are plain words.
        if text.replace(" ", "").isalnum():
            return " ".join(text.split())
        for sign, meant in _SIGNS.items():
            text = text.replace(sign, meant)
    else:
        text = text.lower().translate(_LETTERS)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold()
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
        text = unicodedata.normalize("NFC", text)
    if "'" in text:
        text = _ELISION.sub(" ", text).replace("'", "")
    if "." in text or "," in text:
        text = _THOUSANDS.sub("", text)
    if text.isascii():
        return " ".join(text.translate(_PLAIN_NOT_WORD).split())
    return _NOT_WORD.sub(" ", text).strip()


def squeeze(text: str) -> str:
    """The same text without spaces."""
    return text.replace(" ", "")


def _number(words: list[str], start: int) -> tuple[int, int]:
    """The number that number words spell from ``start``, and where it ends (``start`` if none)."""
    if words[start] in _NOTHING:
        return 0, start + 1
    total, value, position = 0, 0, start
    while position < len(words) and words[position] not in _NOTHING:
        word = words[position]
        if word in _TENS and value % 100 == 0:
            value += _TENS[word]
        elif word in _UNITS and (value % 100 == 0 or (value % 10 == 0 and _UNITS[word] < 10)):
            value += _UNITS[word]
        elif word in _SCALES:
            if _SCALES[word] == 100:
                value = max(value, 1) * 100
            else:
                total, value = total + max(value, 1) * 1000, 0
        elif (
            word in CONJUNCTIONS
            and position > start
            and position + 1 < len(words)
            and (words[position + 1] in _TENS or words[position + 1] in _UNITS)
            and value % 10 == 0
            and value > 10
        ):
            pass
        else:
            break
        position += 1
    return total + value, position


def canonical(folded: str) -> str:
    """Folded words with numerals as digits, conjunctions as "and", abbreviations in full.

    "part two", "parte II", "vol. 2" and "segunda parte" become "2".
    """
    words = folded.split()
    # Most names hold none of these words, and a catalogue has many names.
    if _CHANGED.isdisjoint(words) and squeeze(folded).isalpha():
        return folded
    out: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        value, end = _number(words, position)
        if end > position:
            out.append(str(value))
            position = end
            continue
        if word in _ORDINALS and len(words) > 1:
            out.append(_ORDINALS[word])
        elif word[0].isdigit() and (ordinal := _ORDINAL_DIGITS.fullmatch(word)):
            out.append(ordinal.group(1))
        elif word in _ROMAN:
            out.append(_ROMAN[word])
        elif word in CONJUNCTIONS:
            out.append("and")
        elif word in _SHORT:
            out.append(_SHORT[word])
        elif word == "i" and position == len(words) - 1 and len(words[position - 1]) > 1:
            out.append("1")
        else:
            out.append(word)
        position += 1
    kept = [
        word
        for place, word in enumerate(out)
        if not (
            word in PART_WORDS
            and place
            and (out[place + 1 : place + 2] or out[place - 1 : place])[0].isdigit()
        )
    ]
    return " ".join(kept)


def bare(canon: str, language: str | None = None) -> str:
    """Canonical words without articles and conjunctions; the same text if nothing else is left.

    What stands twice in a row is no article: "la la land".

    Args:
        canon: what `canonical` returned.
        language: ISO 639-1 code; articles that are plain words in other languages ("die") are
            taken away only in theirs, and only at the start.
    """
    words = canon.split()
    if words and not language and _TAKEN_AWAY.isdisjoint(words):
        return canon
    last = len(words) - 1
    twice = {word for word, following in pairwise(words) if word == following}
    kept = [
        word
        for place, word in enumerate(words)
        if word in twice
        or not (word == "and" or (word in ARTICLES and (len(word) > 1 or place < last)))
    ]
    if language and kept and kept[0] in _AMBIGUOUS and kept[0] in _ARTICLES.get(language, ""):
        kept = kept[1:]
    return " ".join(kept) if kept else canon


_EAR = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"[tcs]h?io?n\b|shon\b|chon\b", "son"),
        (r"(?:sch|sh|ch)(?=[aeiouy]|\b)|tch", "s"),
        (r"ch", "k"),
        (r"ph", "f"),
        (r"\bkn", "n"),
        (r"\bwr", "r"),
        (r"igh", "ai"),
        (r"a([bdfklmnpstvz])e\b", r"ei\1"),
        (r"i([bdfklmnpstvz])e\b", r"ai\1"),
        (r"[ae]y\b|ai(?!t)", "ei"),
        (r"mb\b", "m"),
        (r"gh", ""),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[ei])", "g"),
        (r"\b[gh]u(?=[aeiou])|wh?", "u"),
        (r"\b(?:ll|[yjh])+(?=[aeiou])|[hj]", ""),
        (r"th", "t"),
        (r"c(?=[eiy])|z|\bx", "s"),
        (r"ck|qu|[cq]", "k"),
        (r"x", "ks"),
        (r"v", "b"),
        (r"ee|ea", "i"),
        (r"oo|ou", "u"),
        (r"y", "i"),
        (r"m(?=b)", "n"),
        (r"([a-z])\1+", r"\1"),
        (r"\be?s(?=[^aeiou\s])", "es"),
    )
]


def ear(text: str) -> str:
    """Words as a Spanish speaker hears them: one spelling for what sounds alike.

    ``h`` and ``j`` fall, ``v`` is b, ``c``, ``z`` and ``s`` are one, as are ``k``, ``c`` and
    ``q``; ``w`` and ``gu`` are u, an ``s`` before a consonant gets its ``e``.
    """
    for pattern, replacement in _EAR:
        text = pattern.sub(replacement, text)
    return text


def ears(texts: Sequence[str]) -> list[str]:
    """`ear` of each text, which must be folded; much faster than one by one."""
    words = list({word: None for text in texts for word in text.split()})
    # No rule looks beyond a word, so all distinct words may be heard in one breath.
    heard = dict(zip(words, ear("\n".join(words)).split("\n"), strict=True)) if words else {}
    return [" ".join([heard[word] for word in text.split()]) for text in texts]


_VOWELS = str.maketrans("", "", "aeiou ")


def skeleton(heard: str) -> str:
    """The consonants of what `ear` returned."""
    return heard.translate(_VOWELS)
