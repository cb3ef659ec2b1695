# How a film is named, and what is said when it is not clear which one is meant.

film = <b>{ $title }</b> ({ $year })
film-both-titles = <b>{ $title }</b> · { $original } ({ $year })
year-unknown = year unknown
title-missing = Which film? Type its title after the command, for example <code>/{ $command } Toy Story</code>.
title-unsure = Did you mean one of these?
title-unknown = I can't find the film “{ $typed }”. The closest that I have:
title-unknown-none = I can't find a film called “{ $typed }”. Try another title, or the original one.
