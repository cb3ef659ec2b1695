# Géneros que van juntos; votos y notas.

genres = Películas por género
    .x = Películas
    .y = Género
    .first = { $kinds ->
        [one] El único género es { $one }, en { $count }
       *[other] De { $kinds } géneros, el más frecuente es { $one }, con { $count } películas: el { $share } de las que tienen alguno
    }.
    .second = Una película con género tiene { $mean } de media; { $unknown ->
        [0] todas tienen alguno
        [one] a una le falta
       *[other] a { $unknown } les falta
    }, y el género más raro es { $last } ({ $last_count }).
    .none = Ninguna película dice su género.
table-genre = Películas por género

genre-pairs = Géneros que van juntos
    .x = Género
    .y = Género
    .legend = Veces lo esperado por azar
    .first = De { $pairs } parejas de géneros comparables, las que más se atraen son { $one } y { $two }: { $films } películas, { $times } lo esperado por azar.
    .second = Las que más se evitan son { $least_one } y { $least_two }: { $least_films }, { $least_times } lo esperado.
    .none = No hay dos géneros de los que se esperen juntas películas bastantes para compararlos.
table-genre-pairs = Las parejas que más se atraen y las que más se evitan

votes = Cuántos votos tiene cada película
    .x = Votos (escala logarítmica)
    .y = Películas
    .middle = mediana
    .first = La película mediana tiene { $middle } votos y { $unvoted ->
        [0] ninguna carece de ellos
        [one] una no tiene ninguno
       *[other] { $unvoted } no tienen ninguno
    }.
    .second = El 1 % más votado reúne el { $share } de los votos; la más votada es { $film }, con { $count }.
    .none = Ninguna película tiene votos.

scores = Nota media y nota ponderada
    .x = Nota (de 0 a 10)
    .y = Películas
    .raw = nota media
    .weighted = nota ponderada
    .first = { $voted ->
        [one] La nota media de la única película votada es { $mean }
       *[other] Las { $voted } películas votadas tienen de media un { $mean } (mediana { $middle }), y { $tens ->
            [0] ninguna tiene
            [one] una tiene
           *[other] { $tens } tienen
        } un 10 redondo
    }.
    .second = El 90 % central va de { $raw_low } a { $raw_high } en nota media y de { $low } a { $high } en nota ponderada.
    .none = Ninguna película tiene nota.

weighting = De la nota media a la ponderada
    .x = Nota media (de 0 a 10)
    .y = Nota ponderada (de 0 a 10)
    .legend = Películas (escala logarítmica)
    .equal = iguales
    .first = Por nota media la primera es { $raw }, con { $raw_votes ->
        [one] un voto
       *[other] { $raw_votes } votos
    }; por nota ponderada, { $weighted }, con { $weighted_votes ->
        [one] un voto
       *[other] { $weighted_votes } votos
    }.
    .second = { $top ->
        [one] No hay otra votada, y
       *[other] De las { $top } primeras por nota media { $kept ->
            [0] ninguna sigue
            [one] una sigue
           *[other] { $kept } siguen
        } entre las { $top } primeras ponderadas, y
    } la nota que más se mueve lo hace { $moved } puntos.
    .none = Ninguna película tiene nota.
table-best-raw = Las primeras por nota media
table-best-weighted = Las primeras por nota ponderada
