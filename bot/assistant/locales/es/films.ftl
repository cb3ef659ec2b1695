# How a film is named, and what is said when it is not clear which one is meant.

film = <b>{ $title }</b> ({ $year })
film-both-titles = <b>{ $title }</b> · { $original } ({ $year })
year-unknown = año desconocido
title-missing = ¿De qué película? Escribe el título detrás, por ejemplo <code>Toy Story</code>.
title-unsure = ¿Quisiste decir una de estas?
title-unknown = Esa película no la encuentro. Lo más parecido que tengo:
title-unknown-none = Esa película no la encuentro. Prueba con otro título, o con el título original.
