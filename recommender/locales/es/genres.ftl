# The genres of the dump, by its English names.

genre-action = Acción
genre-adventure = Aventura
genre-animation = Animación
genre-comedy = Comedia
genre-crime = Crimen
genre-documentary = Documental
genre-drama = Drama
genre-family = Familiar
genre-fantasy = Fantasía
genre-foreign = Extranjera
genre-history = Historia
genre-horror = Terror
genre-music = Música
genre-mystery = Misterio
genre-romance = Romance
genre-science-fiction = Ciencia ficción
genre-thriller = Suspense
genre-tv-movie = Película de TV
genre-war = Bélica
genre-western = Wéstern
