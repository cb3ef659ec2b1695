# When, where, in what language and how long.

years = Films by year of release
    .x = Year of release
    .y = Films
    .first = { $dated ->
        [one] One film is dated, of { $from }
       *[other] { $dated } films are dated, from { $from } to { $to }; half of them are of { $middle } or before
    }.
    .second = The year with the most is { $peak }, with { $count }, and the decade with the most the { $decade }s, with { $share } of the dated ones.
    .none = No film of this catalogue is dated.
table-decade = Films by decade

months = Films by month of release
    .x = Month of release (all years)
    .y = Films
    .first = The month with the most films is { $most } ({ $count }, { $share }), the one with the fewest { $least } ({ $least_count }).
    .second = 1 January has { $first_days }, { $times } the { $expected } that it would have if every day were alike.
    .none = No film of this catalogue is dated.
table-month = Films by month

weekdays = Films by weekday of release
    .x = Weekday of release (all years)
    .y = Films
    .first = The day with the most releases is { $most }: { $count }, { $share } of the dated films.
    .second = From Friday to Sunday { $weekend } come out; the day with the fewest is { $least }, with { $least_count }.
    .none = No film of this catalogue is dated.
table-weekday = Films by weekday

countries = Films by country of production
    .x = Films
    .y = Country
    .first = { $kinds ->
        [one] The only country is { $one }, in { $count } ({ $share }).
       *[other] Of { $kinds } countries, { $one } is in { $count } films ({ $share }) and { $two } in { $two_count }.
    }
    .second = { $several ->
        [0] No film is of several countries
        [one] One is of several countries ({ $several_share } of those that name any)
       *[other] { $several } are of several countries ({ $several_share } of those that name any)
    }, and { $unknown ->
        [0] it is known of all
       *[other] of { $unknown } nothing is known
    }.
    .none = No film says what country it is of.
table-country = Films by country

languages = Films by original language
    .x = Films
    .y = Original language
    .first = { $kinds ->
        [one] The only original language is { $one }, in { $count } ({ $share }).
       *[other] Of { $kinds } languages, the first is { $one }, with { $count } films ({ $share }), and the second { $two }, with { $two_count }.
    }
    .second = Besides the first there are { $rest } ({ $rest_share } of those that say it); { $unknown ->
        [0] it is known of all
       *[other] of { $unknown } nothing is known
    }.
    .none = No film says its original language.
table-language = Films by original language

lengths = Length of the films
    .x = Length (minutes; the last bar holds those of 240 or more)
    .y = Films
    .middle = median
    .first = { $known ->
        [one] The only film of known length lasts { $middle } minutes
       *[other] The median length of the { $known } films of which it is known is { $middle } minutes, and the middle half lasts { $low } to { $high }
    }.
    .second = { $shorts ->
        [0] There are no shorts
        [one] One is a short
       *[other] { $shorts } ({ $shorts_share }) are shorts
    } of under { $limit } minutes and { $long ->
        [0] none lasts
        [one] one lasts
       *[other] { $long } last
    } over { $long_limit }; { $unknown ->
        [0] it is known of all
       *[other] of { $unknown } nothing is known
    }.
    .none = No film's length is known.

length-decades = Length of features by decade
    .x = Decade of release
    .y = Length (minutes)
    .line = median
    .band = middle half (quartiles)
    .first = { $decades ->
        [one] Only the { $first }s have enough features: they last { $first_minutes } minutes at the median
       *[other] The median feature goes from { $first_minutes } minutes in the { $first }s to { $last_minutes } in the { $last }s
    }.
    .second = The longest are those of the { $longest }s ({ $longest_minutes } minutes at the median), the shortest those of the { $shortest }s ({ $shortest_minutes }).
    .none = No decade has enough features whose date and length are known.
table-length-decades = Length in minutes by decade
