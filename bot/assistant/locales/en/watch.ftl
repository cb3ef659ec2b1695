# Where a film can be watched, and what is new.

help-family-watch = <b>Where to watch, and what is new</b>
command-where = Where to watch a film: streaming, to rent, to buy
argument-where = TITLE
command-platforms = Your platforms: what I suggest and what you search, from these alone
argument-platforms = [PLATFORMS]
command-residence = The country you watch films in
argument-residence = [COUNTRY]
command-premieres = The new films of the latest weeks, best first
command-news = A message a week with what is new and near what you like
button-where = 📺 Where to watch
button-residence = 🌍 Another country
button-any-platform = All, no limit
button-news-on = 🔔 Tell me
button-news-off = 🔕 Stop these messages
where-header = 📺 { $film } in <b>{ $country }</b>
where-flatrate = ▶️ With a subscription: { $platforms }
where-free = 🆓 Free: { $platforms }
where-ads = 🆓 Free with ads: { $platforms }
where-rent = 🎟 To rent: { $platforms }
where-buy = 💿 To buy: { $platforms }
where-nowhere = As far as is known, no platform has it in { $country }.
where-elsewhere = It is to be had in { $countries }.
where-guessed = <i>I take you to be in { $country }, by your language. If you are not: /my_country</i>
where-source = <i>Data by <a href="{ $link }">JustWatch</a> by way of TMDB, of { $date }.</i>
where-no-data = I don't know where { $film } can be watched: this bot lacks TMDB's data, which whoever looks after it gets with a free key (BUTACA_TMDB_API_KEY).
where-unknown = I don't know yet where { $film } can be watched: I have not asked TMDB about it.
residence-set = 🌍 Noted: you are in { $country }.
residence-now = 🌍 I have you in { $country }. Another one?
residence-guess = 🌍 By your language, I take you to be in { $country }. If not, name the country: /my_country Mexico
residence-near = 🌍 I don't know the country “{ $typed }”. Is it one of these?
residence-unknown = 🌍 I don't know the country “{ $typed }”. Type it in English, in Spanish or as its code, for example <code>/my_country Mexico</code>, or choose one:
platforms-mine = 📺 Your platforms in { $country }: <b>{ $platforms }</b>. What I suggest and what you search comes from these alone.
platforms-any = 📺 You have not said which platforms you have in { $country }, so I don't mind which. Choose yours, or write them: /platforms Netflix, Filmin
platforms-unread = Not found: { $words }.
platforms-none-here = I know no platform in { $country } yet.
platforms-no-data = I don't know what each platform has: this bot lacks TMDB's data, which whoever looks after it gets with a free key (BUTACA_TMDB_API_KEY).
platforms-only = <i>From your platforms alone: { $platforms }</i>
platforms-have-none = <i>Your platforms ({ $platforms }) have none; these are from all.</i>
premieres-header = 🎟 <b>{ $films ->
    [one] One new film
   *[other] { $shown } new films
} of the latest { $weeks } weeks</b>, best first
premieres-line = { $place }. { $film } · { $details }
premieres-none = I know no new film of these weeks: the latest I have came out on { $date }. To have today's takes TMDB's daily table; whoever looks after this bot knows how.
premieres-no-dates = I know no new film: of none do I know when it came out.
news-is-on = 🔔 Once a week I tell you what is new and near what you like.
news-is-off = 🔕 I send you no messages. If you want, once a week I tell you what is new and near what you like.
news-on = 🔔 Done: once a week I tell you. One button stops it.
news-off = 🔕 Done: no more messages.
news-header = 🔔 <b>New, and near what you like</b>
news-header-any = 🔔 <b>New in these weeks</b>. Tell me what films you like, and I will do better.
attribution = <i>This product uses the TMDB API but is not endorsed or certified by TMDB. Where each film can be watched is JustWatch's knowledge.</i>
