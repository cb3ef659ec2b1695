# Sagas, estudios y personas.

sagas = Las sagas que más recaudaron
    .x = Recaudación total (US$)
    .y = Saga (películas con cifra/todas)
    .first = De { $groups } sagas, la que más recaudó es { $first }: { $revenue } con { $known } de sus { $films } películas.
    .second = De las { $shown } de la lista, la mayor media por película es la de { $mean }: { $mean_revenue } ({ $mean_known } con cifra).
    .none = De ninguna saga se conoce la recaudación.
table-sagas = Sagas por recaudación

studios = Las productoras que más recaudaron
    .x = Recaudación total (US$)
    .y = Productora (películas con cifra/todas)
    .first = De { $groups } productoras, la que más recaudó es { $first }: { $revenue } con { $known } de sus { $films } películas.
    .second = La mayor media por película entre las { $shown } de la lista es la de { $mean } ({ $mean_revenue }); la que más películas hizo, { $most } ({ $most_films }).
    .none = De ninguna productora se conoce la recaudación.
table-studios = Productoras por recaudación

busiest-cast = Intérpretes con más películas
    .x = Películas
    .y = Intérprete
    .first = { $people ->
        [one] En el reparto hay una sola persona: { $first }
       *[other] De { $people } intérpretes, { $first } está en { $films } películas y { $second } en { $second_films }
    }.
    .second = { $once ->
        [0] Nadie está
        [one] Una persona ({ $once_share }) está
       *[other] { $once } ({ $once_share }) están
    } en una sola, y { $several ->
        [0] nadie
       *[other] { $several }
    } en diez o más.
    .none = Este catálogo no dice quién actúa.
table-busiest-cast = Intérpretes por número de películas

busiest-director = Directores con más películas
    .x = Películas
    .y = Director o directora
    .first = { $people ->
        [one] Dirige una sola persona: { $first }
       *[other] De { $people } personas que dirigen, { $first } firma { $films } películas y { $second } { $second_films }
    }.
    .second = { $once ->
        [0] Nadie ha dirigido
        [one] Una persona ({ $once_share }) ha dirigido
       *[other] { $once } ({ $once_share }) han dirigido
    } una sola, y { $several ->
        [0] nadie
       *[other] { $several }
    } diez o más.
    .none = Este catálogo no dice quién dirige.
table-busiest-director = Directores por número de películas

best-director = Directores con el mejor retorno
    .x = Retorno mediano (veces el presupuesto, escala logarítmica)
    .y = Director o directora (películas con cifras)
    .first = El mayor retorno mediano de la lista es el de { $best }: { $best_return } ({ $best_known } de { $best_films } con cifras), entre { $best_low } y { $best_high } con un { $level } de confianza.
    .second = Entran quienes tienen { $enough } películas o más con cifras, por el extremo bajo del intervalo; de los { $groups } de la lista, en { $above } ese extremo supera lo gastado.
    .none = Nadie ha dirigido bastantes películas con presupuesto y recaudación conocidos.
best-cast = Intérpretes con el mejor retorno
    .x = Retorno mediano (veces el presupuesto, escala logarítmica)
    .y = Intérprete (películas con cifras)
    .first = El mayor retorno mediano de la lista es el de { $best }: { $best_return } ({ $best_known } de { $best_films } con cifras), entre { $best_low } y { $best_high } con un { $level } de confianza.
    .second = Entran quienes tienen { $enough } películas o más con cifras, por el extremo bajo del intervalo; de los { $groups } de la lista, en { $above } ese extremo supera lo gastado.
    .none = Nadie ha actuado en bastantes películas con presupuesto y recaudación conocidos.
