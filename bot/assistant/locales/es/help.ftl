# Greeting, help, and what to type instead.

start =
    🍿 <b>¡Hola! Soy Butaca.</b>

    Escríbeme una película, aunque sea de oído (<i>toi estori</i>, <i>el padrino 2</i>), y te digo cinco que se le parecen y por qué.

    Con /ayuda ves todo lo que sé hacer.
help-intro = 🍿 <b>Esto es lo que sé hacer</b>
help-family-start = <b>Para empezar</b>
help-family-recommend = <b>Qué ver</b>
help-line = { $usage } — { $description }
command-start = Empezar
command-help = Ver lo que sé hacer
command-recommend = Cinco películas parecidas a la que digas (o escribe solo el título)
argument-recommend = TÍTULO
empty = Escríbeme el título de una película, por ejemplo <i>El laberinto del fauno</i>.
unknown-command = No conozco el comando «{ $typed }». Con /ayuda ves los que hay, o escríbeme solo un título.
unknown-command-near = No conozco el comando «{ $typed }». ¿Será /{ $command }? Con /ayuda ves todos.
stale = Ese botón ya no sirve. Escríbeme el título y seguimos.
