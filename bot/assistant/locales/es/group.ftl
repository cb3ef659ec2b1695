# The film night of a group.

help-family-group = <b>En grupo</b>
command-night-start = Noche de cine: el grupo elige película (y los minutos de votación, si quieres)
argument-night_start = [MINUTOS]
command-night-propose = Proponer una película para la noche de cine
argument-night_propose = TÍTULO
command-night-veto = Esta no: vetar una de las propuestas
argument-night_veto = TÍTULO
command-night-cancel = Suspender la noche de cine
command-nights = Las noches de cine que ha habido

somebody = Alguien
film-gone = una película que ya no está en el catálogo

night-title = 🍿 <b>Noche de cine</b>
night-guests = Se apuntan:
night-more-names = { $count } más
night-proposal = { $place }. { $film } — { $by }
night-proposal-vetoed = { $place }. <s>{ $film }</s> — vetada
night-proposals-more = <i>… y { $count } más</i>
night-how = <i>Para proponer: /proponer y el título, responde a este mensaje, o búscala con el botón. Cada cual puede vetar una. Se vota cuando todos pulsen Listo, o a los { $minutes } minutos de empezar.</i>
night-ballot = 🗳 <b>Cinco para esta noche</b>
night-votes-at = 🍿 <b>Noche de cine</b>
    🗳 Ya se vota: <a href="{ $link }">estas son las cinco</a>.
night-votes-below = 🍿 <b>Noche de cine</b>
    🗳 Ya se vota: las cinco y la encuesta están más abajo.
night-candidate = { $place }. { $film }
night-candidate-vetoed = { $place }. 🚫 <s>{ $film }</s>
night-rating = {" "}· ★ { $score }
night-pleases = {" "}· <i>gusta a { $people }</i>
night-how-to-vote = <i>Vota en la encuesta; puedes marcar varias. Con 🚫 vetas una. Se cierra cuando todos pulsen Listo, o al cabo de { $time }.</i>
night-question = 🍿 ¿Qué vemos esta noche?
night-any = Me da igual
night-winner = 🏆 Esta noche: { $film }
night-count = { $votes ->
        [one] Un voto
       *[other] { $votes } votos
    }, de { $voters ->
        [one] una persona.
       *[other] { $voters } personas.
    }
night-tie = ⚖️ Empataba con { $others }; decide la mejor nota.
night-nobody-voted = Nadie ha votado por ninguna.
night-best-rated = De las que había, es la mejor valorada.
night-silenced = No puedo escribir en tu grupo, así que la noche de cine espera. Dame permiso para enviar mensajes y sigo donde estaba.
night-cancelled = 🍿 La noche de cine queda suspendida.

button-night-join = 🙋 Me apunto
button-night-leave = 🚪 Me bajo
button-night-propose = 🎬 Proponer
button-night-door = ⭐ De mi lista
button-night-ready = ✅ Listo
button-night-cancel = ✖️ Suspender
button-not-that-one = 🚫 Esta no: { $film }
button-card = 🎬 Ficha
button-open-private = 💬 En privado

night-groups-only = La noche de cine es para grupos: añádeme a uno y escribe allí /cine.
night-length = «{ $typed }» no es lo que puede durar una votación: escribe, por ejemplo, /cine 20 (minutos) o /cine 2h; de un minuto a dos días.
night-none = Aquí no hay ninguna noche de cine en marcha. Empieza una con /cine.
night-not-in-group = Esa noche de cine es de un grupo en el que no estás.
night-begun = Empieza la noche de cine.
night-again = Ya hay una noche de cine en marcha: es esta.
night-how-to-propose = Escribe /proponer y el título, o responde con el título al mensaje de la noche.
night-how-to-veto = Escribe /veto y el título, o pulsa 🚫 junto a la película.
night-proposed-seen = Propuesta: { $film }. Alguien ya la ha visto, así que no saldrá a votación; buscaré otras parecidas.
night-door = ¿Propones alguna de tu lista?
night-door-no-list = Tu lista está vacía o ya está todo propuesto. Guarda alguna con /guardar y el título.

night-done-joined = Te apuntas a la noche de cine.
night-done-joined-already = Ya estás dentro. Propón algo, o pulsa Listo.
night-done-left = Te bajas de la noche de cine.
night-done-not-in = No te habías apuntado.
night-done-proposed = Propuesta: { $film }. { $count ->
        [one] Va una.
       *[other] Van { $count }.
    }
night-done-proposed-already = Ya habías propuesto { $film }.
night-done-proposed-enough = Ya has propuesto { $most }: deja sitio a los demás.
night-done-proposed-vetoed = { $film } está vetada.
night-done-vetoed = Vetada: { $film }.
night-done-veto-moved = Tu veto pasa a { $film }.
night-done-veto-back = Retiras tu veto a { $film }.
night-done-veto-last = Es la única que queda: no se puede vetar.
night-done-veto-unknown = { $film } no está entre las propuestas.
night-done-ready = Listo. Esperamos a { $waiting }. Quien empezó la noche puede pulsar Listo otra vez para no esperar.
night-done-ready-alone = De momento no hay nadie más. Pulsa Listo otra vez para seguir sin esperar.
night-done-begin = ¡A votar!
night-done-end = Votación cerrada.
night-done-cancelled = Noche de cine suspendida.
night-done-not-yours = Solo puede suspenderla quien la empezó o alguien que administre el grupo.
night-done-too-late = Para eso ya es tarde: esa noche de cine ha pasado de ahí.

nights-none = Aquí aún no ha habido noches de cine. Empieza una con /cine.
nights-header = 🍿 <b>Noches de cine</b> · { $total }
nights-line = { $day }: { $film } · { $votes ->
        [one] un voto
       *[other] { $votes } votos
    } de { $voters }
