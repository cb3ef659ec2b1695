# Genres that go together; votes and scores.

genres = Films by genre
    .x = Films
    .y = Genre
    .first = { $kinds ->
        [one] The only genre is { $one }, in { $count }
       *[other] Of { $kinds } genres the commonest is { $one }, with { $count } films: { $share } of those that have any
    }.
    .second = A film with a genre has { $mean } on average; { $unknown ->
        [0] all have one
        [one] one has none
       *[other] { $unknown } have none
    }, and the rarest genre is { $last } ({ $last_count }).
    .none = No film says its genre.
table-genre = Films by genre

genre-pairs = Genres that go together
    .x = Genre
    .y = Genre
    .legend = Times what chance would give
    .first = Of { $pairs } pairs of genres that can be compared, { $one } and { $two } attract each other most: { $films } films, { $times } what chance would give.
    .second = { $least_one } and { $least_two } avoid each other most: { $least_films }, { $least_times } what chance would give.
    .none = No two genres can be expected together in enough films to be compared.
table-genre-pairs = The pairs that attract and that avoid each other most

votes = How many votes each film has
    .x = Votes (logarithmic scale)
    .y = Films
    .middle = median
    .first = The median film has { $middle } votes and { $unvoted ->
        [0] none lacks them
        [one] one has none
       *[other] { $unvoted } have none
    }.
    .second = The most voted 1% have { $share } of the votes; the most voted of all is { $film }, with { $count }.
    .none = No film has votes.

scores = Mean score and weighted score
    .x = Score (0 to 10)
    .y = Films
    .raw = mean score
    .weighted = weighted score
    .first = { $voted ->
        [one] The mean score of the only voted film is { $mean }
       *[other] The { $voted } voted films have { $mean } on average (median { $middle }), and { $tens ->
            [0] none has
            [one] one has
           *[other] { $tens } have
        } a round 10
    }.
    .second = The middle 90% goes from { $raw_low } to { $raw_high } in the mean score and from { $low } to { $high } in the weighted one.
    .none = No film has a score.

weighting = From the mean score to the weighted one
    .x = Mean score (0 to 10)
    .y = Weighted score (0 to 10)
    .legend = Films (logarithmic scale)
    .equal = equal
    .first = By mean score the first is { $raw }, with { $raw_votes ->
        [one] one vote
       *[other] { $raw_votes } votes
    }; by weighted score it is { $weighted }, with { $weighted_votes ->
        [one] one vote
       *[other] { $weighted_votes } votes
    }.
    .second = { $top ->
        [one] No other film has votes, and
       *[other] Of the first { $top } by mean score { $kept ->
            [0] none stays
            [one] one stays
           *[other] { $kept } stay
        } among the first { $top } by weighted score, and
    } the score that moves most does so by { $moved } points.
    .none = No film has a score.
table-best-raw = The first by mean score
table-best-weighted = The first by weighted score
