"""The one table of commands.

It makes the handlers, the help, Telegram's command menu (per language and scope) and the README's
list. Names are ASCII; a command is understood under each of its names in either language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.assistant.texts import Language

Chats = Literal["any", "private", "groups"]
Family = Literal["start", "recommend", "watch", "stats", "mine", "group", "operations"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command as people type it.

    Attributes:
        es: its name in Spanish, without the slash.
        en: its name in English.
        intent: the kind of intent that it asks for.
        family: the paragraph of the help that it stands in.
        aliases: further names that mean the same.
        takes_argument: whether something is typed after it.
        admin: whether only the admins of this bot may use it.
        chats: where it leads anywhere; elsewhere it says where to use it.
    """

    es: str
    en: str
    intent: str
    family: Family
    aliases: tuple[str, ...] = ()
    takes_argument: bool = False
    admin: bool = False
    chats: Chats = "any"

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the Spanish one first, none twice."""
        return tuple(dict.fromkeys((self.es, self.en, *self.aliases)))

    def name(self, language: Language) -> str:
        """The name shown to readers of a language."""
        return self.en if language == "en" else self.es

    @property
    def description(self) -> str:
        """Id of the message that says in one line what it does."""
        return f"command-{self.intent.replace('_', '-')}"


COMMANDS: tuple[Command, ...] = (
    Command("start", "start", "start", "start"),
    Command("ayuda", "help", "help", "start"),
    Command("idioma", "language", "set_language", "start", takes_argument=True),
    Command(
        "recomienda",
        "recommend",
        "recommend",
        "recommend",
        aliases=("recomendar", "recomendacion"),
        takes_argument=True,
    ),
    Command(
        "ficha", "card", "card", "recommend", aliases=("pelicula", "movie"), takes_argument=True
    ),
    Command("busca", "search", "search", "recommend", aliases=("buscar",), takes_argument=True),
    Command(
        "sorpresa",
        "surprise",
        "surprise",
        "recommend",
        aliases=("sorprendeme",),
        takes_argument=True,
    ),
    Command("estrenos", "new_films", "premieres", "recommend", aliases=("novedades", "premieres")),
    Command(
        "donde",
        "where",
        "where",
        "watch",
        aliases=("donde_ver", "donde_verla", "watch"),
        takes_argument=True,
    ),
    Command(
        "plataformas",
        "platforms",
        "platforms",
        "watch",
        aliases=("plataforma",),
        takes_argument=True,
        chats="private",
    ),
    Command(
        "pais_de_residencia",
        "my_country",
        "residence",
        "watch",
        aliases=("mi_pais", "residencia", "residence"),
        takes_argument=True,
    ),
    Command("avisos", "news", "news", "watch", aliases=("aviso",), chats="private"),
    Command(
        "peliculas_mes",
        "month",
        "month",
        "stats",
        aliases=("mes", "cantidad_filmaciones_mes"),
        takes_argument=True,
    ),
    Command(
        "peliculas_dia",
        "weekday",
        "weekday",
        "stats",
        aliases=("dia", "day", "cantidad_filmaciones_dia"),
        takes_argument=True,
    ),
    Command("anio", "year", "year", "stats", aliases=("ano",), takes_argument=True),
    Command(
        "genero", "genre", "genre", "stats", aliases=("peliculas_genero",), takes_argument=True
    ),
    Command(
        "pais",
        "country",
        "country",
        "stats",
        aliases=("peliculas_pais",),
        takes_argument=True,
    ),
    Command(
        "idioma_original",
        "original_language",
        "language",
        "stats",
        aliases=("peliculas_idioma",),
        takes_argument=True,
    ),
    Command(
        "productora",
        "company",
        "company",
        "stats",
        aliases=("productoras", "studio"),
        takes_argument=True,
    ),
    Command(
        "franquicia",
        "franchise",
        "franchise",
        "stats",
        aliases=("saga", "coleccion", "collection"),
        takes_argument=True,
    ),
    Command(
        "actor",
        "actor",
        "actor",
        "stats",
        aliases=("actriz", "actress", "get_actor"),
        takes_argument=True,
    ),
    Command(
        "director",
        "director",
        "director",
        "stats",
        aliases=("directora", "get_director"),
        takes_argument=True,
    ),
    Command("retorno", "return", "return", "stats", takes_argument=True),
    Command(
        "score", "score", "score", "stats", aliases=("nota", "score_titulo"), takes_argument=True
    ),
    Command("votos", "votes", "votes", "stats", aliases=("votos_titulo",), takes_argument=True),
    Command("top", "top", "top", "stats", aliases=("mejores", "best"), takes_argument=True),
    Command("eda", "eda", "eda", "stats", aliases=("informe", "report")),
    Command("lista", "list", "my_list", "mine", aliases=("mi_lista", "my_list")),
    Command("guardar", "save", "save", "mine", aliases=("guarda", "apunta"), takes_argument=True),
    Command("quitar", "remove", "unsave", "mine", aliases=("quita",), takes_argument=True),
    Command("vistas", "seen", "my_seen", "mine", aliases=("vista",), chats="private"),
    Command("gustos", "tastes", "my_tastes", "mine", aliases=("likes",), chats="private"),
    Command("para_mi", "for_me", "for_me", "mine", aliases=("parami", "forme"), chats="private"),
    Command("exportar", "export", "export", "mine", chats="private"),
    Command("borrar_datos", "delete_data", "erase", "mine", chats="private"),
    Command(
        "cine",
        "movie_night",
        "night_start",
        "group",
        aliases=("film_night", "noche_de_cine"),
        takes_argument=True,
        chats="groups",
    ),
    Command(
        "proponer",
        "propose",
        "night_propose",
        "group",
        aliases=("propongo",),
        takes_argument=True,
        chats="groups",
    ),
    Command(
        "veto",
        "veto",
        "night_veto",
        "group",
        aliases=("esta_no",),
        takes_argument=True,
        chats="groups",
    ),
    Command(
        "suspender",
        "call_off",
        "night_cancel",
        "group",
        aliases=("cancelar", "cancel"),
        chats="groups",
    ),
    Command("noches", "nights", "nights", "group", chats="groups"),
    Command("estado", "status", "status", "operations", admin=True),
    Command("actualizar", "refresh", "refresh", "operations", admin=True),
    Command("bloquear", "block", "block", "operations", takes_argument=True, admin=True),
    Command("desbloquear", "unblock", "unblock", "operations", takes_argument=True, admin=True),
)

BY_NAME: dict[str, Command] = {name: command for command in COMMANDS for name in command.names}
#: How alike a name must be to a command's to be taken for it with a slip.
_ALIKE = 0.65


def nearest(name: str) -> Command | None:
    """The command for everybody that is called nearly so, if there is one."""
    names = [each for each, command in BY_NAME.items() if not command.admin]
    found = process.extractOne(
        name.lower(), names, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE
    )
    return BY_NAME[found[0]] if found else None


BY_INTENT: dict[str, Command] = {command.intent: command for command in COMMANDS}
