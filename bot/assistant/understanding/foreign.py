"""Little words of other languages, by which a text is seen to be in one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.assistant.understanding.model import model
from bot.assistant.understanding.tokens import Word
from bot.assistant.understanding.words import small_words, word_list
from recommender.normal_forms import fold

#: From so many little words of other languages on a text is in one, if they are so much of it.
_FEW_FOREIGN, _FOREIGN_SHARE = 2, 0.25


def are_foreign(words: Sequence[Word]) -> bool:
    """Whether many words are little ones of other languages."""
    other = sum(word.folded in foreign_words() for word in words)
    return other >= _FEW_FOREIGN and other >= _FOREIGN_SHARE * len(words)


@cache
def foreign_words() -> frozenset[str]:
    """Folded little words of languages that are not spoken here."""
    return (
        frozenset(fold(each) for each in word_list("foreign_words.txt"))
        - small_words()
        - model().known
    )
