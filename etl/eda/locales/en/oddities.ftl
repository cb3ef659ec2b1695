# What lies far out and what cannot be.

outliers = Values that lie far out
    .x = Robust deviations from the median (z)
    .y = Measure
    .first = By the fences at { $fence } times the interquartile range, most lies out in “{ $field }”: { $outside } values ({ $share } of the known ones).
    .second = Over all measures { $total } values lie beyond the fences and { $z_total } have a robust z above { $z }. Money, votes and popularity are measured in logarithms.
    .none = The values are too few or too alike for any to lie out.
table-outliers = Values that lie out, by each rule
table-farthest = The farthest

anomalies = What cannot be right
    .x = Films
    .y = Anomaly
    .first = { $films ->
        [0] No film has an anomaly
        [one] One film ({ $share }) has an anomaly
       *[other] { $films } films ({ $share }) have an anomaly
    }, of { $kinds } of the { $looked } kinds that are looked for.
    .second = The commonest is “{ $most }”, { $count }; { $twins ->
        [0] none shares title and year with another
       *[other] { $twins } share title and year with another
    }.
    .none = None of the anomalies that are looked for was found.
anomaly-budget-suspect = Budget in other units
anomaly-revenue-suspect = Revenue in other units
anomaly-future = Released in the future
anomaly-unreleased = Unreleased, its date passed
anomaly-few-votes = A 10 with three votes or fewer
anomaly-twins = Same title and year as another
anomaly-dates = Impossible or unreadable date
table-anomaly-budget-suspect = Suspect budgets
table-anomaly-revenue-suspect = Suspect revenues
table-anomaly-future = Released after the catalogue was made
table-anomaly-unreleased = Unreleased though their date has passed
table-anomaly-few-votes = Scores of 10 with three votes or fewer
table-anomaly-twins = They look like repeats: same title and year
table-anomaly-dates = Release dates that cannot be, and of which film
