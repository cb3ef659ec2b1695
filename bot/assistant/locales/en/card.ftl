# A film's card, and single things about a film.

card-title = 🎬 { $film }
card-original = Original title: { $title }
card-details = { $details }
card-director = 🎥 By { $names }
card-cast = 👥 With { $names }
card-score = ★ { $score } · { $votes ->
    [one] 1 vote
   *[other] { $shown } votes
}
card-overview =
    {""}
    <i>{ $overview }</i>
length-hours = { $hours } h
length-minutes = { $minutes } min
length-both = { $hours } h { $minutes } min
button-alike = 🎬 More like it
button-saga = 🔗 Its saga
button-director = 🎥 { $name }
said-director = 🎥 { $film } was directed by { $value }.
said-cast = 👥 { $film } has { $value } in it.
said-year = 📅 { $film } came out: { $value }.
said-length = ⏱ { $film } lasts { $value }.
said-plot =
    📖 { $film }:
    <i>{ $value }</i>
said-genres = 🎭 { $film }: { $value }.
said-country = 🌍 { $film }: { $value }.
said-original = { $film } is called <b>{ $value }</b> in its own language.
said-unknown = That is something I don't know about { $film }.
command-card = A film's card: what it is about, who made it, who is in it
argument-card = TITLE
