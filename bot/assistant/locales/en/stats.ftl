# Answers in figures: months, days, years, countries, companies, sagas, people, single films.

stats-revenue = Revenue: <b>{ $total }</b> in total, { $mean } on average ({ $known } of { $films ->
    [one] 1 film
   *[other] { $shown } films
} with known revenue).
stats-revenue-unknown = I don't know the revenue of { $films ->
    [one] this film
   *[other] any of them
}.
stats-return = Mean return <b>{ $mean }</b>, total { $total } ({ $known } of { $films ->
    [one] 1 film
   *[other] { $shown } films
} with known budget and revenue).
stats-return-unknown = Return unknown: { $films ->
    [one] this film's budget and revenue are not both known
   *[other] no film has both a known budget and a known revenue
}.
stats-best = The best rated:
stats-highest = The highest grossing:
stats-rated-line = • { $film } · ★ { $score }
stats-revenue-line = • { $film } · { $revenue }
stats-film-line =
    • { $film }
    <i>{ $details }</i>
stats-no-date = no date
stats-no-figures = no known figures
stats-film-return = return { $ratio }
stats-film-budget = cost { $budget }
stats-film-revenue = took { $revenue }
stats-film-profit = profit { $profit }
stats-film-loss = loss { $loss }
stats-page = { $first }–{ $last } of { $shown }, by date:
stats-earlier = ⬅️ Earlier
stats-later = Later ➡️
stats-before = ⬅️ Before
stats-more = More ➡️
stats-see-all = /{ $command } shows those that there are.
stats-share = That is { $share }% of the { $shown } with a known date.
stats-rank = Number { $rank } of { $of } by films.
stats-films = { $films ->
    [one] 1 film
   *[other] { $shown } films
}

count-month = 🗓 In <b>{ $month }</b> { $films ->
    [one] <b>1</b> film was released
   *[other] <b>{ $shown }</b> films were released
}, all years together.
all-month = 🗓 <b>Films by month of release.</b> The month with most is { $most } ({ $most_films }), the one with fewest { $least } ({ $least_films }).
hint-month = For a single month: <code>/{ $command } January</code>
count-weekday = 📆 On a <b>{ $weekday }</b> { $films ->
    [one] <b>1</b> film was released
   *[other] <b>{ $shown }</b> films were released
}, all years together.
all-weekday = 📆 <b>Films by day of release.</b> The day with most is { $most } ({ $most_films }), the one with fewest { $least } ({ $least_films }).
hint-weekday = For a single day: <code>/{ $command } Friday</code>
count-year = 📅 In <b>{ $year }</b> { $films ->
    [0] no film of my catalogue was released.
    [one] <b>1</b> film of my catalogue was released.
   *[other] <b>{ $shown }</b> films of my catalogue were released.
}
all-year = 📅 <b>Films and revenue by year.</b> My catalogue goes from { $first } to { $last }; the year with most films is { $most } ({ $most_films }).
hint-year = For a single year: <code>/{ $command } 1994</code>

count-country = 🌍 From <b>{ $name }</b> { $films ->
    [0] I have no film.
    [one] I have <b>1</b> film.
   *[other] I have <b>{ $shown }</b> films.
}
all-country = 🌍 <b>Countries with most films</b>, of { $of }:
hint-country = For a single country: <code>/{ $command } Spain</code>
count-language = 🗣 Shot in <b>{ $name }</b> { $films ->
    [0] I have no film.
    [one] I have <b>1</b> film.
   *[other] I have <b>{ $shown }</b> films.
}
all-language = 🗣 <b>Original languages with most films</b>, of { $of }:
hint-language = For a single language: <code>/{ $command } Spanish</code>
count-genre = 🎭 Of the genre <b>{ $name }</b> { $films ->
    [0] I have no film.
    [one] I have <b>1</b> film.
   *[other] I have <b>{ $shown }</b> films.
}
all-genre = 🎭 <b>Genres with most films</b> (a film may have several):
hint-genre = For a single genre: <code>/{ $command } horror</code>
ranking-line = { $place }. { $name }: { $shown }

count-company = 🏢 <b>{ $name }</b> took part in { $films ->
    [one] <b>1</b> film of my catalogue.
   *[other] <b>{ $shown }</b> films of my catalogue.
}
all-company = 🏢 <b>Companies with most films</b>, of { $of }:
hint-company = For a single company: <code>/{ $command } Pixar</code>
family-count = 🏢 The <b>{ $name }</b> family adds up to <b>{ $shown }</b> films, each counted once.
family-members = These are { $count } companies: { $members }.
family-more = { $count } more
button-family = The whole family ({ $shown })
count-franchise = 🎞 The <b>{ $name }</b> franchise has { $films ->
    [one] <b>1</b> film in my catalogue.
   *[other] <b>{ $shown }</b> films in my catalogue.
}
all-franchise = 🎞 <b>Franchises with most films</b>, of { $of }:
hint-franchise = For a single franchise: <code>/{ $command } Toy Story</code>

count-actor = 🎭 <b>{ $name }</b> is in the cast of { $films ->
    [one] <b>1</b> film of my catalogue.
   *[other] <b>{ $shown }</b> films of my catalogue.
}
all-actor = 🎭 <b>Those who act in most films</b>:
hint-actor = To see somebody: <code>/{ $command } Tom Hanks</code>
count-director = 🎬 <b>{ $name }</b> directed { $films ->
    [one] <b>1</b> film of my catalogue.
   *[other] <b>{ $shown }</b> films of my catalogue.
}
all-director = 🎬 <b>Those who directed most films</b>:
hint-director = To see somebody: <code>/{ $command } Greta Gerwig</code>
person-button = { $name } ({ $films ->
    [one] 1 film
   *[other] { $shown } films
}{ $span })
role-actor-but-director = I have no films with <b>{ $name }</b> in the cast, but some as director.
role-director-but-actor = I have no films directed by <b>{ $name }</b>, but some with them in the cast.
button-as-actor = In the cast
button-as-director = As director

return-known = 💰 { $film } gave back <b>{ $ratio }</b> what it cost.
return-figures = Budget { $budget } · revenue { $revenue } · { $result }.
return-unknown = 💰 I can't work out the return of { $film }: { $reason }.
return-no-figures = I know neither its budget nor its revenue
return-no-budget = I know that it took { $revenue }, but not what it cost
return-no-revenue = I know that it cost { $budget }, but not what it took
return-suspect = the figures that I have seem to be in other units
return-try = Try another film, or see how well this one is liked:
return-rank = Better than { $share }% of the { $shown } films with known budget and revenue.
score-known = ⭐ { $film } has a mean vote of <b>{ $score }</b> and a popularity of <b>{ $popularity }</b>.
score-unrated = ⭐ Nobody has rated { $film } yet; its popularity is <b>{ $popularity }</b>.
score-no-popularity = ⭐ { $film } has a mean vote of <b>{ $score }</b>; I don't know its popularity.
score-nothing = ⭐ I know neither the mean vote nor the popularity of { $film }.
score-votes = The mean is over { $votes ->
    [one] 1 vote
   *[other] { $shown } votes
}.
votes-mean = 🗳 { $film } has <b>{ $shown }</b> votes, with a mean of <b>{ $score }</b>.
votes-few = 🗳 { $film } has { $votes ->
    [0] <b>0</b> votes
    [one] <b>1</b> vote
   *[other] <b>{ $shown }</b> votes
}. With fewer than { $enough } I give no mean: it says little.
button-score = ⭐ Score
button-votes = 🗳 Votes
button-return = 💰 Return

top-header = 🏆 <b>The best rated</b>{ $filters }
top-line = { $place }. { $film } · ★ { $score } ({ $votes ->
    [one] 1 vote
   *[other] { $shown } votes
})
top-nothing = 🏆 I have no film with votes that is { $filters }. Try without one of these.
top-unread = (I did not understand: { $words }.)
top-how = In the order of the weighted rating: with few votes, the mean counts less.
decade-name = { $decade }s

unclear-month = There is no month called “{ $typed }”. { $options }?
unknown-month = There is no month called “{ $typed }”: type one from January to December, or a number from 1 to 12.
unclear-weekday = There is no day called “{ $typed }”. { $options }?
unknown-weekday = There is no day called “{ $typed }”: type one from Monday to Sunday, or a number from 1 (Monday) to 7.
unknown-year = “{ $typed }” is no year that I understand. Try one from { $first } to { $last }.
unclear-country = I don't know the country “{ $typed }”. { $options }?
unknown-country = I don't know the country “{ $typed }”. Type it in English, in Spanish or as its code, for example Mexico, México or MX.
unclear-language = I don't know the language “{ $typed }”. { $options }?
unknown-language = I don't know the language “{ $typed }”. Try for example Spanish, English or Japanese.
unclear-genre = I don't know the genre “{ $typed }”. { $options }?
unknown-genre = I don't know the genre “{ $typed }”. There are: { $genres }.
unclear-company = Which of these companies?
unknown-company = I can't find a company called “{ $typed }”. /{ $command } shows those with most films.
unclear-franchise = Which of these franchises?
unknown-franchise = I can't find a franchise called “{ $typed }”. /{ $command } shows those with most films.
single-franchise = { $film } belongs to no franchise of my catalogue.
none-company = I don't know which companies made these films.
none-franchise = I don't know to which franchises these films belong.
unclear-person = { $count ->
    [one] Do you mean this person?
   *[other] Whom do you mean?
}
unknown-person = I can't find anybody called “{ $typed }” in the credits. Check the name, or type the surname too.

command-month = Films released in a month, all years together
command-weekday = Films released on a day of the week
command-year = Films and revenue of a year
command-country = Films of a country
command-language = Films shot in a language
command-genre = Films of a genre
command-franchise = A franchise: its films and what they took
command-company = A company: films and revenue
command-actor = Actor: films (those also directed among them) and return
command-director = Director: every film with date, return, cost and profit
command-return = What a film gave back for what it cost
command-score = A film's score and popularity
command-votes = A film's votes and their mean
command-top = The best rated, by genre, decade and country
argument-month = [MONTH]
argument-weekday = [DAY]
argument-year = [YEAR]
argument-country = [COUNTRY]
argument-language = [LANGUAGE]
argument-genre = [GENRE]
argument-franchise = [FRANCHISE]
argument-company = [COMPANY]
argument-actor = [NAME]
argument-director = [NAME]
argument-return = TITLE
argument-score = TITLE
argument-votes = TITLE
argument-top = [GENRE] [DECADE] [COUNTRY]
help-family-stats = <b>The catalogue in figures</b>
