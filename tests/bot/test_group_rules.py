"""The rules of a film night, whatever people do in whatever order."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import night as rules
from bot.assistant.night import Guest, Night, Poll, Step

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
PEOPLE, FILMS = range(1, 6), range(100, 108)

people = st.sampled_from(PEOPLE)
films = st.sampled_from(FILMS)
deeds = st.one_of(
    st.tuples(st.just("join"), people),
    st.tuples(st.just("leave"), people),
    st.tuples(st.just("propose"), people, films),
    st.tuples(st.just("veto"), people, films),
    st.tuples(st.just("ready"), people, st.booleans()),
    st.tuples(st.just("cancel"), people, st.booleans()),
    st.tuples(
        st.just("vote"), people, st.lists(st.integers(-2, 9), max_size=7), st.integers(0, 20)
    ),
    st.tuples(st.just("time")),
)


def begun() -> Night:
    return rules.start("token", -1, None, "es", Guest(1, "1"), NOW)


def do(night: Night, deed: tuple) -> Step:  # type: ignore[type-arg]
    """What a deed does, and what whoever holds the night does after it."""
    match deed:
        case ("join", person):
            return rules.join(night, person, str(person))
        case ("leave", person):
            return rules.leave(night, person)
        case ("propose", person, movie):
            return rules.propose(night, person, str(person), movie)
        case ("veto", person, movie):
            return rules.veto(night, person, str(person), movie)
        case ("ready", person, in_charge):
            step = rules.ready(night, person, str(person), in_charge=in_charge)
            if step.outcome in ("begin", "end"):
                return Step(pass_on(step.night), step.outcome)
            return step
        case ("cancel", person, in_charge):
            return rules.cancel(night, person, in_charge=in_charge)
        case ("vote", person, places, number):
            return Step(rules.vote(night, person, tuple(places), number), "joined")
    return Step(pass_on(night), "begin")


def pass_on(night: Night) -> Night:
    """The night when its phase ends."""
    if night.phase == "gathering":
        out = night.vetoed
        five = [*night.proposed, *FILMS]
        chosen = tuple(dict.fromkeys(movie for movie in five if movie not in out))[:5]
        return rules.begin(night, chosen, NOW)
    if night.phase == "voting":
        return rules.close(night)
    return rules.decide(night, {}) if night.phase == "counting" else night


def consistent(night: Night) -> None:
    ids = [guest.id for guest in night.guests]
    assert len(ids) == len(set(ids))
    assert len({person for person, _ in night.vetoes}) == len(night.vetoes)
    for person in PEOPLE:
        assert sum(who == person for _, who in night.proposals) <= rules.PROPOSALS
    assert len(set(night.proposals)) == len(night.proposals)
    assert len(night.candidates) <= rules.CANDIDATES
    assert all(0 <= place <= len(night.candidates) for _, place in night.votes)
    if night.open:
        present = {*ids, *night.voters}
        assert night.starter in present
        assert {who for _, who in night.proposals} <= present
        assert {who for who, _ in night.vetoes} <= present
    if night.phase == "over":
        assert night.winner in night.candidates
        assert night.winner not in night.vetoed
        assert night.winner in rules.leaders(night)
    else:
        assert night.winner is None


@given(st.lists(deeds, max_size=40))
def test_no_order_of_deeds_breaks_a_night(order: list[tuple]) -> None:  # type: ignore[type-arg]
    night = begun()
    rank = {phase: place for place, phase in enumerate(("gathering", "voting", "counting", "over"))}
    for deed in order:
        step = do(night, deed)
        consistent(step.night)
        if step.night.phase != "cancelled":
            assert rank[step.night.phase] >= rank.get(night.phase, 0)
        if not night.open:
            assert step.night == night
        night = step.night


@given(st.lists(deeds, max_size=25), people)
def test_who_leaves_takes_everything_along(order: list[tuple], person: int) -> None:  # type: ignore[type-arg]
    night = begun()
    for deed in order:
        night = do(night, deed).night
    after = rules.leave(night, person).night
    if night.open:
        assert after.guest(person) is None
        assert person not in after.voters
        assert person not in {who for _, who in after.proposals}
        assert person not in {who for who, _ in after.vetoes}
    # Nothing of anybody else has changed.
    for other in set(PEOPLE) - {person}:
        assert after.guest(other) == night.guest(other)
        assert {v for v in after.votes if v[0] == other} == {
            v for v in night.votes if v[0] == other
        }


@given(
    st.dictionaries(people, st.sets(st.integers(0, 5), max_size=6)),
    st.dictionaries(st.integers(100, 104), st.floats(0, 10)),
)
def test_the_winner_has_most_votes_then_the_better_rating_then_the_earlier_place(
    votes: dict[int, set[int]], rating: dict[int, float]
) -> None:
    night = rules.begin(begun(), tuple(range(100, 105)), NOW)
    for person, places in votes.items():
        night = rules.vote(night, person, tuple(places), 1)
    ended = rules.decide(rules.close(night), rating)
    counts = {100 + place: sum(place in places for places in votes.values()) for place in range(5)}
    best = min(counts, key=lambda movie: (-counts[movie], -rating.get(movie, 0.0), movie))
    assert ended.winner == best
    assert [standing.votes for standing in rules.standings(night)] == list(counts.values())


@given(
    st.lists(st.tuples(people, st.lists(st.integers(0, 5), max_size=6)), max_size=20),
    st.randoms(use_true_random=False),
)
def test_the_last_answer_of_each_counts_in_whatever_order_they_arrive(
    answers: list[tuple[int, list[int]]], shuffle: Random
) -> None:
    night = rules.begin(begun(), tuple(range(100, 105)), NOW)
    arriving = [(number, *answer) for number, answer in enumerate(answers)]
    shuffle.shuffle(arriving)
    for number, person, places in arriving:
        night = rules.vote(night, person, tuple(places), number)
    last = {person: set(places) for person, places in answers}
    assert night.votes == {(person, place) for person, places in last.items() for place in places}
    assert night.voters == {person for person, places in last.items() if places}


def test_a_night_in_a_new_place_has_nothing_posted_there() -> None:
    night = begun()
    here = rules.moved(night, -2)
    differing = {f.name for f in fields(Night) if getattr(night, f.name) != getattr(here, f.name)}
    assert differing == {"chat"}
    assert (
        rules.moved(
            Night(
                **{f.name: getattr(night, f.name) for f in fields(Night)}
                | {"board": 5, "poll": Poll("p", 6)}
            ),
            -2,
        )
        == here
    )
