# Answers in figures: months, days, years, countries, companies, sagas, people, single films.

stats-revenue = Recaudación: <b>{ $total }</b> en total, { $mean } de media ({ $known } de { $films ->
    [one] 1 película
   *[other] { $shown } películas
} con recaudación conocida).
stats-revenue-unknown = No conozco la recaudación de { $films ->
    [one] esta película
   *[other] ninguna de ellas
}.
stats-return = Retorno medio <b>{ $mean }</b>, total { $total } ({ $known } de { $films ->
    [one] 1 película
   *[other] { $shown } películas
} con presupuesto y recaudación conocidos).
stats-return-unknown = Retorno desconocido: no conozco a la vez el presupuesto y la recaudación de { $films ->
    [one] esta película
   *[other] ninguna
}.
stats-best = Las mejor valoradas:
stats-highest = Las más taquilleras:
stats-rated-line = • { $film } · ★ { $score }
stats-revenue-line = • { $film } · { $revenue }
stats-film-line =
    • { $film }
    <i>{ $details }</i>
stats-no-date = sin fecha
stats-no-figures = sin cifras conocidas
stats-film-return = retorno { $ratio }
stats-film-budget = costó { $budget }
stats-film-revenue = recaudó { $revenue }
stats-film-profit = ganancia { $profit }
stats-film-loss = pérdida { $loss }
stats-page = { $first }–{ $last } de { $shown }, por fecha:
stats-earlier = ⬅️ Anteriores
stats-later = Siguientes ➡️
stats-before = ⬅️ Anteriores
stats-more = Más ➡️
stats-see-all = Con /{ $command } ves cuáles hay.
stats-share = Es el { $share } % de las { $shown } que tienen fecha conocida.
stats-rank = Puesto { $rank } de { $of } por número de películas.
stats-films = { $films ->
    [one] 1 película
   *[other] { $shown } películas
}

count-month = 🗓 En <b>{ $month }</b> { $films ->
    [one] se estrenó <b>1</b> película
   *[other] se estrenaron <b>{ $shown }</b> películas
}, sumando todos los años.
all-month = 🗓 <b>Películas por mes de estreno.</b> El mes con más es { $most } ({ $most_films }) y el que menos, { $least } ({ $least_films }).
hint-month = Para un mes solo: <code>/{ $command } enero</code>
count-weekday = 📆 En <b>{ $weekday }</b> { $films ->
    [one] se estrenó <b>1</b> película
   *[other] se estrenaron <b>{ $shown }</b> películas
}, sumando todos los años.
all-weekday = 📆 <b>Películas por día de estreno.</b> El día con más es { $most } ({ $most_films }) y el que menos, { $least } ({ $least_films }).
hint-weekday = Para un día solo: <code>/{ $command } viernes</code>
count-year = 📅 En <b>{ $year }</b> { $films ->
    [0] no se estrenó ninguna película de mi catálogo.
    [one] se estrenó <b>1</b> película de mi catálogo.
   *[other] se estrenaron <b>{ $shown }</b> películas de mi catálogo.
}
all-year = 📅 <b>Películas y recaudación por año.</b> Mi catálogo va de { $first } a { $last }; el año con más películas es { $most } ({ $most_films }).
hint-year = Para un año solo: <code>/{ $command } 1994</code>

count-country = 🌍 De <b>{ $name }</b> { $films ->
    [0] no tengo ninguna película.
    [one] tengo <b>1</b> película.
   *[other] tengo <b>{ $shown }</b> películas.
}
all-country = 🌍 <b>Países con más películas</b>, de { $of } que hay:
hint-country = Para un país solo: <code>/{ $command } España</code>
count-language = 🗣 Rodadas en <b>{ $name }</b> { $films ->
    [0] no tengo ninguna película.
    [one] tengo <b>1</b> película.
   *[other] tengo <b>{ $shown }</b> películas.
}
all-language = 🗣 <b>Idiomas originales con más películas</b>, de { $of } que hay:
hint-language = Para un idioma solo: <code>/{ $command } español</code>
count-genre = 🎭 Del género <b>{ $name }</b> { $films ->
    [0] no tengo ninguna película.
    [one] tengo <b>1</b> película.
   *[other] tengo <b>{ $shown }</b> películas.
}
all-genre = 🎭 <b>Géneros con más películas</b> (una película puede tener varios):
hint-genre = Para un género solo: <code>/{ $command } terror</code>
ranking-line = { $place }. { $name }: { $shown }

count-company = 🏢 <b>{ $name }</b> participó en { $films ->
    [one] <b>1</b> película de mi catálogo.
   *[other] <b>{ $shown }</b> películas de mi catálogo.
}
all-company = 🏢 <b>Productoras con más películas</b>, de { $of } que hay:
hint-company = Para una productora sola: <code>/{ $command } Pixar</code>
family-count = 🏢 La familia <b>{ $name }</b> suma <b>{ $shown }</b> películas, cada una contada una sola vez.
family-members = Son { $count } productoras: { $members }.
family-more = { $count } más
button-family = Toda la familia ({ $shown })
count-franchise = 🎞 La saga <b>{ $name }</b> tiene { $films ->
    [one] <b>1</b> película en mi catálogo.
   *[other] <b>{ $shown }</b> películas en mi catálogo.
}
all-franchise = 🎞 <b>Sagas con más películas</b>, de { $of } que hay:
hint-franchise = Para una saga sola: <code>/{ $command } Toy Story</code>

count-actor = 🎭 <b>{ $name }</b> actúa en { $films ->
    [one] <b>1</b> película de mi catálogo.
   *[other] <b>{ $shown }</b> películas de mi catálogo.
}
all-actor = 🎭 <b>Quienes actúan en más películas</b>:
hint-actor = Para ver a alguien: <code>/{ $command } Penélope Cruz</code>
count-director = 🎬 <b>{ $name }</b> dirigió { $films ->
    [one] <b>1</b> película de mi catálogo.
   *[other] <b>{ $shown }</b> películas de mi catálogo.
}
all-director = 🎬 <b>Quienes han dirigido más películas</b>:
hint-director = Para ver a alguien: <code>/{ $command } Pedro Almodóvar</code>
person-button = { $name } ({ $films ->
    [one] 1 película
   *[other] { $shown } películas
}{ $span })
role-actor-but-director = De <b>{ $name }</b> no tengo películas como intérprete, pero sí como director.
role-director-but-actor = De <b>{ $name }</b> no tengo películas como director, pero sí como intérprete.
button-as-actor = Como intérprete
button-as-director = Como director

return-known = 💰 { $film } devolvió <b>{ $ratio }</b> lo que costó.
return-figures = Presupuesto { $budget } · recaudación { $revenue } · { $result }.
return-unknown = 💰 No puedo calcular el retorno de { $film }: { $reason }.
return-no-figures = no conozco ni su presupuesto ni su recaudación
return-no-budget = sé que recaudó { $revenue }, pero no lo que costó
return-no-revenue = sé que costó { $budget }, pero no lo que recaudó
return-suspect = las cifras que tengo parecen estar en otras unidades
return-try = Prueba con otra película o mira cuánto gusta esta:
return-rank = Mejor que el { $share } % de las { $shown } películas con presupuesto y recaudación conocidos.
score-known = ⭐ { $film } tiene una nota media de <b>{ $score }</b> y una popularidad de <b>{ $popularity }</b>.
score-unrated = ⭐ A { $film } nadie le ha puesto nota todavía; su popularidad es de <b>{ $popularity }</b>.
score-no-popularity = ⭐ { $film } tiene una nota media de <b>{ $score }</b>; su popularidad no la conozco.
score-nothing = ⭐ De { $film } no conozco ni la nota ni la popularidad.
score-votes = La nota sale de { $votes ->
    [one] 1 voto
   *[other] { $shown } votos
}.
votes-mean = 🗳 { $film } tiene <b>{ $shown }</b> votos, con una media de <b>{ $score }</b>.
votes-few = 🗳 { $film } tiene { $votes ->
    [0] <b>0</b> votos
    [one] <b>1</b> voto
   *[other] <b>{ $shown }</b> votos
}. Con menos de { $enough } no doy la media: dice poco.
button-score = ⭐ Nota
button-votes = 🗳 Votos
button-return = 💰 Retorno

top-header = 🏆 <b>Las mejor valoradas</b>{ $filters }
top-line = { $place }. { $film } · ★ { $score } ({ $votes ->
    [one] 1 voto
   *[other] { $shown } votos
})
top-nothing = 🏆 No tengo ninguna película con votos que sea { $filters }. Prueba a quitar alguna condición.
top-unread = (No entendí: { $words }.)
top-how = Ordenadas por nota ponderada: con pocos votos, la nota pesa menos.
decade-name = años { $decade }

unclear-month = El mes «{ $typed }» no existe. ¿{ $options }?
unknown-month = El mes «{ $typed }» no existe: escribe uno de enero a diciembre, o un número del 1 al 12.
unclear-weekday = El día «{ $typed }» no existe. ¿{ $options }?
unknown-weekday = El día «{ $typed }» no existe: escribe uno de lunes a domingo, o un número del 1 (lunes) al 7.
unknown-year = «{ $typed }» no es un año que yo entienda. Prueba con uno de { $first } a { $last }.
unclear-country = No conozco el país «{ $typed }». ¿{ $options }?
unknown-country = No conozco el país «{ $typed }». Escríbelo en español, en inglés o con su código, por ejemplo México, Mexico o MX.
unclear-language = No conozco el idioma «{ $typed }». ¿{ $options }?
unknown-language = No conozco el idioma «{ $typed }». Prueba por ejemplo con español, inglés o japonés.
unclear-genre = No conozco el género «{ $typed }». ¿{ $options }?
unknown-genre = No conozco el género «{ $typed }». Los que hay: { $genres }.
unclear-company = ¿Cuál de estas productoras?
unknown-company = No encuentro ninguna productora que se llame «{ $typed }». Con /{ $command } ves las que más películas tienen.
unclear-franchise = ¿Cuál de estas sagas?
unknown-franchise = No encuentro ninguna saga que se llame «{ $typed }». Con /{ $command } ves las que más películas tienen.
single-franchise = { $film } no forma parte de ninguna saga de mi catálogo.
none-company = De estas películas no sé qué productoras las hicieron.
none-franchise = De estas películas no sé a qué sagas pertenecen.
unclear-person = { $count ->
    [one] ¿Te refieres a esta persona?
   *[other] ¿A quién te refieres?
}
unknown-person = No encuentro a nadie que se llame «{ $typed }» en los créditos. Revisa el nombre o escribe también el apellido.

command-month = Películas estrenadas en un mes, de todos los años
command-weekday = Películas estrenadas en un día de la semana
command-year = Películas y recaudación de un año
command-country = Películas de un país
command-language = Películas rodadas en un idioma
command-genre = Películas de un género
command-franchise = Una saga: sus películas y lo que recaudan
command-company = Una productora: películas y recaudación
command-actor = Intérprete: sus películas (también las que además dirige) y su retorno
command-director = Quien dirige: cada película con fecha, retorno, coste y ganancia
command-return = Lo que devolvió una película por lo que costó
command-score = La nota y la popularidad de una película
command-votes = Los votos de una película y su media
command-top = Las mejor valoradas, por género, década y país
argument-month = [MES]
argument-weekday = [DÍA]
argument-year = [AÑO]
argument-country = [PAÍS]
argument-language = [IDIOMA]
argument-genre = [GÉNERO]
argument-franchise = [SAGA]
argument-company = [PRODUCTORA]
argument-actor = [NOMBRE]
argument-director = [NOMBRE]
argument-return = TÍTULO
argument-score = TÍTULO
argument-votes = TÍTULO
argument-top = [GÉNERO] [DÉCADA] [PAÍS]
help-family-stats = <b>El catálogo en cifras</b>
