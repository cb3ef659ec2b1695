"""Words that ask where a film can be watched or what is new, or say where somebody lives.

Few turns of phrase, so rules rather than the model: "dónde" and "estrenos" leave little doubt, and
what is asked about is whatever stands behind them.
"""

from __future__ import annotations

import re

from bot.assistant.arguments import countries
from bot.assistant.context import Context
from bot.assistant.intents import Intent
from bot.assistant.understanding.doubt import WELL_KNOWN
from bot.assistant.understanding.follow_up import referred
from bot.assistant.understanding.names import sure_title
from bot.assistant.understanding.sense import Sense
from recommender import Recommender

_IT = r"(?:l[aoe]s? |it |that |this |them )?"
_SEE = (
    r"(?:ver|veo|vemos|ve|miro|miramos|mirar|encontrar|encuentro|consigo|conseguir|alquilar|alquilo"
    r"|comprar|compro|pillar|pillo)"
)
_WHERE = re.compile(
    r"(?:(?:y|oye|and|so|hey) )?(?:"
    # ¿dónde la puedo ver …?  ¿dónde ver …?  ¿dónde la echan?
    rf"(?:a )?donde {_IT}(?:se )?(?:puedo |podemos |puede |podria |podriamos )?"
    rf"(?:{_SEE}(?:l[aoe]s?)?|esta|estan|ponen|echan|dan|pasan|transmiten|emiten|hay)"
    # ¿en qué plataforma está …?  ¿quién tiene …?
    rf"|(?:en |por )?(?:que|cual|cuales) (?:plataformas?|streaming|servicios?|canal|sitio) "
    rf"{_IT}(?:esta|estan|la tiene|lo tiene|tienen?|ponen|echan|dan|hay|puedo ver|se puede ver)"
    # where can I watch …?  where is … streaming?
    rf"|where (?:can|could|do|to|might|should)(?: (?:i|we|you|one))?"
    rf"(?: (?:watch|see|stream|find|rent|buy|get))(?: (?:it|that|this|them)\b)?"
    r"|where (?:is|are)(?: (?:it|that|this|they))?"
    r"|(?:on )?(?:what|which) (?:platforms?|services?|streaming service) (?:is|are|has|have)"
    r"(?: (?:it|that|this|they)\b)?"
    r") ?(?P<film>.*)"
)
#: Where something is may be asked of anything, where it is watched only of films.
_WATCH = re.compile(
    r"\b(?:ver|veo|vemos|verl[ao]|mirar|miro|watch|see|stream|streaming|plataformas?|platforms?|pasan|emiten"
    r"|transmiten)\b"
)
_NO_FILM = re.compile(
    r"(?:(?:en )?(?:streaming|linea|espana|casa|netflix)|online|on|in|streaming|esta|ese|esa|eso|"
    r"esto|peli|pelicula|film|movie|one|la|el|lo|the|ahora|now|available|disponible| )*"
)
_BEFORE = re.compile(r"(?:a |de )?(?:la |el |the )?(?:pelicula|peli|film|movie) (?:de )?")
_AFTER = re.compile(
    r"(?: (?:gratis|for free|free|online|en streaming|en linea|en casa|now|ahora|por favor"
    r"|please))+$"
)
#: Where somebody lives: "vivo en Chile", "I'm in Spain now".
_LIVING = re.compile(
    r"(?:(?:yo|oye|hola|es que|i|im|we|estoy|soy|ahora|es) )*"
    r"(?:vivo|vivimos|viviendo|resido|estoy|estamos|live|living|am|are|mi pais|my country is) "
    r"(?:(?:en|in|es|aca|aqui|now|ahora|los|las|el|la|the) )*(?P<country>(?:[a-z]+ ?){1,4})"
)
_NOW = frozenset("ahora ya now hoy aca aqui".split())
_NEWS = re.compile(
    r"(?:(?:que|cuales|dime|ensename|muestrame|quiero|ver|hay|son|los|las|de|the|show|me|any|"
    r"ultimos|ultimas|proximos|algun|alguna|mejores|latest|what|are|s) )*"
    r"(?:estrenos?|novedades|new releases|new films|new movies|premieres"
    r"|hay de nuevo|hay nuevo|is new|s new|whats new|what new"
    r"|acaba de salir|acaban de salir|ha salido|just out)"
    r"(?: (?:de|del|en|in|on|the|los|las|el|la|este|esta|estos|estas|this|these|ultimos|ultimas|"
    r"mes|meses|semanas?|weeks?|months?|cines?|cartelera|cinema|theaters?|theatres?|ano|year|hoy|"
    r"now|ahora|hay|peliculas|pelis|films|movies))*"
)


def watching(sense: Sense, context: Context, recommender: Recommender) -> Intent | None:
    """The intent of such a text; None of any other.

    Args:
        sense: the text, read.
        context: what was said before.
        recommender: the open catalogue.
    """
    folded = " ".join(word.folded for word in sense.words)
    if _NEWS.fullmatch(folded):
        return Intent("premieres")
    asked = _WHERE.fullmatch(folded)
    if asked is None:
        return _living(folded)
    film = _BEFORE.sub("", asked["film"], count=1)
    points = sense.first("ORDINAL") is not None and bool(context.movies)
    if film and not points and not _NO_FILM.fullmatch(film):
        return _about(_AFTER.sub("", film), bool(_WATCH.search(folded)), recommender)
    movie = referred(sense, context)
    if movie is not None:
        return Intent("where", movie=movie)
    return Intent("which", "where") if context.movies else Intent("where")


def _about(name: str, to_watch: bool, recommender: Recommender) -> Intent | None:
    """The question about a film of this name; None where none is called so (a shop, a car)."""
    film = sure_title(name, recommender)
    known = film is not None and (to_watch or film.movie.vote_count >= WELL_KNOWN)
    return Intent("where", name) if known else None


def _living(folded: str) -> Intent | None:
    """The country that somebody says to live in; None where they say something else."""
    said = _LIVING.fullmatch(folded)
    if said is None:
        return None
    words = said["country"].split()
    while words and words[-1] in _NOW:
        words.pop()
    country = " ".join(words)
    return Intent("residence", country) if countries().exactly(country) else None
