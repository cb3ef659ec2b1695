# What was read, mended, put aside, and what is missing.

event-mended = mended
event-merged = merged into another
event-put-aside = put aside
event-cell = unreadable cell

events = What befell the records that were read
    .x = Records (logarithmic scale)
    .y = Reason
    .first = { $read ->
        [one] One record was
       *[other] { $read } records were
    } read from { $files ->
        [one] one file
       *[other] { $files } files
    } and { $kept } kept: { $merged } were merged into another and { $aside } put aside.
    .second = { $mended ->
        [0] None needed mending.
       *[other] Something was mended in { $mended } ({ $share }); the commonest was “{ $kind }”, { $count ->
            [one] once
           *[other] { $count } times
        }.
    }
    .none = This version does not say what was read, mended and put aside.
    .clean = Every record that was read was kept as it stood: nothing was mended, merged or put aside.
table-files = Account of each file
table-events = Reasons by file
table-quarantine = The first records put aside

gaps = Missing data, by column and decade
    .x = Decade of release
    .y = Column
    .legend = Films without it (%)
    .first = { $films ->
        [one] Of the only film
       *[other] Of the { $films } films
    }, what is missing most is “{ $one }” ({ $one_share }) and “{ $two }” ({ $two_share }).
    .second = { $both ->
        [0] None has
        [one] Only one has
       *[other] { $both } ({ $both_share }) have
    } a usable budget and revenue at once{ $dated ->
        [yes] {"; the decade with the fewest gaps is the "}{ $decade }s, of which each column lacks { $decade_share } on average
       *[no] {""}
    }.
table-gaps = Films without each column
