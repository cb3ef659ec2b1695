# The genres of the dump, by its English names.

genre-action = Action
genre-adventure = Adventure
genre-animation = Animation
genre-comedy = Comedy
genre-crime = Crime
genre-documentary = Documentary
genre-drama = Drama
genre-family = Family
genre-fantasy = Fantasy
genre-foreign = Foreign
genre-history = History
genre-horror = Horror
genre-music = Music
genre-mystery = Mystery
genre-romance = Romance
genre-science-fiction = Science fiction
genre-thriller = Thriller
genre-tv-movie = TV movie
genre-war = War
genre-western = Western
