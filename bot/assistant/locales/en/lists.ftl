# What each person keeps: list, seen, likes; a group's list; what is kept and how it goes.

help-family-mine = <b>Yours</b>
command-my-list = The films you mean to watch (in a group, the group's)
command-save = Put a film on the list
argument-save = TITLE
command-unsave = Take a film off the list
argument-unsave = TITLE
command-my-seen = The ones you have seen
command-my-tastes = The ones you like and the ones you don't
command-for-me = Five for you, from what you like
command-export = All that I keep about you, in a file
command-erase = Delete all that I keep about you

memory-away = I can't remember anything just now. Try again in a while.
marks-full = There are { $most } films already: take one off first.
in-private = That is yours alone: let's see it in private.
button-in-private = See it in private

list-header-own = ⭐ <b>Your list</b> · { $total ->
        [one] one film
       *[other] { $shown } films
    }
list-empty-own = Your list is empty. Put a film on it with /save and its title, or with ⭐ under a film.
list-line = { $place }. { $film }
list-unknown = <i>{ $count ->
        [one] One more is no longer in the catalogue.
       *[other] { $count } more are no longer in the catalogue.
    }</i>
list-header-chat = ⭐ <b>The group's list</b> · { $total ->
        [one] one film
       *[other] { $shown } films
    }
list-empty-chat = The group's list is empty. Put a film on it with /save and its title.
list-header-seen = 👁 <b>Seen</b> · { $total ->
        [one] one film
       *[other] { $shown } films
    }
list-empty-seen = You haven't told me what you have seen: press 👁 under a film, or type /seen and its title.
list-header-likes = 👍 <b>You like</b> · { $total ->
        [one] one film
       *[other] { $shown } films
    }
list-empty-likes = I don't know yet what you like: press 👍 or 👎 under a film.
list-header-dislikes = 👎 <b>You don't like</b> · { $total ->
        [one] one film
       *[other] { $shown } films
    }
list-empty-dislikes = You haven't told me of any that you don't like.
button-likes = 👍 The ones you like
button-dislikes = 👎 The ones you don't like

marked-list = ⭐ On your list: { $film }
marked-seen = 👁 Seen: { $film }
marked-like = 👍 You like: { $film }
marked-dislike = 👎 You don't like: { $film }
unmarked-list = Off your list: { $film }
unmarked-seen = No longer marked as seen: { $film }
unmarked-like = No longer marked as liked: { $film }
unmarked-dislike = No longer marked as not liked: { $film }
named-list = ⭐ { $film } is on your list.
named-list-already = { $film } was on your list already.
named-seen = 👁 Marked as seen: { $film }
named-seen-already = { $film } was marked as seen already.
named-chat = ⭐ { $film } is on the group's list.
named-chat-already = { $film } was on the group's list already.
unsaved = { $film } is off the list.
not-saved = { $film } was not on the list.

for-me = 💛 <b>For you</b>, from what you like and mean to watch:
for-me-more = 💛 More for you:
for-me-no-more = That's all for now. Tell me of another one that you like.
for-me-unknown = I don't know you yet. Tell me what you think of these (👍, 👎, or 👁 if you have seen them) and come back to /for_me:
recommend-because =
    {""}
    ❤️ <i>because you liked { $film }</i>

export = 📄 All that I keep about you: { $rows ->
        [one] one line
       *[other] { $shown } lines
    }.
export-nothing = I keep nothing about you.
export-what = what
export-id = id
export-title = title
export-year = year
export-value = value
export-when = when
export-kind-language = language
export-kind-country = country
export-kind-platforms = platforms
export-kind-news = news
export-kind-told = told of
export-kind-list = list
export-kind-seen = seen
export-kind-like = liked
export-kind-dislike = not liked
export-kind-night = film night
export-kind-night_proposal = proposal
export-kind-night_veto = veto
export-kind-night_vote = vote
export-kind-talked = talked about
erase-sure = Shall I delete all that I keep about you? Your list, what you have seen, your tastes, your language, our conversation and your part in film nights go. There is no way back.
button-erase = Yes, delete it all
button-keep = No, keep it
erased = Deleted. Nothing of yours is left.
kept = All right, I delete nothing.
