"""What the words of a text say by themselves: what they name, and what they probably ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.assistant.understanding.foreign import are_foreign
from bot.assistant.understanding.lexicon import is_plot_word
from bot.assistant.understanding.model import Span, model
from bot.assistant.understanding.names import Kind
from bot.assistant.understanding.naming import LITTLE, Naming, said
from bot.assistant.understanding.tokens import Mention, Word, mentions, words_of
from recommender import Recommender

#: What the short lists must name for an intent that is about it.
ABOUT = {
    "month": {"MONTH"},
    "weekday": {"WEEKDAY"},
    "year": {"YEAR", "DECADE"},
    "country": {"COUNTRY", "NATION"},
    "language": {"LANGUAGE", "NATION"},
    "genre": {"GENRE"},
}
#: What kind of name an intent is about.
NAMED: dict[str, frozenset[Kind]] = {
    "recommend": frozenset({"title"}),
    "card": frozenset({"title"}),
    "score": frozenset({"title"}),
    "votes": frozenset({"title"}),
    "return": frozenset({"title"}),
    "actor": frozenset({"cast", "director"}),
    "director": frozenset({"cast", "director"}),
    "company": frozenset({"company"}),
    "franchise": frozenset({"saga", "title"}),
    "save": frozenset({"title"}),
    "unsave": frozenset({"title"}),
    "where": frozenset({"title"}),
    "seen": frozenset({"title"}),
}
#: From this share of it on, a text is in another language or about something else.
_MOSTLY = 0.5
#: How much less likely an intent is that the text names nothing for, but for another one.
_UNFIT = 0.002
#: How much less likely one is that needs a name, where nothing is called as the text says.
_NOBODY = 0.2


@dataclass(frozen=True)
class Sense:
    """A text, read.

    Attributes:
        text: as it was written.
        words: its words.
        found: what they name from the short lists.
        name: the words that are a name, if any are.
        kinds: what that name may be, the likeliest first.
        likely: intents with their probabilities, the likeliest first.
        foreign: whether most of it is no language of ours, or not about films.
    """

    text: str
    words: tuple[Word, ...]
    found: tuple[Mention, ...]
    name: Span | None
    kinds: tuple[Kind, ...]
    likely: tuple[tuple[str, float], ...]
    foreign: bool = False

    @cached_property
    def name_text(self) -> str:
        """The name as it was written; empty without one."""
        return "" if self.name is None else said(self.text, self.words, self.name)

    @cached_property
    def strange(self) -> bool:
        """Whether it has words that nobody asks with."""
        return any(word.folded not in model().known for word in self.words)

    @cached_property
    def all_strange(self) -> bool:
        """Whether it has no other words than those."""
        return not any(word.folded in model().known for word in self.words)

    @cached_property
    def in_plain_words(self) -> Mapping[str, float]:
        """The probabilities of the intents if what looks like a name is only words."""
        probable = model().probabilities(self.words, self.found, None, ())
        return dict(zip(model().intents, probable.tolist(), strict=True))

    @property
    def off_topic_in_plain_words(self) -> float:
        """How probably it is about something else if what looks like a name is only words."""
        return self.in_plain_words["off_topic"]

    @cached_property
    def is_more_than_a_name(self) -> bool:
        """Whether it has any words besides the name, or asks without one, little ones aside."""
        beside = [
            word
            for at, word in enumerate(self.words)
            if not self.is_name(at) and word.folded not in LITTLE
        ]
        return any(self.name is not None or word.folded in model().known for word in beside)

    def is_name(self, at: int) -> bool:
        """Whether a word, by its place, is part of the name."""
        return self.name is not None and self.name.start <= at < self.name.end

    def first(self, *wanted: str) -> Mention | None:
        """The first thing named of these kinds."""
        return next((mention for mention in self.found if mention.kind in wanted), None)

    def said(self, mention: Mention) -> str:
        """A mention as it was written."""
        return said(self.text, self.words, Span(mention.start, mention.end))


def make_sense(text: str, recommender: Recommender) -> Sense:
    """Read a text with the model and the open catalogue."""
    words = tuple(words_of(text))
    found = tuple(mentions(words))
    naming = Naming(text, words, found, recommender)
    name = naming.name()
    what = naming.kinds(name)
    likely = _likely(words, found, name, what)
    if name is None and likely[0][0] in NAMED and not are_foreign(words):
        name = naming.any_name()
        what = naming.kinds(name)
        if what:
            likely = _likely(words, found, name, what)
    foreign = _is_foreign(words, found, name, what)
    if foreign:
        rest = {kind: p * (1 - foreign) for kind, p in likely}
        rest["off_topic"] += foreign
        likely = _ordered(rest)
    return Sense(text, words, found, name, what, likely, foreign > _MOSTLY)


def _likely(
    words: tuple[Word, ...], found: tuple[Mention, ...], name: Span | None, what: tuple[Kind, ...]
) -> tuple[tuple[str, float], ...]:
    """The intents with their probabilities, by how a text asks and by what it names."""
    probable = model().probabilities(words, found, name, what)
    weighed = {
        intent: float(p) * _fitness(intent, found, name, what)
        for intent, p in zip(model().intents, probable, strict=True)
    }
    total = sum(weighed.values())
    return _ordered({kind: p / total for kind, p in weighed.items()})


def _ordered(likely: dict[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(likely.items(), key=lambda each: -each[1]))


def _is_foreign(
    words: tuple[Word, ...], found: tuple[Mention, ...], name: Span | None, what: tuple[Kind, ...]
) -> float:
    """How much of a text is in another language, or about something else.

    It is the share of words that nobody asks with beside a name that nobody has.
    """
    outside = [
        word for at, word in enumerate(words) if name is None or not name.start <= at < name.end
    ]
    if are_foreign(outside):
        return 1.0
    if what or name is None:
        return 0.0
    named = {at for mention in found for at in range(mention.start, mention.end)}
    others = [
        word.folded in model().known or at in named or is_plot_word(word.folded)
        for at, word in enumerate(words)
        if not name.start <= at < name.end
    ]
    return others.count(False) / len(others) if others else 0.0


def _fitness(
    intent: str, found: tuple[Mention, ...], name: Span | None, what: tuple[Kind, ...]
) -> float:
    """How well an intent fits what the text names, beside the others of its family."""
    named = {
        mention.kind
        for mention in found
        if name is None or mention.end <= name.start or name.end <= mention.start
    }
    if intent in ABOUT and not named & ABOUT[intent] and named & set().union(*ABOUT.values()):
        return _UNFIT
    if intent in NAMED and what and not NAMED[intent] & set(what):
        return _UNFIT
    if intent in NAMED and name is not None and not what:
        # It is rather a film that is not here than somebody or a company.
        return _NOBODY if "title" in NAMED[intent] else _NOBODY**2
    return 1.0
