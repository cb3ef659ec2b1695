# The recommender, and the changes.

coverage = What a film can be recommended by
    .x = Films that have it (%)
    .y = Field
    .first = { $overview } of the films have an overview, { $cast } a cast and { $keywords } keywords.
    .second = Of the { $fields } fields a film has { $mean } on average; { $whole ->
        [0] none has
        [one] one has
       *[other] { $whole } have
    } them all and { $nothing ->
        [0] none lacks
        [one] one lacks
       *[other] { $nothing } lack
    } them all.
table-coverage = Films with each field

vocabulary = The vocabulary of the index
    .x = Terms (logarithmic scale)
    .y = Field
    .first = The index knows { $terms } terms in { $fields } fields: { $per_film } a film.
    .second = The richest field is “{ $most }”, with { $count } ({ $share }); the one that weighs most in the similarity is “{ $heaviest }” ({ $weight }).
    .none = The index of similar films has no term.
table-vocabulary = Terms of each field

distances = How far the nearest film is
    .x = Distance to the nearest neighbour (1 − similarity)
    .y = Films
    .middle = median
    .first = The nearest neighbour is { $middle } away at the median, and between { $low } and { $high } for nine films in ten; { $alone ->
        [0] none is left without one
        [one] one is left without one
       *[other] { $alone } are left without one
    }.
    .second = { $both ->
        [yes] With an overview the median is { $with }; without, { $without }
       *[no] Distance goes from 0, identical, to 1, nothing in common; it was measured for { $films ->
            [one] one film
           *[other] { $films } films
        }
    }.
    .none = No film has neighbours.

examples = Five examples and what is suggested for them
    .x = Similarity (0 to 1)
    .y = The most voted of each genre, and its suggestions
    .first = For the most voted film of { $genres }, the nearest suggestion is { $near } for { $film } ({ $score }).
    .second = The { $suggestions } suggestions have a similarity of { $mean } on average, and the reason that weighs most is “{ $reason }”, in { $reason_count }.
    .none = There is no film for which anything could be suggested.
table-examples = The suggestions and their reasons

turnover = Films that came and went
    .x = Films
    .y = Since the version before
    .first = Since version { $version }, { $came } came and { $went } went: from { $before } to { $after } films.
    .second = { $kept } stay, { $share } of those before.
    .none = No earlier version is kept to compare with.
turnover-kept = Stay
turnover-came = Came
turnover-went = Went
table-came = The most voted that came
table-went = The most voted that went

moved = Distributions that moved
    .x = Share of the distribution that changed place (%)
    .y = Measure
    .first = { $moved ->
        [0] None of the { $measures } distributions moved by more than { $least }
       *[other] { $moved } of { $measures } distributions moved by more than { $least }; the one that moved most is “{ $field }” ({ $distance })
    }.
    .second = { $gaps ->
        [yes] The column whose gaps change most is “{ $gap }”: missing in { $gap_before } before and in { $gap_after } now
       *[no] In no column does the share of films without it change
    }.
    .none = No earlier version is kept to compare with.
table-moved = How far each distribution moved
