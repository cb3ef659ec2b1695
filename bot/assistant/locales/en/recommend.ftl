# The five films and their reasons.

recommend-header = 🎬 If you like { $film }:
recommend-more = 🎬 More films close to { $film }:
recommend-nothing = I don't know enough about { $film } to name others like it.
recommend-no-more = I have no more films close to { $film }.
recommend-line = { $place }. { $film }
recommend-details = {" "}· { $details }
recommend-why =
    {""}
    <i>{ $reasons }</i>
button-like-this = More like { $film }
button-more = Five more ➡️
reason-collection = same saga
reason-director = also directed by { $values }
reason-writer = also written by { $values }
reason-cast = with { $values }
reason-keywords = both: { $values }
reason-genres = same genre: { $values }
reason-overview = close plot: { $values }
reason-title = close title
reason-company = also from { $values }
reason-decade = same period
reason-language = same language
reason-country = same country
reason-ratings = the same people like it
