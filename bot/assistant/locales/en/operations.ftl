# What admins ask and are told.

command-status = How the bot fares (for those who look after it)
command-refresh = Refresh the catalogue now (for those who look after the bot)
command-block = Answer somebody no more: reply to their message or give their number (for those who look after the bot)
argument-block = [NUMBER]
command-unblock = Answer them again (for those who look after the bot)
argument-unblock = [NUMBER]
block-done = 🚫 From now on I don't answer <code>{ $person }</code>. /unblock undoes it.
unblock-done = I answer <code>{ $person }</code> again.
block-whom = Whom? Reply with this command to a message of theirs, or type their Telegram number behind it.
block-admin = I always answer those who look after this bot.
admins-only = Only those who look after this bot can ask for that. /help lists the rest.
operations-not-here = That exists only while the bot is on Telegram.
status-catalogue = 📀 Catalogue <code>{ $version }</code>, { $age } old
status-films = 🎞 { $films } films
status-no-run = ⚙️ No refresh since I started
status-made-of = . This catalogue was made of:
status-running = ⏳ Refreshing right now
status-next-run = ⏰ Next refresh: { $when } (in { $wait })
status-no-next-run = ⏰ No refresh planned
status-process = 🧠 { $memory } MB · up for { $uptime }
refresh-begun = I'm refreshing the catalogue. I'll tell you when it ends; until then I go on with this one.
refresh-busy = A refresh is under way already. /status shows how it goes.
run-published = ✅ { $when }: a new catalogue in { $seconds } s.
run-unchanged = ✅ { $when }: the data is the same, and so is the catalogue.
run-busy = ⚠️ { $when }: another run is building the catalogue.
run-failed = ❌ { $when }: it failed after { $seconds } s and the catalogue is the one before. The reason: { $problem }.
run-timeout = ❌ { $when }: it took longer than allowed and I stopped it after { $seconds } s; the catalogue is the one before.
run-account =
    {""}
    { $read } records read: { $kept } films, { $merged } repeats merged, { $put_aside } put aside.
source-dump = The Movies Dataset
source-daily = TMDB's daily table
source-tmdb = TMDB's API
status-source = 📥 { $source }: data from { $age } ago
status-source-none = 📥 { $source }: nothing yet
status-source-problem = {" "}⚠️ { $problem }
