# Sagas, studios and people.

sagas = The sagas that took most
    .x = Total revenue (US$)
    .y = Saga (films with a figure/all)
    .first = Of { $groups } sagas, the one that took most is { $first }: { $revenue } with { $known } of its { $films } films.
    .second = Of the { $shown } in the list, the highest mean a film is that of { $mean }: { $mean_revenue } ({ $mean_known } with a figure).
    .none = Of no saga is the revenue known.
table-sagas = Sagas by revenue

studios = The companies that took most
    .x = Total revenue (US$)
    .y = Company (films with a figure/all)
    .first = Of { $groups } companies, the one that took most is { $first }: { $revenue } with { $known } of its { $films } films.
    .second = The highest mean a film among the { $shown } in the list is that of { $mean } ({ $mean_revenue }); the one with the most films is { $most } ({ $most_films }).
    .none = Of no company is the revenue known.
table-studios = Companies by revenue

busiest-cast = Actors with the most films
    .x = Films
    .y = Actor
    .first = { $people ->
        [one] There is a single person in the cast: { $first }
       *[other] Of { $people } actors, { $first } is in { $films } films and { $second } in { $second_films }
    }.
    .second = { $once ->
        [0] Nobody is
        [one] One person ({ $once_share }) is
       *[other] { $once } ({ $once_share }) are
    } in a single one, and { $several ->
        [0] nobody
       *[other] { $several }
    } in ten or more.
    .none = This catalogue does not say who acts.
table-busiest-cast = Actors by number of films

busiest-director = Directors with the most films
    .x = Films
    .y = Director
    .first = { $people ->
        [one] A single person directs: { $first }
       *[other] Of { $people } people who direct, { $first } signs { $films } films and { $second } { $second_films }
    }.
    .second = { $once ->
        [0] Nobody has
        [one] One person ({ $once_share }) has
       *[other] { $once } ({ $once_share }) have
    } directed a single one, and { $several ->
        [0] nobody
       *[other] { $several }
    } ten or more.
    .none = This catalogue does not say who directs.
table-busiest-director = Directors by number of films

best-director = Directors with the best return
    .x = Median return (times the budget, logarithmic scale)
    .y = Director (films with figures)
    .first = The highest median return of the list is that of { $best }: { $best_return } ({ $best_known } of { $best_films } with figures), between { $best_low } and { $best_high } with { $level } confidence.
    .second = Those with { $enough } films with figures or more are ranked by the lower end of the interval; of the { $groups } in the list, that end exceeds what was spent for { $above }.
    .none = Nobody has directed enough films whose budget and revenue are known.
best-cast = Actors with the best return
    .x = Median return (times the budget, logarithmic scale)
    .y = Actor (films with figures)
    .first = The highest median return of the list is that of { $best }: { $best_return } ({ $best_known } of { $best_films } with figures), between { $best_low } and { $best_high } with { $level } confidence.
    .second = Those with { $enough } films with figures or more are ranked by the lower end of the interval; of the { $groups } in the list, that end exceeds what was spent for { $above }.
    .none = Nobody has acted in enough films whose budget and revenue are known.
