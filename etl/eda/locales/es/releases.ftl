# Cuándo, dónde, en qué idioma y de qué largo.

years = Películas por año de estreno
    .x = Año de estreno
    .y = Películas
    .first = { $dated ->
        [one] Una película lleva fecha, de { $from }
       *[other] { $dated } películas llevan fecha, de { $from } a { $to }; la mitad es de { $middle } o anterior
    }.
    .second = El año con más es { $peak }, con { $count }, y la década con más es la de { $decade }, con el { $share } de las fechadas.
    .none = Ninguna película de este catálogo lleva fecha.
table-decade = Películas por década

months = Películas por mes de estreno
    .x = Mes de estreno (todos los años)
    .y = Películas
    .first = El mes con más películas es { $most } ({ $count }, el { $share }) y el que menos tiene es { $least } ({ $least_count }).
    .second = El 1 de enero reúne { $first_days }, { $times } las { $expected } que le tocarían si todos los días fueran iguales.
    .none = Ninguna película de este catálogo lleva fecha.
table-month = Películas por mes

weekdays = Películas por día de la semana
    .x = Día de estreno (todos los años)
    .y = Películas
    .first = El día con más estrenos es el { $most }: { $count }, el { $share } de las películas con fecha.
    .second = De viernes a domingo sale el { $weekend }; el día con menos es el { $least }, con { $least_count }.
    .none = Ninguna película de este catálogo lleva fecha.
table-weekday = Películas por día de la semana

countries = Películas por país de producción
    .x = Películas
    .y = País
    .first = { $kinds ->
        [one] El único país es { $one }, en { $count } ({ $share }).
       *[other] De { $kinds } países, { $one } está en { $count } películas ({ $share }) y { $two } en { $two_count }.
    }
    .second = { $several ->
        [0] Ninguna película es de varios países
        [one] Una es de varios países ({ $several_share } de las que dicen alguno)
       *[other] { $several } son de varios países ({ $several_share } de las que dicen alguno)
    }, y { $unknown ->
        [0] de todas se sabe
       *[other] de { $unknown } no se sabe
    }.
    .none = Ninguna película dice de qué país es.
table-country = Películas por país

languages = Películas por idioma original
    .x = Películas
    .y = Idioma original
    .first = { $kinds ->
        [one] El único idioma original es el { $one }, en { $count } ({ $share }).
       *[other] De { $kinds } idiomas, el primero es el { $one }, con { $count } películas ({ $share }), y el segundo el { $two }, con { $two_count }.
    }
    .second = Fuera del primero hay { $rest } ({ $rest_share } de las que lo dicen); { $unknown ->
        [0] de todas se sabe
       *[other] de { $unknown } no se sabe
    }.
    .none = Ninguna película dice su idioma original.
table-language = Películas por idioma original

lengths = Duración de las películas
    .x = Duración (minutos; el último tramo reúne las de 240 o más)
    .y = Películas
    .middle = mediana
    .first = { $known ->
        [one] La única película de duración conocida dura { $middle } minutos
       *[other] La duración mediana de las { $known } películas en que se conoce es de { $middle } minutos, y la mitad central dura de { $low } a { $high }
    }.
    .second = { $shorts ->
        [0] No hay cortos
        [one] Una es un corto
       *[other] { $shorts } ({ $shorts_share }) son cortos
    } de menos de { $limit } minutos y { $long ->
        [0] ninguna pasa
        [one] una pasa
       *[other] { $long } pasan
    } de { $long_limit }; { $unknown ->
        [0] de todas se sabe
       *[other] de { $unknown } no se sabe
    }.
    .none = No se conoce la duración de ninguna película.

length-decades = Duración de los largometrajes por década
    .x = Década de estreno
    .y = Duración (minutos)
    .line = mediana
    .band = mitad central (cuartiles)
    .first = { $decades ->
        [one] Solo hay largometrajes suficientes en la década de { $first }: duran { $first_minutes } minutos de mediana
       *[other] El largometraje mediano pasa de { $first_minutes } minutos en la década de { $first } a { $last_minutes } en la de { $last }
    }.
    .second = Los más largos son los de la década de { $longest } ({ $longest_minutes } minutos de mediana) y los más cortos los de la de { $shortest } ({ $shortest_minutes }).
    .none = En ninguna década hay largometrajes suficientes con fecha y duración conocidas.
table-length-decades = Duración en minutos por década
