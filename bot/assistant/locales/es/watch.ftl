# Where a film can be watched, and what is new.

help-family-watch = <b>Dónde verla y qué hay de nuevo</b>
command-where = Dónde ver una película: en streaming, de alquiler o a la venta
argument-where = TÍTULO
command-platforms = Tus plataformas: lo que te sugiero y lo que buscas, solo de ellas
argument-platforms = [PLATAFORMAS]
command-residence = El país en el que ves las películas
argument-residence = [PAÍS]
command-premieres = Los estrenos de las últimas semanas, los mejores primero
command-news = Un aviso a la semana con lo nuevo que se parece a lo que te gusta
button-where = 📺 Dónde verla
button-residence = 🌍 Cambiar de país
button-any-platform = Todas, sin límite
button-news-on = 🔔 Avísame
button-news-off = 🔕 Parar los avisos
where-header = 📺 { $film } en <b>{ $country }</b>
where-flatrate = ▶️ Con suscripción: { $platforms }
where-free = 🆓 Gratis: { $platforms }
where-ads = 🆓 Gratis con anuncios: { $platforms }
where-rent = 🎟 De alquiler: { $platforms }
where-buy = 💿 A la venta: { $platforms }
where-nowhere = Que se sepa, en { $country } no está en ninguna plataforma.
where-elsewhere = Sí está en { $countries }.
where-guessed = <i>Supongo que estás en { $country }, por tu idioma. Si no es así: /pais_de_residencia</i>
where-source = <i>Datos de <a href="{ $link }">JustWatch</a> a través de TMDB, del { $date }.</i>
where-no-data = No sé dónde se puede ver { $film }: a este bot le faltan los datos de TMDB, que quien lo cuida consigue con una clave gratuita (BUTACA_TMDB_API_KEY).
where-unknown = De { $film } todavía no sé dónde se puede ver: aún no le he preguntado a TMDB por ella.
residence-set = 🌍 Apuntado: estás en { $country }.
residence-now = 🌍 Te tengo en { $country }. ¿Otro?
residence-guess = 🌍 Por tu idioma, supongo que estás en { $country }. Si no, dime el país: /pais_de_residencia México
residence-near = 🌍 No conozco el país «{ $typed }». ¿Será uno de estos?
residence-unknown = 🌍 No conozco el país «{ $typed }». Escríbelo en español, en inglés o con su código, por ejemplo <code>/pais_de_residencia México</code>, o elige uno:
platforms-mine = 📺 Tus plataformas en { $country }: <b>{ $platforms }</b>. Lo que te sugiero y lo que buscas sale solo de ellas.
platforms-any = 📺 No has dicho qué plataformas tienes en { $country }, así que no miro cuáles son. Elige las tuyas, o escríbelas: /plataformas Netflix, Filmin
platforms-unread = No he encontrado: { $words }.
platforms-none-here = De { $country } no conozco ninguna plataforma todavía.
platforms-no-data = No sé qué hay en cada plataforma: a este bot le faltan los datos de TMDB, que quien lo cuida consigue con una clave gratuita (BUTACA_TMDB_API_KEY).
platforms-only = <i>Solo de tus plataformas: { $platforms }</i>
platforms-have-none = <i>En tus plataformas ({ $platforms }) no hay ninguna; estas son de todas.</i>
premieres-header = 🎟 <b>{ $films ->
    [one] Un estreno
   *[other] { $shown } estrenos
} de las últimas { $weeks } semanas</b>, los mejores primero
premieres-line = { $place }. { $film } · { $details }
premieres-none = No conozco ningún estreno de estas semanas: la película más reciente que tengo salió el { $date }. Para tener las de ahora hace falta la tabla diaria de TMDB; quien cuida este bot sabe cómo.
premieres-no-dates = No conozco ningún estreno: de ninguna película sé cuándo salió.
news-is-on = 🔔 Te aviso una vez a la semana de lo nuevo que se parece a lo que te gusta.
news-is-off = 🔕 No te mando avisos. Si quieres, una vez a la semana te cuento lo nuevo que se parece a lo que te gusta.
news-on = 🔔 Hecho: una vez a la semana te aviso. Para pararlo basta un botón.
news-off = 🔕 Hecho: no te aviso más.
news-header = 🔔 <b>Novedades que se parecen a lo que te gusta</b>
news-header-any = 🔔 <b>Novedades de estas semanas</b>. Dime qué películas te gustan y acertaré más.
attribution = <i>Este producto usa la API de TMDB, pero TMDB no lo avala ni lo certifica. Dónde se ve cada película lo sabe JustWatch.</i>
