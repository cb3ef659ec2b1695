# The exploratory report.

command-eda = What the data is like, in six charts
eda = 📊 <b>What the data is like</b>: { $films ->
    [one] one film
   *[other] { $shown } films
    }, catalogue of { $date }.
eda-older = 📊 These charts are of the catalogue of { $date }; there is a newer one, whose report has not been made yet.
eda-none = 📊 No report on the data has been made yet. One is made after each refresh of the catalogue.
eda-may-be-made = If you like I make it now: it takes a minute or two.
eda-command = It is made with <code>butaca eda --publish</code>.
eda-page = The whole report: <code>{ $path }</code>
eda-chart =
    <b>{ $title }</b>
    { $line }
eda-begun = I'm making the report. I'll tell you when it is there.
eda-busy = The report is being made already.
button-eda-make = 📊 Make the report
report-published = ✅ The report is made, in { $seconds } s. /eda shows it.
report-unchanged = ✅ There was a report on this catalogue already. /eda shows it.
report-busy = ⚠️ Another process is making the report.
report-failed = ❌ The report could not be made. { $problem }
report-timeout = ❌ The report took longer than allowed and I stopped it after { $seconds } s.
