# How a film is named, and what is said when it is not clear which one is meant.

film = <b>{ $title }</b> ({ $year })
film-both-titles = <b>{ $title }</b> · { $original } ({ $year })
year-unknown = año desconocido
title-missing = ¿De qué película? Escribe el título detrás, por ejemplo <code>/{ $command } Toy Story</code>.
title-unsure = ¿Quisiste decir una de estas?
title-unknown = No encuentro la película «{ $typed }». Lo más parecido que tengo:
title-unknown-none = No encuentro ninguna película que se llame «{ $typed }». Prueba con otro título, o con el título original.
