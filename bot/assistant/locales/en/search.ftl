# Films by a description, and surprises.

search-header =
    🔎 <b>{ $understood }</b>
    { $films ->
        [one] 1 film
       *[other] { $first }–{ $last } of { $shown }
    }
search-unread = Unknown to me: { $words }
search-unread-near = Unknown to me: { $words }. { $options }?
search-missing = What are you looking for? Describe it, for example <i>90s comedies with Jim Carrey</i> or <i>robots that feel</i>.
search-not-understood = I did not get what you are looking for. Try a genre, some years, somebody in it or what it is about, for example <i>comedies from the 90s</i>.
search-nothing = I have none like that: <b>{ $understood }</b>.
search-nothing-but = I have none like that: <b>{ $understood }</b>. The closest:
filter-decade = { $decade }s
filter-years-from = since { $value }
filter-years-until = until { $value }
filter-years-between = { $least }–{ $most }
filter-length-from = over { $value } min
filter-length-until = up to { $value } min
filter-length-between = { $least }–{ $most } min
filter-rated = ★ { $least } or more
filter-language = in { $language }
filter-with = with { $name }
filter-cast = with { $name }
filter-director = directed by { $name }
filter-writer = written by { $name }
filter-saga = { $name } saga
filter-company = by { $name }
filter-like = like { $film }
filter-without = without { $what }
filter-not = not { $what }
filter-ordered = { $most ->
    [0] { $how } first
   *[other] the { $most } { $how }
}
order-revenue-most = highest grossing
order-revenue-least = lowest grossing
order-budget-most = most expensive
order-budget-least = cheapest
order-return-most = most profitable
order-return-least = least profitable
order-length-most = longest
order-length-least = shortest
order-date-most = newest
order-date-least = oldest
order-rating-most = best rated
order-rating-least = worst rated
order-votes-most = most voted
order-votes-least = least voted
order-popularity-most = most popular
order-popularity-least = least popular
film-votes = { $votes ->
    [one] 1 vote
   *[other] { $shown } votes
}
button-drop = ✕ { $what }
button-add = ＋ { $what }
button-another = Another 🎲
relaxed-dropped = Without “{ $what }”
relaxed-widened = With “{ $what }”
surprise-header = 🎲 <b>{ $understood }</b>. My pick:
surprise-header-any = 🎲 My pick:{""}
surprise-none-left = I have shown you all the good ones of these. Shall we change the genre or the years?
command-search = Films by description: genre, years, who is in them, what they are about…
argument-search = DESCRIPTION
command-surprise = A good film that you did not expect
argument-surprise = [GENRE, YEARS…]
