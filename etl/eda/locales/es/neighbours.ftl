# El recomendador, y los cambios.

coverage = Por qué puede recomendarse una película
    .x = Películas que tienen el dato (%)
    .y = Campo
    .first = Tiene sinopsis el { $overview } de las películas, reparto el { $cast } y palabras clave el { $keywords }.
    .second = De los { $fields } campos una película tiene { $mean } de media; { $whole ->
        [0] ninguna los tiene
        [one] una los tiene
       *[other] { $whole } los tienen
    } todos y { $nothing ->
        [0] a ninguna le faltan todos
        [one] a una le faltan todos
       *[other] a { $nothing } les faltan todos
    }.
table-coverage = Películas con cada campo

vocabulary = El vocabulario del índice
    .x = Términos (escala logarítmica)
    .y = Campo
    .first = El índice conoce { $terms } términos en { $fields } campos: { $per_film } por película.
    .second = El campo más rico es «{ $most }», con { $count } ({ $share }); el que más pesa en el parecido, «{ $heaviest }» ({ $weight }).
    .none = El índice de parecidos no tiene ningún término.
table-vocabulary = Términos de cada campo

distances = A qué distancia está la película más cercana
    .x = Distancia al vecino más cercano (1 − parecido)
    .y = Películas
    .middle = mediana
    .first = La vecina más cercana está a { $middle } de mediana, y en nueve de cada diez películas entre { $low } y { $high }; { $alone ->
        [0] ninguna se queda sin vecina
        [one] una se queda sin vecina
       *[other] { $alone } se quedan sin vecina
    }.
    .second = { $both ->
        [yes] Con sinopsis la mediana es { $with }; sin ella, { $without }
       *[no] La distancia va de 0, idénticas, a 1, nada en común; se midió en { $films ->
            [one] una película
           *[other] { $films } películas
        }
    }.
    .none = Ninguna película tiene vecinas.

examples = Cinco ejemplos y sus recomendadas
    .x = Parecido (de 0 a 1)
    .y = La más votada de cada género, y sus recomendadas
    .first = De la película más votada de { $genres }, lo más parecido es { $near } a { $film } ({ $score }).
    .second = Las { $suggestions } recomendadas se parecen { $mean } de media, y el motivo que más pesa es «{ $reason }», en { $reason_count }.
    .none = No hay película de la que haya algo que recomendar.
table-examples = Las recomendadas y sus motivos

turnover = Películas que entran y que salen
    .x = Películas
    .y = Desde la versión anterior
    .first = Desde la versión { $version } entran { $came } y salen { $went }: de { $before } a { $after } películas.
    .second = Siguen { $kept }, el { $share } de las de antes.
    .none = No se conserva ninguna versión anterior con la que comparar.
turnover-kept = Siguen
turnover-came = Entran
turnover-went = Salen
table-came = Las más votadas que entran
table-went = Las más votadas que salen

moved = Distribuciones que se movieron
    .x = Parte de la distribución que cambió de sitio (%)
    .y = Medida
    .first = { $moved ->
        [0] Ninguna de las { $measures } distribuciones se movió más de un { $least }
       *[other] Se movieron más de un { $least } { $moved } de { $measures } distribuciones; la que más, «{ $field }» ({ $distance })
    }.
    .second = { $gaps ->
        [yes] El dato cuyos huecos más cambian es «{ $gap }»: faltaba en el { $gap_before } y ahora en el { $gap_after }
       *[no] En ninguna columna cambia la parte de películas sin dato
    }.
    .none = No se conserva ninguna versión anterior con la que comparar.
table-moved = Cuánto se movió cada distribución
