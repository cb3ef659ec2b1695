# Greeting, help, and what to type instead.

start =
    🍿 <b>Hi! I'm Butaca.</b>

    Send me a film, spelled as you like (<i>toi stori</i>, <i>godfather 2</i>), and I'll name five that are close to it, and why.

    /help shows all that I can do.
help-intro = 🍿 <b>This is what I can do</b>
help-family-start = <b>To begin</b>
help-family-recommend = <b>What to watch</b>
help-line = { $usage } — { $description }
command-start = Begin
command-help = See what I can do
command-recommend = Five films close to the one you name (or just send its title)
argument-recommend = TITLE
empty = Send me the title of a film, for example <i>Pan's Labyrinth</i>.
unknown-command = I don't know the command “{ $typed }”. /help lists the ones there are, or just send me a title.
unknown-command-near = I don't know the command “{ $typed }”. Is it /{ $command }? /help lists them all.
stale = That button no longer works. Send me the title and we go on.
