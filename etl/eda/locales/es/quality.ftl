# Lo leído, lo corregido, lo apartado y lo que falta.

event-mended = corregido
event-merged = fundido con otro
event-put-aside = apartado
event-cell = celda ilegible

events = Qué les pasó a los registros leídos
    .x = Registros (escala logarítmica)
    .y = Motivo
    .first = Se leyeron { $read ->
        [one] un registro
       *[other] { $read } registros
    } de { $files ->
        [one] un archivo
       *[other] { $files } archivos
    } y se conservaron { $kept }: { $merged } se fundieron con otro y { $aside } se apartaron.
    .second = { $mended ->
        [0] No hizo falta corregir ninguno.
       *[other] Se corrigió algo en { $mended } ({ $share }); lo más frecuente fue «{ $kind }», { $count ->
            [one] una vez
           *[other] { $count } veces
        }.
    }
    .none = Esta versión no dice qué se leyó, corrigió y apartó.
    .clean = Todos los registros leídos se conservaron tal cual: no hubo nada que corregir, fundir ni apartar.
table-files = Cuenta de cada archivo
table-events = Motivos por archivo
table-quarantine = Primeros registros apartados

gaps = Datos que faltan, por columna y década
    .x = Década de estreno
    .y = Columna
    .legend = Películas sin el dato (%)
    .first = De { $films ->
        [one] la única película
       *[other] las { $films } películas
    } lo que más falta es «{ $one }» ({ $one_share }) y «{ $two }» ({ $two_share }).
    .second = { $both ->
        [0] Ninguna tiene
        [one] Solo una tiene
       *[other] { $both } ({ $both_share }) tienen
    } presupuesto y recaudación utilizables a la vez{ $dated ->
        [yes] {"; la década con menos huecos es la de "}{ $decade }, donde falta de media el { $decade_share } de cada columna
       *[no] {""}
    }.
table-gaps = Películas sin cada dato
