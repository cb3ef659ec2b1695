# Lo que se sale y lo que no puede ser.

outliers = Valores que se salen de lo normal
    .x = Desviaciones robustas de la mediana (z)
    .y = Medida
    .first = Según las vallas de { $fence } veces el rango intercuartílico, donde más se sale es en «{ $field }»: { $outside } valores ({ $share } de los conocidos).
    .second = Entre todas las medidas hay { $total } valores fuera de las vallas y { $z_total } con una z robusta mayor que { $z }. El dinero, los votos y la popularidad se miden en logaritmos.
    .none = Los valores son tan pocos o tan iguales que ninguno puede salirse.
table-outliers = Valores fuera, según cada regla
table-farthest = Los más lejanos

anomalies = Lo que no puede estar bien
    .x = Películas
    .y = Anomalía
    .first = { $films ->
        [0] Ninguna película tiene anomalías
        [one] Una película ({ $share }) tiene alguna anomalía
       *[other] { $films } películas ({ $share }) tienen alguna anomalía
    }, de { $kinds } de las { $looked } clases que se buscan.
    .second = La más frecuente es «{ $most }», { $count }; { $twins ->
        [0] ninguna comparte título y año con otra
       *[other] { $twins } comparten título y año con otra
    }.
    .none = No se ha encontrado ninguna de las anomalías que se buscan.
anomaly-budget-suspect = Presupuesto en otras unidades
anomaly-revenue-suspect = Recaudación en otras unidades
anomaly-future = Estrenada en el futuro
anomaly-unreleased = Sin estrenar, con fecha pasada
anomaly-few-votes = Un 10 con tres votos o menos
anomaly-twins = Mismo título y año que otra
anomaly-dates = Fecha imposible o ilegible
table-anomaly-budget-suspect = Presupuestos sospechosos
table-anomaly-revenue-suspect = Recaudaciones sospechosas
table-anomaly-future = Estrenadas después de hacerse el catálogo
table-anomaly-unreleased = Sin estrenar aunque su fecha pasó
table-anomaly-few-votes = Notas de 10 con tres votos o menos
table-anomaly-twins = Parecen repetidas: mismo título y año
table-anomaly-dates = Fechas de estreno que no pueden ser, y en qué película
