# What each person keeps: list, seen, likes; a group's list; what is kept and how it goes.

help-family-mine = <b>Lo tuyo</b>
command-my-list = Las películas que quieres ver (en un grupo, las del grupo)
command-save = Guardar una película en la lista
argument-save = TÍTULO
command-unsave = Quitar una película de la lista
argument-unsave = TÍTULO
command-my-seen = Las que ya has visto
command-my-tastes = Las que te gustan y las que no
command-for-me = Cinco para ti, por lo que te gusta
command-export = Todo lo que guardo de ti, en un archivo
command-erase = Borrar todo lo que guardo de ti

memory-away = Ahora mismo no puedo recordar nada. Prueba otra vez en un rato.
marks-full = Ya tienes { $most } películas ahí: quita alguna antes.
in-private = Eso es cosa tuya: mejor lo vemos en privado.
button-in-private = Verlo en privado

list-header-own = ⭐ <b>Tu lista</b> · { $total ->
        [one] una película
       *[other] { $shown } películas
    }
list-empty-own = Tu lista está vacía. Guarda una con /guardar y el título, o con ⭐ bajo una película.
list-line = { $place }. { $film }
list-unknown = <i>{ $count ->
        [one] Una más ya no está en el catálogo.
       *[other] { $count } más ya no están en el catálogo.
    }</i>
list-header-chat = ⭐ <b>La lista del grupo</b> · { $total ->
        [one] una película
       *[other] { $shown } películas
    }
list-empty-chat = La lista del grupo está vacía. Se guarda con /guardar y el título.
list-header-seen = 👁 <b>Ya vistas</b> · { $total ->
        [one] una película
       *[other] { $shown } películas
    }
list-empty-seen = Aún no me has dicho qué has visto: pulsa 👁 bajo una película, o escribe /vistas y el título.
list-header-likes = 👍 <b>Te gustan</b> · { $total ->
        [one] una película
       *[other] { $shown } películas
    }
list-empty-likes = Aún no sé qué te gusta: pulsa 👍 o 👎 bajo una película.
list-header-dislikes = 👎 <b>No te gustan</b> · { $total ->
        [one] una película
       *[other] { $shown } películas
    }
list-empty-dislikes = No me has dicho de ninguna que no te guste.
button-likes = 👍 Las que te gustan
button-dislikes = 👎 Las que no te gustan

marked-list = ⭐ En tu lista: { $film }
marked-seen = 👁 Ya vista: { $film }
marked-like = 👍 Te gusta: { $film }
marked-dislike = 👎 No te gusta: { $film }
unmarked-list = Fuera de tu lista: { $film }
unmarked-seen = Ya no consta como vista: { $film }
unmarked-like = Ya no consta que te guste: { $film }
unmarked-dislike = Ya no consta que no te guste: { $film }
named-list = ⭐ { $film } está en tu lista.
named-list-already = { $film } ya estaba en tu lista.
named-seen = 👁 Apuntada como vista: { $film }
named-seen-already = { $film } ya constaba como vista.
named-chat = ⭐ { $film } está en la lista del grupo.
named-chat-already = { $film } ya estaba en la lista del grupo.
unsaved = { $film } ya no está en la lista.
not-saved = { $film } no estaba en la lista.

for-me = 💛 <b>Para ti</b>, por lo que te gusta y lo que quieres ver:
for-me-more = 💛 Más para ti:
for-me-no-more = No me quedan más por ahora. Dime de alguna otra que te guste.
for-me-unknown = Aún no te conozco. Dime qué te parecen estas (👍, 👎, o 👁 si ya las has visto) y vuelve a /para_mi:
recommend-because =
    {""}
    ❤️ <i>porque te gustó { $film }</i>

export = 📄 Todo lo que guardo de ti: { $rows ->
        [one] una línea
       *[other] { $shown } líneas
    }.
export-nothing = No guardo nada de ti.
export-what = qué
export-id = id
export-title = título
export-year = año
export-value = valor
export-when = cuándo
export-kind-language = idioma
export-kind-country = país
export-kind-platforms = plataformas
export-kind-news = avisos
export-kind-told = ya contada
export-kind-list = lista
export-kind-seen = vista
export-kind-like = me gusta
export-kind-dislike = no me gusta
export-kind-night = noche de cine
export-kind-night_proposal = propuesta
export-kind-night_veto = veto
export-kind-night_vote = voto
export-kind-talked = mencionada
erase-sure = ¿Borro todo lo que guardo de ti? Se van tu lista, lo visto, tus gustos, tu idioma, la conversación y tu parte en las noches de cine. No hay vuelta atrás.
button-erase = Sí, borrar todo
button-keep = No, dejarlo
erased = Borrado. No queda nada tuyo.
kept = De acuerdo, no borro nada.
