"""What the words of a text say by themselves: what they name, and what they probably ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.assistant.understanding.lexicon import is_plot_word
from bot.assistant.understanding.model import Span, best_run, model
from bot.assistant.understanding.names import Kind, kinds
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
}
#: What an unknown word gains (in log-odds) where a name is needed and none was seen.
_NEEDED = 4.0
_MOSTLY = 0.5
#: How much less likely an intent is that the text names nothing for, but for another one.
_UNFIT = 0.01
#: Words with which no name begins or ends that is longer or shorter than it seemed.
_JOINERS = frozenset("y e o and or pero but que con de".split())
#: Words on each side by which the name may be longer or shorter than the tagger thinks.
_STRETCH = 2


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

    def first(self, *wanted: str) -> Mention | None:
        """The first thing named of these kinds."""
        return next((mention for mention in self.found if mention.kind in wanted), None)

    def said(self, mention: Mention) -> str:
        """A mention as it was written."""
        return said(self.text, self.words, Span(mention.start, mention.end))


def said(text: str, words: tuple[Word, ...], span: Span) -> str:
    """Some words of a text as they were written."""
    return text[words[span.start].start : words[span.end - 1].end]


def make_sense(text: str, recommender: Recommender) -> Sense:
    """Read a text with the model and the open catalogue."""
    words = tuple(words_of(text))
    found = tuple(mentions(words))
    name = _name(text, words, found, recommender)
    what = () if name is None else kinds(said(text, words, name), recommender)
    probable = model().probabilities(words, found, name, what)
    weighed = {
        intent: float(p) * _fitness(intent, found, name, what)
        for intent, p in zip(model().intents, probable, strict=True)
    }
    foreign = _is_foreign(words, found, name, what)
    total = sum(weighed.values())
    likely = {kind: p / total * (1 - foreign) for kind, p in weighed.items()}
    likely["off_topic"] += foreign
    ordered = sorted(likely.items(), key=lambda each: -each[1])
    if name is None and ordered[0][0] in NAMED:
        name = _any_name(words, found)
        what = () if name is None else kinds(said(text, words, name), recommender)
    return Sense(text, words, found, name, what, tuple(ordered), foreign > _MOSTLY)


def _is_foreign(
    words: tuple[Word, ...], found: tuple[Mention, ...], name: Span | None, what: tuple[Kind, ...]
) -> float:
    """The share of words that nobody asks with, beside a name that nobody has; else 0.

    Such a text is in another language, or about something else.
    """
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
    return 1.0


def _name(
    text: str, words: tuple[Word, ...], found: tuple[Mention, ...], recommender: Recommender
) -> Span | None:
    """The words that are a name: where the tagger sees one, in the extent that a title has."""
    span = best_run(model().name_odds(words, found))
    if span is None:
        return None
    if _is_name(said(text, words, span), recommender):
        return span
    quoted = [at for at, word in enumerate(words) if word.quoted]
    if quoted:
        return Span(quoted[0], quoted[-1] + 1)
    for other in _stretched(span, len(words)):
        edges = {words[other.start].folded, words[other.end - 1].folded}
        if not edges & _JOINERS and _is_name(said(text, words, other), recommender):
            return other
    return span


def _any_name(words: tuple[Word, ...], found: tuple[Mention, ...]) -> Span | None:
    """The likeliest name of a question that needs one: words that nobody asks with, at least."""
    named = {at for mention in found for at in range(mention.start, mention.end)}
    odds = [
        value + _NEEDED if word.folded not in model().known and at not in named else value
        for at, (word, value) in enumerate(zip(words, model().name_odds(words, found), strict=True))
    ]
    return best_run(odds)


def _is_name(text: str, recommender: Recommender) -> bool:
    """Whether a film, or somebody by first and last name, is called just so."""
    return recommender.is_title(text) or (" " in text and bool(recommender.people.called(text)))


def _stretched(span: Span, most: int) -> list[Span]:
    """A span, and those a few words longer or shorter, the longest first among equal changes."""
    spans = [
        Span(start, end)
        for start in range(
            max(span.start - _STRETCH, 0), min(span.start + _STRETCH, span.end - 1) + 1
        )
        for end in range(
            max(span.end - _STRETCH, span.start + 1), min(span.end + _STRETCH, most) + 1
        )
        if start < end and start < span.end and end > span.start
    ]

    def change(other: Span) -> tuple[int, int]:
        return (
            abs(other.start - span.start) + abs(other.end - span.end),
            other.start - other.end,
        )

    return sorted(spans, key=change)
