# A film's card, and single things about a film.

card-title = 🎬 { $film }
card-original = Título original: { $title }
card-details = { $details }
card-director = 🎥 De { $names }
card-cast = 👥 Con { $names }
card-score = ★ { $score } · { $votes ->
    [one] 1 voto
   *[other] { $shown } votos
}
card-overview =
    {""}
    <i>{ $overview }</i>
length-hours = { $hours } h
length-minutes = { $minutes } min
length-both = { $hours } h { $minutes } min
button-alike = 🎬 Parecidas
button-saga = 🔗 La saga
button-director = 🎥 { $name }
said-director = 🎥 { $film } es de { $value }.
said-cast = 👥 En { $film } salen { $value }.
said-year = 📅 { $film } se estrenó: { $value }.
said-length = ⏱ { $film } dura { $value }.
said-plot =
    📖 { $film }:
    <i>{ $value }</i>
said-genres = 🎭 { $film }: { $value }.
said-country = 🌍 { $film }: { $value }.
said-original = { $film } se llama en su idioma <b>{ $value }</b>.
said-unknown = Eso no lo sé de { $film }.
command-card = La ficha de una película: de qué va, quién la hizo, quién sale
argument-card = TÍTULO
