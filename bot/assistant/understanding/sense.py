"""What the words of a text say by themselves: what they name, and what they probably ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import nlargest
from itertools import accumulate

from bot.assistant.understanding.lexicon import is_plot_word
from bot.assistant.understanding.model import Span, best_run, model
from bot.assistant.understanding.names import Kind, kinds
from bot.assistant.understanding.tokens import Mention, Word, mentions, words_of
from bot.assistant.understanding.words import small_words, word_list
from recommender import Recommender
from recommender.normal_forms import fold

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
#: What an unknown word gains (in log-odds) where a name is needed and none was seen.
_NEEDED, _NEVER = 4.0, -9.0
_MOSTLY = 0.5
#: From so many little words of other languages on a text is in one, if they are so much of it.
_FEW_FOREIGN, _FOREIGN_SHARE = 2, 0.25
#: How much less likely an intent is that the text names nothing for, but for another one.
_UNFIT = 0.002
#: How much less likely one is that needs a name, where nothing is called as the text says.
_NOBODY = 0.2
#: Words with which no name begins or ends.
_JOINERS = frozenset("y e o u and or pero but que con de".split())
#: Words behind which a name goes on.
_UNFINISHED = frozenset("de del of".split())
#: Words that say what a name behind them is called by.
_KINDS_OF_NAME = frozenset(
    "saga franquicia trilogia peli pelicula film movie productora estudio director directora"
    " actor actriz".split()
)
#: Words with which no name ends, and which by themselves are none.
LITTLE = _JOINERS | frozenset(
    "el la los las lo un una unos unas the a an del al en of in to for por para".split()
)
#: What a run of words gains (in log-odds) for each that weighs, and for each little one, when
#: something is called just so: of several words that is hardly by chance, and a lone one is a title
#: of some film or other.
_CALLED_SO, _LITTLE_CALLED_SO = 6.0, 1.5
#: What each word loses of several that are from a short list together.
_LISTED = 3.0
_LONGEST_NAME, _MOST_NAME_WORDS = 12, 5
#: So many runs of words are looked up in a text, the likeliest: a pasted one has hundreds.
_MOST_RUNS = 100


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


def said(text: str, words: tuple[Word, ...], span: Span) -> str:
    """Some words of a text as they were written."""
    return text[words[span.start].start : words[span.end - 1].end]


def make_sense(text: str, recommender: Recommender) -> Sense:
    """Read a text with the model and the open catalogue."""
    words = tuple(words_of(text))
    found = tuple(mentions(words))
    name = _name(text, words, found, recommender)
    what = () if name is None else kinds(said(text, words, name), recommender)
    likely = _likely(words, found, name, what)
    if name is None and likely[0][0] in NAMED and not _are_foreign(words):
        name = _any_name(text, words, found, recommender)
        what = () if name is None else kinds(said(text, words, name), recommender)
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
    if _are_foreign(outside):
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


def _are_foreign(words: Sequence[Word]) -> bool:
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


def _name(
    text: str, words: tuple[Word, ...], found: tuple[Mention, ...], recommender: Recommender
) -> Span | None:
    """The words that are a name: where the tagger sees one, or something is called just so."""
    quoted = [at for at, word in enumerate(words) if word.quoted]
    if quoted:
        return Span(quoted[0], quoted[-1] + 1)
    odds = _odds(words, found)
    name = _tagged(words, odds)
    most = sum(odds[name.start : name.end]) if name is not None else 0.0
    listed = [each for each in found if each.kind != "PLOT"]
    worth = _if_called(words, odds, listed, name)
    likely = nlargest(
        _MOST_RUNS, (span for span in worth if worth[span] > most), key=worth.__getitem__
    )
    called = _called(text, words, likely, recommender)
    if name is None or (not called and _are_foreign(words)):
        return _worthiest(called, worth)
    people = _people_listed(text, words, name, worth, recommender)
    if people and all(name.exceeds(span) for span in called):
        return _worthiest(people, worth)
    if not called and not kinds(said(text, words, name), recommender):
        # Nothing is called so: perhaps a part of it is, and the rest belongs to the question.
        within = (span for span in worth if name.overlaps(span) and worth[span] > 0)
        likely = nlargest(_MOST_RUNS, within, key=worth.__getitem__)
        called = _called(text, words, likely, recommender)
    # A film that is not here may be called like another one, with a word more.
    called = [span for span in called if not name.exceeds(span) or _rest_asks(words, name, span)]
    best = _worthiest(called, worth)
    if best is not None and name.exceeds(best):
        # And so may a company, after somebody.
        what = kinds(said(text, words, name), recommender)
        if what and what[0] != "title":
            best = _worthiest([span for span in called if not name.exceeds(span)], worth)
    if best is not None and not name.overlaps(best):
        # "Algo como Perdida, la de Ben Affleck" is about the film that the tagger has seen.
        films = [
            kinds(said(text, words, span), recommender)[:1] == ("title",) for span in (name, best)
        ]
        if films == [True, False]:
            return name
    return best or name


def _people_listed(
    text: str,
    words: tuple[Word, ...],
    name: Span,
    worth: Iterable[Span],
    recommender: Recommender,
) -> list[Span]:
    """The parts of a name that are people, of whom several are named."""
    return [
        span
        for span in worth
        if 1 < span.end - span.start <= _MOST_NAME_WORDS
        and name.exceeds(span)
        and _is_listed(words, name, span)
        and recommender.people.called(said(text, words, span))
    ]


def _is_listed(words: tuple[Word, ...], name: Span, span: Span) -> bool:
    """Whether a part of a name is joined to the rest: "Al Pacino and Robert De Niro"."""
    before = words[span.start - 1].folded if span.start > name.start else ""
    after = words[span.end].folded if span.end < name.end else ""
    return bool({before, after} & _JOINERS)


def _worthiest(spans: Iterable[Span], worth: Mapping[Span, float]) -> Span | None:
    """The likeliest of some runs of words, the longest of equal ones; None of none."""
    return max(spans, key=lambda span: (worth[span], span.end - span.start), default=None)


def _rest_asks(words: tuple[Word, ...], name: Span, span: Span) -> bool:
    """Whether the words that a name has more than another one belong to the question.

    People ask with them, or they have small letters beside the capitals of the other one.
    """
    rest = [
        word
        for at, word in enumerate(words[name.start : name.end], name.start)
        if not span.start <= at < span.end and word.folded not in LITTLE
    ]
    capitals = all(
        word.capital for word in words[span.start : span.end] if word.folded not in LITTLE
    )
    return all(word.folded in model().known or (capitals and not word.capital) for word in rest)


def _tagged(words: tuple[Word, ...], odds: Sequence[float]) -> Span | None:
    """The name that the tagger sees, without the words that join it to the question."""
    name = best_run(odds)
    if name is None:
        return None
    start, end = name.start, name.end
    while start < end and words[start].folded in _JOINERS | _KINDS_OF_NAME:
        start += 1
    while start < end < len(words) and words[end - 1].folded in _UNFINISHED:
        end += 1
    return Span(start, end) if _weighs(words[start:end]) else None


def _weighs(words: Sequence[Word]) -> bool:
    """Whether any of the words is more than a little one."""
    return any(word.folded not in LITTLE for word in words)


def _odds(words: tuple[Word, ...], found: tuple[Mention, ...]) -> list[float]:
    """The log-odds of every word of being part of a name.

    What several words name together from a short list is seldom a part of something else.
    """
    odds = model().name_odds(words, found)
    for mention in found:
        if mention.end - mention.start > 1:
            for at in range(mention.start, mention.end):
                odds[at] -= _LISTED
    return odds


def _if_called(
    words: tuple[Word, ...], odds: Sequence[float], found: Sequence[Mention], tagged: Span | None
) -> dict[Span, float]:
    """The log-odds of every run of words that may be a name, if something is called just so.

    What a short list has is no name besides. What has all words that were tagged may be one in any
    case.
    """
    listed = {Span(mention.start, mention.end) for mention in found}
    named = {at for mention in found for at in range(mention.start, mention.end)}
    numbers = {mention.start for mention in found if mention.kind == "NUMBER"}
    heavy = [word.folded not in LITTLE for word in words]
    telling = [
        heavy[at]
        and at not in named
        and word.folded not in model().known
        and not is_plot_word(word.folded)
        for at, word in enumerate(words)
    ]
    # Sums up to each word, so that a run of words is a difference of two.
    likely, weighing, counting, strange = (
        [0, *accumulate(each)]
        for each in (odds, heavy, [at in numbers for at in range(len(words))], telling)
    )
    worth = {}
    for start in range(len(words)):
        if _says_what_is_named(words[start:]):
            continue
        for end in range(start + 1, min(start + _LONGEST_NAME, len(words)) + 1):
            weight = weighing[end] - weighing[start]
            # One everyday word is a title of some film or other: it is no sign that it is meant.
            several = weight - (counting[end] - counting[start]) > 1
            longer = tagged is not None and start <= tagged.start and tagged.end <= end
            if not (several or longer or (strange[end] > strange[start] and heavy[end - 1])):
                continue
            within = end - start - weight - (words[start].folded in _JOINERS) - (not heavy[end - 1])
            gain = (_CALLED_SO if weight > 1 else _LITTLE_CALLED_SO) * weight
            worth[Span(start, end)] = (
                likely[end] - likely[start] + gain + _LITTLE_CALLED_SO * within
            )
    for span in listed:
        worth.pop(span, None)
    return worth


def _says_what_is_named(words: Sequence[Word]) -> bool:
    """Whether words begin with what a name behind them is called by, articles aside."""
    first = next((word.folded for word in words if word.folded not in LITTLE), "")
    return first in _KINDS_OF_NAME


def _called(
    text: str, words: tuple[Word, ...], spans: Sequence[Span], recommender: Recommender
) -> list[Span]:
    """Those runs of words that a film, or somebody by first and last name, is called."""
    folded = [fold(said(text, words, span)) for span in spans]
    titles = recommender.are_titles(folded)
    return [
        span
        for span, title in zip(spans, titles, strict=True)
        if title
        or (
            1 < span.end - span.start <= _MOST_NAME_WORDS
            and recommender.people.called(said(text, words, span))
        )
    ]


def _any_name(
    text: str, words: tuple[Word, ...], found: tuple[Mention, ...], recommender: Recommender
) -> Span | None:
    """The likeliest name of a question that needs one: words that nobody asks with, at least."""
    named = {at for mention in found for at in range(mention.start, mention.end)}
    odds = [
        _NEVER if at in named else value + _NEEDED * (word.folded not in model().known)
        for at, (word, value) in enumerate(zip(words, _odds(words, found), strict=True))
    ]
    name = best_run(odds)
    if name is not None and _weighs(words[name.start : name.end]):
        return name
    return _title_at_end(text, words, recommender)


def _title_at_end(text: str, words: tuple[Word, ...], recommender: Recommender) -> Span | None:
    """The longest title that a text ends with, if it begins with a capital: "algo como La cosa"."""
    spans = [
        Span(at, len(words))
        for at, word in enumerate(words)
        if at and word.capital and _weighs(words[at:])
    ][-_LONGEST_NAME:]
    titles = recommender.are_titles([fold(said(text, words, span)) for span in spans])
    return next((span for span, title in zip(spans, titles, strict=True) if title), None)
