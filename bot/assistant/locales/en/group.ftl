# The film night of a group.

help-family-group = <b>In a group</b>
command-night-start = Film night: the group picks a film (and the minutes of voting, if you like)
argument-night_start = [MINUTES]
command-night-propose = Propose a film for film night
argument-night_propose = TITLE
command-night-veto = Not that one: veto one of the proposals
argument-night_veto = TITLE
command-night-cancel = Call film night off
command-nights = The film nights that there have been

somebody = Somebody
film-gone = a film that is no longer in the catalogue

night-title = 🍿 <b>Film night</b>
night-guests = Who's in:
night-more-names = { $count } more
night-proposal = { $place }. { $film } — { $by }
night-proposal-vetoed = { $place }. <s>{ $film }</s> — vetoed
night-proposals-more = <i>… and { $count } more</i>
night-how = <i>To propose: /propose and the title, reply to this message, or look for it with the button. Everybody may veto one. We vote when all have pressed Ready, or { $minutes } minutes after the start.</i>
night-ballot = 🗳 <b>Five for tonight</b>
night-votes-at = 🍿 <b>Film night</b>
    🗳 The vote is open: <a href="{ $link }">these are the five</a>.
night-votes-below = 🍿 <b>Film night</b>
    🗳 The vote is open: the five and the poll are further down.
night-candidate = { $place }. { $film }
night-candidate-vetoed = { $place }. 🚫 <s>{ $film }</s>
night-rating = {" "}· ★ { $score }
night-pleases = {" "}· <i>for { $people }</i>
night-how-to-vote = <i>Vote in the poll; you may pick several. 🚫 vetoes one. It closes when all have pressed Ready, or after { $time }.</i>
night-question = 🍿 What do we watch tonight?
night-any = Any of them
night-winner = 🏆 Tonight: { $film }
night-count = { $votes ->
        [one] One vote
       *[other] { $votes } votes
    }, { $voters ->
        [one] one person voted.
       *[other] { $voters } people voted.
    }
night-tie = ⚖️ It tied with { $others }; the better rating decides.
night-nobody-voted = Nobody voted for any of them.
night-best-rated = Of those there were, it is the best rated.
night-silenced = I can't write in your group, so film night is on hold. Let me send messages there and I'll go on where we were.
night-cancelled = 🍿 Film night is off.

button-night-join = 🙋 I'm in
button-night-leave = 🚪 I'm out
button-night-propose = 🎬 Propose
button-night-door = ⭐ From my list
button-night-ready = ✅ Ready
button-night-cancel = ✖️ Call off
button-not-that-one = 🚫 Not that one: { $film }
button-card = 🎬 About it
button-open-private = 💬 In private

night-groups-only = Film night is for groups: add me to one and type /movie_night there.
night-length = “{ $typed }” is not how long a vote may last: type, for example, /movie_night 20 (minutes) or /movie_night 2h; from a minute to two days.
night-none = There is no film night under way here. Start one with /movie_night.
night-not-in-group = That film night belongs to a group that you are not in.
night-begun = Film night begins.
night-again = A film night is under way already: this one.
night-how-to-propose = Type /propose and the title, or reply to the night's message with the title.
night-how-to-veto = Type /veto and the title, or press 🚫 beside the film.
night-proposed-seen = Proposed: { $film }. Somebody has seen it, so it won't be voted on; I'll look for others like it.
night-door = Would you like to propose one from your list?
night-door-no-list = Your list is empty, or all of it is proposed. Put a film on it with /save and its title.

night-done-joined = You're in.
night-done-joined-already = You're in already. Propose something, or press Ready.
night-done-left = You're out.
night-done-not-in = You weren't in.
night-done-proposed = Proposed: { $film }. { $count ->
        [one] One so far.
       *[other] { $count } so far.
    }
night-done-proposed-already = You had proposed { $film } already.
night-done-proposed-enough = You have proposed { $most } already: leave room for the others.
night-done-proposed-vetoed = { $film } is vetoed.
night-done-vetoed = Vetoed: { $film }.
night-done-veto-moved = Your veto moves to { $film }.
night-done-veto-back = You take back your veto of { $film }.
night-done-veto-last = It is the only one left: it can't be vetoed.
night-done-veto-unknown = { $film } is not among the proposals.
night-done-ready = Ready. Still waiting for { $waiting }. Whoever started the night can press Ready again to go on without waiting.
night-done-ready-alone = Nobody else is in yet. Press Ready again to go on without waiting.
night-done-begin = Let's vote!
night-done-end = The vote is closed.
night-done-cancelled = Film night is off.
night-done-not-yours = Only whoever started it or an admin of the group can call it off.
night-done-too-late = Too late for that: this film night has moved on.

nights-none = There has been no film night here yet. Start one with /movie_night.
nights-header = 🍿 <b>Film nights</b> · { $total }
nights-line = { $day }: { $film } · { $votes ->
        [one] one vote
       *[other] { $votes } votes
    } of { $voters }
