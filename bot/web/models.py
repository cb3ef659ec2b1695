"""What the JSON API answers: the figures of the assistant's replies, typed."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class Film(BaseModel):
    """Which film is meant; films of one title are told apart by their year."""

    id: int = Field(description="Its id at TMDB.", examples=[862])
    title: str = Field(examples=["Toy Story"])
    year: int | None = Field(examples=[1995])


class Answer(BaseModel):
    """What every answer has."""

    text: str = Field(
        description="The answer as the chat gives it, in the little HTML that Telegram reads.",
        examples=["⭐ <b>Toy Story</b> (1995) …"],
    )
    movies: list[Film] = Field(description="The films that the text names, in its order.")


class FilmFigures(Film):
    """A film's date and money in US dollars; null where it is not known."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    release_date: date | None = Field(examples=["1995-11-22"])
    return_: float | None = Field(alias="return", description="revenue / budget", examples=[12.45])
    budget: int | None = Field(examples=[30000000])
    revenue: int | None = Field(examples=[373554033])
    profit: int | None = Field(examples=[343554033])


class Sums(Answer):
    """What a set of films adds up to; null where no film of it has the figure."""

    count: int = Field(description="How many films.", examples=[4])
    known_revenues: int = Field(description="How many of them have a known revenue.", examples=[3])
    total_revenue: int | None = Field(examples=[1937890605])
    mean_revenue: float | None = Field(examples=[645963535.0])
    known_returns: int = Field(
        description="How many have both a known budget and a known revenue.", examples=[3]
    )
    total_return: float | None = Field(description="The sum of their returns.", examples=[23.31])
    mean_return: float | None = Field(examples=[7.77])


class Reason(BaseModel):
    """What two films have in common."""

    kind: str = Field(examples=["director"])
    values: list[str] = Field(examples=[["John Lasseter"]])


class Suggestion(BaseModel):
    """A film near another."""

    id: int = Field(description="Its id at TMDB; its title stands in `movies`.", examples=[863])
    score: float = Field(description="How near it is, 0 to 1.", examples=[0.57])
    weighted_rating: float = Field(description="What the list is ordered by.", examples=[7.43])
    reasons: list[Reason]


class Recommendation(Answer):
    """The five films nearest to one, ordered by weighted rating."""

    movie: Film
    matched: str = Field(description="The title under which it was found.", examples=["Toy Story"])
    match_score: float = Field(description="How well that fits, 0 to 100.", examples=[100.0])
    suggestions: list[Suggestion]


class Month(Answer):
    """Films released in a month, of all years together."""

    month: int = Field(ge=1, le=12, examples=[1])
    count: int = Field(examples=[14])
    known_dates: int = Field(description="Films whose date is known.", examples=[490])


class Weekday(Answer):
    """Films released on a day of the week, of all years together."""

    weekday: int = Field(ge=1, le=7, description="1 is Monday.", examples=[1])
    count: int = Field(examples=[30])
    known_dates: int = Field(description="Films whose date is known.", examples=[490])


class Franchise(Sums):
    """The films of a saga and what they earned."""

    franchise: str = Field(examples=["Toy Story Collection"])
    films: list[FilmFigures] = Field(description="All of them, by date.")


class Country(Sums):
    """The films of a country."""

    country: str = Field(description="Its code of ISO 3166-1.", examples=["FR"])


class Company(Sums):
    """The films of a production company."""

    company: str = Field(examples=["Pixar"])


class Return(Answer):
    """What a film gave back for what it cost, in US dollars; null where it is not known."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    movie: Film
    return_: float | None = Field(alias="return", description="revenue / budget", examples=[12.45])
    budget: int | None = Field(examples=[30000000])
    revenue: int | None = Field(examples=[373554033])
    profit: int | None = Field(examples=[343554033])


class Score(Answer):
    """A film's mean vote and popularity."""

    movie: Film
    vote_average: float | None = Field(examples=[7.7])
    popularity: float | None = Field(examples=[21.947001])
    vote_count: int = Field(examples=[5415])


class Votes(Answer):
    """How many votes a film has, and their mean when there are enough."""

    movie: Film
    vote_count: int = Field(examples=[5415])
    vote_average: float | None = Field(description="Null below 2,000 votes.", examples=[7.7])
    enough_votes: bool = Field(examples=[True])


class Person(BaseModel):
    """Who is meant."""

    id: int | None = Field(description="Their id at TMDB; null where unknown.", examples=[31])
    name: str = Field(examples=["Tom Hanks"])


class Career(Sums):
    """The films of an actor or a director; films that an actor also directed are among them."""

    person: Person
    films: list[FilmFigures] = Field(description="All of them, by date.")


class Condition(BaseModel):
    """One thing that films were looked for by."""

    kind: str = Field(examples=["genre"])
    said: str = Field(description="The same in words.", examples=["Comedia"])


class Found(Film):
    """A film that fits a description."""

    weighted_rating: float = Field(examples=[7.81])


class Search(Answer):
    """Films that fit a description, best rated first."""

    conditions: list[Condition] = Field(description="What was understood.")
    unread: list[str] = Field(description="Words that nothing could be made of.", examples=[[]])
    count: int = Field(description="How many films fit.", examples=[16])
    films: list[Found] = Field(default_factory=list, description="A page of them.")


class Option(BaseModel):
    """Something to ask for instead."""

    label: str = Field(examples=["El rey león (1994)"])
    path: str = Field(examples=["/recomendacion/El%20rey%20le%C3%B3n%20%281994%29"])


class Problem(BaseModel):
    """Why there is no answer (RFC 9457), and what to ask instead."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(description="What kind of problem it is.", examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(
        description="What is wrong with this request, and what to type.",
        examples=["¿Quisiste decir una de estas?"],
    )
    instance: str = Field(
        description="The path that was asked for.", examples=["/retorno/el%20rey"]
    )
    options: list[Option] = Field(default_factory=list, description="What may have been meant.")
