# Palabras.

text-title = los títulos
text-overview = las sinopsis
text-keywords = las palabras clave

words-title = Las palabras de los títulos
    .x = Películas con la palabra en el título
    .y = Palabra
    .first = { $others ->
        [0] La única palabra es «{ $one }».
       *[other] En { $films ->
            [one] el único título
           *[other] los títulos de { $films } películas
        } la palabra más frecuente es «{ $one }», en { $count } ({ $share }); la siguen { $next }.
    }
    .second = Son { $terms } palabras distintas sin contar las vacías, y { $once } ({ $once_share }) salen en una sola película.
    .none = Los títulos no tienen más que palabras vacías.
words-overview = Las palabras de las sinopsis
    .x = Películas con la palabra en la sinopsis
    .y = Palabra
    .first = { $others ->
        [0] La única palabra es «{ $one }».
       *[other] En { $films ->
            [one] la única sinopsis
           *[other] las { $films } sinopsis
        } la palabra más frecuente es «{ $one }», en { $count } ({ $share }); la siguen { $next }.
    }
    .second = Son { $terms } palabras distintas sin contar las vacías, y { $once } ({ $once_share }) salen en una sola sinopsis.
    .none = Ninguna película tiene sinopsis.
words-keywords = Las palabras clave
    .x = Películas con la palabra clave
    .y = Palabra clave
    .first = { $others ->
        [0] La única palabra clave es «{ $one }».
       *[other] De { $films ->
            [one] la única película
           *[other] las { $films } películas
        } con palabras clave, { $count } ({ $share }) llevan «{ $one }»; la siguen { $next }.
    }
    .second = Hay { $terms } palabras clave distintas, y { $once } ({ $once_share }) las lleva una sola película.
    .none = Ninguna película tiene palabras clave.
table-terms = Los términos más frecuentes

words-genres = Las palabras que distinguen a cada género
    .x = Término
    .y = Tamaño: z con que el término distingue al género
    .first = Lo que mejor distingue a los géneros son { $text }: el término más propio es «{ $term }», de { $genre } (z = { $z }).
    .second = De los { $genres } géneros con términos propios, el menos marcado es { $vague }: su mejor término es «{ $vague_term }» (z = { $vague_z }).
    .none = No hay términos que distingan a un género de los demás.
table-typical-title = Términos propios de cada género en los títulos
table-typical-overview = Términos propios de cada género en las sinopsis
table-typical-keywords = Palabras clave propias de cada género
