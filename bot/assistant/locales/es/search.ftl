# Films by a description, and surprises.

search-header =
    🔎 <b>{ $understood }</b>
    { $films ->
        [one] 1 película
       *[other] { $first }–{ $last } de { $shown }
    }
search-unread = No me suena: { $words }
search-unread-near = No me suena: { $words }. ¿{ $options }?
search-missing = ¿Qué buscas? Descríbemelo, por ejemplo <i>comedias de los 90 con Jim Carrey</i> o <i>robots que sienten</i>.
search-not-understood = No he entendido qué buscas. Prueba con un género, unos años, alguien que salga o de qué va, por ejemplo <i>comedias de los 90</i>.
search-nothing = No tengo ninguna así: <b>{ $understood }</b>.
search-nothing-but = No tengo ninguna así: <b>{ $understood }</b>. Lo más cercano:
filter-decade = años { $decade }
filter-years-from = desde { $value }
filter-years-until = hasta { $value }
filter-years-between = { $least }–{ $most }
filter-length-from = desde { $value } min
filter-length-until = hasta { $value } min
filter-length-between = { $least }–{ $most } min
filter-rated = ★ { $least } o más
filter-language = en { $language }
filter-with = con { $name }
filter-cast = con { $name }
filter-director = dirigida por { $name }
filter-writer = escrita por { $name }
filter-saga = saga { $name }
filter-company = de { $name }
filter-like = como { $film }
filter-without = sin { $what }
filter-not = no { $what }
filter-ordered = { $most ->
    [0] las { $how } primero
   *[other] las { $most } { $how }
}
order-revenue-most = más taquilleras
order-revenue-least = menos taquilleras
order-budget-most = más caras
order-budget-least = más baratas
order-return-most = más rentables
order-return-least = menos rentables
order-length-most = más largas
order-length-least = más cortas
order-date-most = más nuevas
order-date-least = más antiguas
order-rating-most = mejor valoradas
order-rating-least = peor valoradas
order-votes-most = más votadas
order-votes-least = menos votadas
order-popularity-most = más populares
order-popularity-least = menos populares
film-votes = { $votes ->
    [one] 1 voto
   *[other] { $shown } votos
}
button-drop = ✕ { $what }
button-add = ＋ { $what }
button-another = Otra 🎲
relaxed-dropped = Sin «{ $what }»
relaxed-widened = Con «{ $what }»
surprise-header = 🎲 <b>{ $understood }</b>. Te propongo:
surprise-header-any = 🎲 Te propongo:{""}
surprise-none-left = Ya te he enseñado todas las buenas de estas. ¿Cambiamos de género o de época?
command-search = Películas por descripción: género, años, quién sale, de qué va…
argument-search = DESCRIPCIÓN
command-surprise = Una buena película que no esperabas
argument-surprise = [GÉNERO, AÑOS…]
