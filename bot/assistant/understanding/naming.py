"""Which words of a text are a name: of a film, a person, a company or a saga."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate

from bot.assistant.understanding.foreign import are_foreign
from bot.assistant.understanding.lexicon import is_plot_word
from bot.assistant.understanding.model import Span, best_run, model
from bot.assistant.understanding.names import Kind, kinds
from bot.assistant.understanding.tokens import Mention, Word
from recommender import Recommender
from recommender.normal_forms import fold

#: What an unknown word gains (in log-odds) where a name is needed and none was seen.
_NEEDED, _NEVER = 4.0, -9.0
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


def said(text: str, words: Sequence[Word], span: Span) -> str:
    """Some words of a text as they were written."""
    return text[words[span.start].start : words[span.end - 1].end]


@dataclass(frozen=True, slots=True)
class Naming:
    """Looks in a text for the words that are a name.

    Attributes:
        text: as it was written.
        words: its words.
        found: what they name from the short lists.
        recommender: the open catalogue.
    """

    text: str
    words: tuple[Word, ...]
    found: tuple[Mention, ...]
    recommender: Recommender

    def kinds(self, span: Span | None) -> tuple[Kind, ...]:
        """What the words of a name may be, the likeliest first."""
        return () if span is None else kinds(self._said(span), self.recommender)

    def name(self) -> Span | None:
        """The words that are a name: where the tagger sees one, or something is called just so."""
        quoted = [at for at, word in enumerate(self.words) if word.quoted]
        if quoted:
            return Span(quoted[0], quoted[-1] + 1)
        odds = self._odds()
        tagged = self._tagged(odds)
        worth = self._if_called(odds, tagged)
        least = sum(odds[tagged.start : tagged.end]) if tagged is not None else 0.0
        called = self._called(worth, least)
        if tagged is None or (not called and are_foreign(self.words)):
            return _worthiest(called, worth)
        people = [span for span in worth if self._is_one_of_several(tagged, span)]
        if people and all(tagged.exceeds(span) for span in called):
            return _worthiest(people, worth)
        if not called and not self.kinds(tagged):
            # Nothing is called so: perhaps a part of it is, and the rest belongs to the question.
            parts = {span: value for span, value in worth.items() if tagged.overlaps(span)}
            called = self._called(parts, 0.0)
        called = [
            span for span in called if not tagged.exceeds(span) or self._is_rather(span, tagged)
        ]
        best = _worthiest(called, worth)
        if best is None:
            return tagged
        # "Algo como Perdida, la de Ben Affleck" is about the film that the tagger has seen.
        elsewhere = not tagged.overlaps(best)
        return tagged if elsewhere and self._is_film(tagged) and not self._is_film(best) else best

    def any_name(self) -> Span | None:
        """The likeliest name of a question that needs one.

        It has words that nobody asks with, or is a title with a capital that the text ends with.
        """
        named = {at for mention in self.found for at in range(mention.start, mention.end)}
        odds = [
            _NEVER if at in named else value + _NEEDED * (word.folded not in model().known)
            for at, (word, value) in enumerate(zip(self.words, self._odds(), strict=True))
        ]
        name = best_run(odds)
        if name is not None and _weighs(self.words[name.start : name.end]):
            return name
        return self._title_at_end()

    def _said(self, span: Span) -> str:
        return said(self.text, self.words, span)

    def _odds(self) -> list[float]:
        """The log-odds of every word of being part of a name.

        What several words name together from a short list is seldom a part of something else.
        """
        odds = model().name_odds(self.words, self.found)
        for mention in self.found:
            if mention.end - mention.start > 1:
                for at in range(mention.start, mention.end):
                    odds[at] -= _LISTED
        return odds

    def _tagged(self, odds: Sequence[float]) -> Span | None:
        """The name that the tagger sees, without the words that join it to the question."""
        name, words = best_run(odds), self.words
        if name is None:
            return None
        start, end = name.start, name.end
        while start < end and words[start].folded in _JOINERS | _KINDS_OF_NAME:
            start += 1
        while start < end < len(words) and words[end - 1].folded in _UNFINISHED:
            end += 1
        return Span(start, end) if _weighs(words[start:end]) else None

    def _if_called(self, odds: Sequence[float], tagged: Span | None) -> dict[Span, float]:
        """The log-odds of every run of words that may be a name, if something is called just so.

        What a short list has is no name besides, unless it is a word about plots. What has all
        words that were tagged may be one in any case.
        """
        words = self.words
        found = [mention for mention in self.found if mention.kind != "PLOT"]
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
                # An everyday word is a title of some film or other: no sign that it is meant.
                several = weight - (counting[end] - counting[start]) > 1
                longer = tagged is not None and start <= tagged.start and tagged.end <= end
                if not (several or longer or (strange[end] > strange[start] and heavy[end - 1])):
                    continue
                joined = (words[start].folded in _JOINERS) + (not heavy[end - 1])
                within = end - start - weight - joined
                gain = (_CALLED_SO if weight > 1 else _LITTLE_CALLED_SO) * weight
                worth[Span(start, end)] = (
                    likely[end] - likely[start] + gain + _LITTLE_CALLED_SO * within
                )
        for span in listed:
            worth.pop(span, None)
        return worth

    def _called(self, worth: Mapping[Span, float], least: float) -> list[Span]:
        """The likeliest runs of words that a film, or somebody by first and last name, is called.

        Args:
            worth: the log-odds of each.
            least: those that are worth no more are not looked up.
        """
        spans = nlargest(
            _MOST_RUNS, (span for span in worth if worth[span] > least), key=worth.__getitem__
        )
        titles = self._are_titles(spans)
        return [
            span
            for span, title in zip(spans, titles, strict=True)
            if title or self._is_somebody(span)
        ]

    def _are_titles(self, spans: Sequence[Span]) -> Sequence[bool]:
        return self.recommender.are_titles([fold(self._said(span)) for span in spans])

    def _is_film(self, span: Span) -> bool:
        return self.kinds(span)[:1] == ("title",)

    def _is_somebody(self, span: Span) -> bool:
        """Whether somebody is called so, by first and last name."""
        several = 1 < span.end - span.start <= _MOST_NAME_WORDS
        return several and bool(self.recommender.people.called(self._said(span)))

    def _is_one_of_several(self, name: Span, span: Span) -> bool:
        """Whether a part of a name is one of those it joins: "Al Pacino and Robert De Niro"."""
        if not name.exceeds(span):
            return False
        before = self.words[span.start - 1].folded if span.start > name.start else ""
        after = self.words[span.end].folded if span.end < name.end else ""
        return bool({before, after} & _JOINERS) and self._is_somebody(span)

    def _is_rather(self, part: Span, name: Span) -> bool:
        """Whether a part of a name is one, and the rest of it belongs to the question.

        A film that is not here may be called like another one, with a word more, and a company
        like somebody. The rest asks if people ask with it, or if it has small letters beside the
        capitals of the part.
        """
        rest = [
            word
            for at, word in enumerate(self.words[name.start : name.end], name.start)
            if not part.start <= at < part.end and word.folded not in LITTLE
        ]
        capitals = all(
            word.capital for word in self.words[part.start : part.end] if word.folded not in LITTLE
        )
        asks = all(word.folded in model().known or (capitals and not word.capital) for word in rest)
        return asks and (self._is_film(name) or not self.kinds(name))

    def _title_at_end(self) -> Span | None:
        """The longest title that a text ends with, if it has a capital: "algo como La cosa"."""
        spans = [
            Span(at, len(self.words))
            for at, word in enumerate(self.words)
            if at and word.capital and _weighs(self.words[at:])
        ][-_LONGEST_NAME:]
        titles = self._are_titles(spans)
        return next((span for span, title in zip(spans, titles, strict=True) if title), None)


def _worthiest(spans: Iterable[Span], worth: Mapping[Span, float]) -> Span | None:
    """The likeliest of some runs of words, the longest of equal ones; None of none."""
    return max(spans, key=lambda span: (worth[span], span.end - span.start), default=None)


def _weighs(words: Sequence[Word]) -> bool:
    """Whether any of the words is more than a little one."""
    return any(word.folded not in LITTLE for word in words)


def _says_what_is_named(words: Sequence[Word]) -> bool:
    """Whether words begin with what a name behind them is called by, articles aside."""
    first = next((word.folded for word in words if word.folded not in LITTLE), "")
    return first in _KINDS_OF_NAME
