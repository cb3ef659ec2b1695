"""Titles as people type them: noise of many kinds, and texts that mean no film.

Nothing here knows how titles are normalised or compared: it imitates people, not the resolver, so
that what is measured with it says something. Every kind is a function of a title and a random
generator; it returns None where it has nothing to do (no accent to lose, no word to leave out).
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence

Noise = Callable[[str, random.Random], "str | None"]

_KEYBOARD = ("1234567890", "qwertyuiop", "asdfghjklñ", "zxcvbnm")
_NEIGHBOURS: dict[str, str] = {}
for _line, _keys in enumerate(_KEYBOARD):
    for _place, _key in enumerate(_keys):
        _NEIGHBOURS[_key] = "".join(
            _KEYBOARD[line][place]
            for line in (_line - 1, _line, _line + 1)
            for place in (_place - 1, _place, _place + 1)
            if 0 <= line < len(_KEYBOARD)
            and 0 <= place < len(_KEYBOARD[line])
            and (line, place) != (_line, _place)
            and _KEYBOARD[line][place].isalpha()
        )

_EMOJI = ("🍿", "🎬", "😍", "🙏", "❤️", "🔥", "👀", "😂")
_BEFORE = (
    "quiero ver {}",
    "quiero ver la película {}",
    "la película {}",
    "la peli de {}",
    "la peli {}",
    "una peli que se llama {}",
    "busco {}",
    "busca {}",
    "me apetece ver {}",
    "pon {}",
    "vamos a ver {}",
    "has visto {}?",
    "¿qué tal está {}?",
    "conoces {}?",
    "me gustó {}",
    "me encanta {}",
    "información de {}",
    "háblame de {}",
    "hola, quiero ver {}",
    "oye, {}",
    "i want to watch {}",
    "the movie {}",
    "have you seen {}?",
    "i loved {}",
    "{} porfa",
    "{} por favor",
    "{} please",
    "{} la peli",
    "{} película",
    "{} movie",
)
_ARTICLES = {"the", "a", "an", "el", "la", "los", "las", "un", "una", "le", "les", "der", "die",
             "das", "il", "lo", "gli"}  # fmt: skip
_NUMBERS = (
    ("2", "II", "two", "dos"),
    ("3", "III", "three", "tres"),
    ("4", "IV", "four", "cuatro"),
    ("5", "V", "five", "cinco"),
    ("6", "VI", "six", "seis"),
    ("7", "VII", "seven", "siete"),
    ("8", "VIII", "eight", "ocho"),
    ("9", "IX", "nine", "nueve"),
    ("10", "X", "ten", "diez"),
    ("11", "XI", "eleven", "once"),
    ("12", "XII", "twelve", "doce"),
)
_PARTS = ("part {}", "parte {}", "vol. {}", "{}", "capítulo {}")


def _letters(title: str) -> list[int]:
    return [place for place, letter in enumerate(title) if letter.isalpha()]


def neighbour_key(title: str, rng: random.Random) -> str | None:
    """One letter hit the key beside it."""
    places = [p for p in _letters(title) if title[p].lower() in _NEIGHBOURS]
    if len(places) < 4:
        return None
    place = rng.choice(places)
    return title[:place] + rng.choice(_NEIGHBOURS[title[place].lower()]) + title[place + 1 :]


def wrong_letter(title: str, rng: random.Random) -> str | None:
    """One letter is any other one."""
    places = [p for p in _letters(title) if title[p].lower() in _NEIGHBOURS]
    if len(places) < 5:
        return None
    place = rng.choice(places)
    return title[:place] + rng.choice("abcdefghijklmnopqrstuvwxyz") + title[place + 1 :]


def swapped_letters(title: str, rng: random.Random) -> str | None:
    """Two letters that stand together changed places."""
    places = [
        p
        for p in _letters(title)
        if title[p + 1 : p + 2].isalpha() and title[p].lower() != title[p + 1].lower()
    ]
    if len(places) < 3:
        return None
    place = rng.choice(places)
    return title[:place] + title[place + 1] + title[place] + title[place + 2 :]


def missing_letter(title: str, rng: random.Random) -> str | None:
    """One letter was left out."""
    places = _letters(title)
    if len(places) < 5:
        return None
    place = rng.choice(places)
    return title[:place] + title[place + 1 :]


def doubled_letter(title: str, rng: random.Random) -> str | None:
    """One letter came twice."""
    places = _letters(title)
    if len(places) < 3:
        return None
    place = rng.choice(places)
    return title[:place] + title[place] + title[place:]


def extra_letter(title: str, rng: random.Random) -> str | None:
    """A neighbouring key was hit too."""
    places = [p for p in _letters(title) if title[p].lower() in _NEIGHBOURS]
    if len(places) < 5:
        return None
    place = rng.choice(places)
    extra = rng.choice(_NEIGHBOURS[title[place].lower()])
    return title[: place + 1] + extra + title[place + 1 :]


def two_typos(title: str, rng: random.Random) -> str | None:
    """Two slips in a title that is long enough to bear them."""
    if len(_letters(title)) < 10:
        return None
    for _ in range(2):
        slip = rng.choice((neighbour_key, swapped_letters, missing_letter, doubled_letter))
        title = slip(title, rng) or title
    return title


def clumsy(title: str, rng: random.Random) -> str | None:
    """Two or three slips anywhere, between the words too, in a title that can bear them."""
    if len(title) < 10:
        return None
    text = title.lower()
    for _ in range(3 if len(title) >= 18 else 2):
        place = rng.randrange(len(text) - 1)
        any_letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
        text = rng.choice(
            (
                text[:place] + text[place + 1 :],
                text[:place] + any_letter + text[place + 1 :],
                text[:place] + any_letter + text[place:],
                text[:place] + text[place + 1] + text[place] + text[place + 2 :],
            )
        )
    return text


def drawn_out(title: str, rng: random.Random) -> str | None:
    """One letter held down."""
    places = _letters(title)
    if not places:
        return None
    place = rng.choice(places)
    return title[:place] + title[place] * rng.randint(3, 5) + title[place + 1 :]


def other_separators(title: str, rng: random.Random) -> str | None:
    """Another sign between the words."""
    return title.replace(" ", rng.choice("-_./")) if " " in title.strip() else None


def digits_for_letters(title: str, rng: random.Random) -> str | None:
    """Digits that look like letters."""
    places = [place for place, letter in enumerate(title) if letter.lower() in "oieas"]
    if len(places) < 2 or len(title) < 5:
        return None
    place = rng.choice(places)
    return title[:place] + "01345"["oieas".index(title[place].lower())] + title[place + 1 :]


def no_spaces(title: str, rng: random.Random) -> str | None:
    """All words in one."""
    return title.replace(" ", "") if " " in title.strip() else None


def lost_space(title: str, rng: random.Random) -> str | None:
    """Two words in one."""
    places = [place for place, letter in enumerate(title) if letter == " "]
    if not places:
        return None
    place = rng.choice(places)
    return title[:place] + title[place + 1 :]


def stray_space(title: str, rng: random.Random) -> str | None:
    """A space within a word."""
    places = [p for p in _letters(title) if p and title[p - 1].isalpha()]
    if len(places) < 4:
        return None
    place = rng.choice(places)
    return title[:place] + " " + title[place:]


def no_accents(title: str, rng: random.Random) -> str | None:
    """Accents left out."""
    plain = "".join(c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c))
    return plain if plain != title else None


def wrong_accent(title: str, rng: random.Random) -> str | None:
    """An accent where none belongs."""
    places = [place for place, letter in enumerate(title) if letter.lower() in "aeiou"]
    if not places:
        return None
    place = rng.choice(places)
    accented = unicodedata.normalize("NFC", title[place] + rng.choice("\u0301\u0300\u0308"))
    return title[:place] + accented + title[place + 1 :]


def shouted(title: str, rng: random.Random) -> str | None:
    """Upper case, with marks to match."""
    loud = title.upper()
    return loud + rng.choice(("", "!", "!!!")) if loud != title else None


def no_punctuation(title: str, rng: random.Random) -> str | None:
    """Punctuation left out, or a hyphen in its place."""
    plain = re.sub(r"[^\w\s]", rng.choice(("", " ", "-")), title)
    return plain if plain != title and re.search(r"\w", plain) else None


def added_punctuation(title: str, rng: random.Random) -> str | None:
    """Quotes, dots and other marks around or between the words."""
    marked = ('"{}"', "«{}»", "'{}'", "{}...", "{}?", "{}!", "- {}", "{},", "*{}*", "“{}”")
    return rng.choice(marked).format(title)


def emoji(title: str, rng: random.Random) -> str | None:
    """An emoji or two."""
    signs = "".join(rng.choices(_EMOJI, k=rng.choice((1, 1, 2, 3))))
    return f"{title} {signs}" if rng.random() < 0.7 else f"{signs}{title}"


def shuffled_words(title: str, rng: random.Random) -> str | None:
    """The words in another order."""
    words = title.split()
    if len(words) < 2 or sum(len(word) > 2 for word in words) < 2:
        return None
    order = words[:]
    while order == words:
        rng.shuffle(order)
        if len(set(words)) == 1:
            return None
    return " ".join(order)


def missing_word(title: str, rng: random.Random) -> str | None:
    """One word of at least four forgotten."""
    words = title.split()
    if len(words) < 4:
        return None
    place = rng.randrange(len(words))
    return " ".join(words[:place] + words[place + 1 :])


def article(title: str, rng: random.Random) -> str | None:
    """The first article forgotten, or one that does not belong."""
    words = title.split()
    if len(words) > 1 and words[0].lower() in _ARTICLES:
        return " ".join(words[1:])
    return f"{rng.choice(('the', 'la', 'el'))} {title}"


def unfinished(title: str, rng: random.Random) -> str | None:
    """Still typing: the first two thirds or more."""
    if len(title) < 9:
        return None
    return title[: rng.randint(max(6, round(0.62 * len(title))), len(title) - 1)].strip()


_SUBTITLE = re.compile(r": | - | – ")


def main_title(title: str, rng: random.Random) -> str | None:
    """Without the subtitle."""
    pieces = _SUBTITLE.split(title)
    return pieces[0] if len(pieces) > 1 and len(pieces[0]) > 4 else None


def subtitle(title: str, rng: random.Random) -> str | None:
    """The subtitle on its own."""
    pieces = _SUBTITLE.split(title, maxsplit=1)
    return pieces[1] if len(pieces) > 1 and " " in pieces[1] else None


_EAR_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\bs(?=[bcdfgklmnpqtvw])", ("es",)),
    (r"\bwh|\bw(?=[aeiou])", ("gu", "u")),
    (r"\bkn", ("n",)),
    (r"\bh(?=[aeiou])", ("j", "")),
    (r"\bj(?=[aeou])", ("y", "ll")),
    (r"sh", ("s", "ch")),
    (r"ph", ("f",)),
    (r"th", ("t", "z", "d")),
    (r"ight", ("ait",)),
    (r"ee|ea", ("i",)),
    (r"oo", ("u",)),
    (r"ck", ("k", "c")),
    (r"tion\b", ("chon", "shon", "cion")),
    (r"(?<=[^aeiou])y\b", ("i",)),
    (r"ay", ("ei",)),
    (r"([bcdfgkmnpst])\1", (r"\1",)),
    (r"ll\b", ("l",)),
    (r"i([bdklmnptv])e\b", (r"ai\1",)),
    (r"a([bdklmnptv])e\b", (r"ei\1",)),
    (r"c(?=[aou])", ("k",)),
    (r"ow\b", ("ou", "o")),
    (r"v", ("b",)),
    (r"x", ("cs", "x")),
    (r"qu(?=[aeio])", ("cu", "k")),
)


def by_ear(title: str, rng: random.Random) -> str | None:
    """English words as somebody writes them who has only heard them."""
    heard = title.lower()
    changed = 0
    for pattern, spellings in _EAR_RULES:
        if re.search(pattern, heard) and rng.random() < 0.75:
            heard = re.sub(pattern, rng.choice(spellings), heard)
            changed += 1
    return heard if changed >= 2 else None


_CONFUSIONS = (
    ("b", "v"), ("v", "b"), ("ll", "y"), ("y", "ll"), ("z", "s"), ("s", "z"), ("ce", "se"),
    ("ci", "si"), ("se", "ce"), ("si", "ci"), ("h", ""), ("j", "g"), ("ge", "je"), ("gi", "ji"),
    ("qu", "k"), ("c", "k"), ("k", "c"), ("k", "qu"), ("x", "s"), ("m", "n"), ("ñ", "n"),
)  # fmt: skip


def misspelled(title: str, rng: random.Random) -> str | None:
    """Letters that sound alike in Spanish: b and v, ll and y, c, s and z, a silent h."""
    lower = title.lower()
    possible = [pair for pair in _CONFUSIONS if pair[0] in lower]
    if len(_letters(title)) < 5 or not possible:
        return None
    for wrong in rng.sample(possible, k=min(len(possible), rng.choice((1, 1, 2)))):
        places = [m.start() for m in re.finditer(wrong[0], lower)]
        if places:
            place = rng.choice(places)
            lower = lower[:place] + wrong[1] + lower[place + len(wrong[0]) :]
    return lower


def numeral(title: str, rng: random.Random) -> str | None:
    """A number written in another way."""
    for spellings in _NUMBERS:
        for spelling in spellings:
            pattern = rf"(?<!\w)(?:part |vol\. )?{spelling}(?!\w)"
            found = re.search(pattern, title, re.IGNORECASE)
            if found and (len(spelling) > 1 or not spelling.isalpha() or found.end() == len(title)):
                other = rng.choice([s for s in spellings if s != spelling])
                if found.start() and found.end() == len(title) and len(other) < 3:
                    other = rng.choice(_PARTS).format(other)
                return title[: found.start()] + other + title[found.end() :]
    return None


def conjunction(title: str, rng: random.Random) -> str | None:
    """``&``, "and", "y" for one another."""
    found = re.search(r"(?<!\w)(?:&|and|y)(?!\w)", title, re.IGNORECASE)
    if not found:
        return None
    other = rng.choice([s for s in ("&", "and", "y") if s != found.group().lower()])
    return title[: found.start()] + other + title[found.end() :]


def wrapped(title: str, rng: random.Random) -> str | None:
    """A sentence around the title."""
    return rng.choice(_BEFORE).format(title.lower() if rng.random() < 0.5 else title)


def careless(title: str, rng: random.Random) -> str | None:
    """Lower case, no accents, no marks, and one slip."""
    plain = no_punctuation(title.lower(), rng) or title.lower()
    plain = no_accents(plain, rng) or plain
    slip = rng.choice((neighbour_key, swapped_letters, missing_letter, lost_space, misspelled))
    return slip(plain, rng)


def with_year(title: str, year: int, rng: random.Random) -> str:
    """The film's year beside its title."""
    patterns = ["{t} {y}", "{t} ({y})", "{t} de {y}", "{t} la de {y}", "{t}, {y}", "{t} del {y}"]
    if 1930 <= year < 2000:
        patterns.append("{t} del {short}")
    return rng.choice(patterns).format(t=title, y=year, short=str(year)[2:])


#: The kinds that need nothing but a title.
KINDS: dict[str, Noise] = {
    noise.__name__: noise
    for noise in (
        neighbour_key, wrong_letter, swapped_letters, missing_letter, doubled_letter, extra_letter,
        two_typos, clumsy, drawn_out, digits_for_letters, no_spaces, lost_space, stray_space,
        other_separators, no_accents, wrong_accent, shouted, no_punctuation, added_punctuation,
        emoji, shuffled_words, missing_word, article, unfinished, main_title, subtitle, by_ear,
        misspelled, numeral, conjunction, wrapped, careless,
    )
}  # fmt: skip

#: Small talk: what people write to a bot that is not the name of a film.
SMALL_TALK: tuple[str, ...] = (
    "jajaja", "jajajaja", "jejeje", "jijiji", "hahaha", "lol", "xd", "xddd", "ok", "okey", "vale",
    "sí", "si claro", "no gracias", "gracias", "muchas gracias", "mil gracias", "de nada", "hola",
    "holaaa", "hola qué tal", "buenas", "buenos días", "buenas tardes", "buenas noches", "adiós",
    "hasta luego", "hasta mañana", "nos vemos", "chao", "qué tal todo", "cómo estás", "qué haces",
    "qué hora es", "quién eres", "cómo te llamas", "quién ganó el partido", "qué tiempo hace hoy",
    "va a llover mañana", "tengo hambre", "me aburro", "estoy cansado", "qué calor hace",
    "feliz cumpleaños", "felicidades", "te quiero", "me duele la cabeza", "eres tonto",
    "no entiendo nada", "no sé", "yo qué sé", "puede ser", "depende", "qué guay", "mola mucho",
    "qué pena", "vaya rollo", "ni idea", "por qué no funciona", "esto no va", "estás ahí",
    "cuéntame un chiste", "dónde está mi pedido", "llámame luego", "voy a cenar", "ya llego",
    "cuánto es dos más dos", "qué cenamos hoy", "cuándo juega el madrid", "pon música",
    "me voy a dormir", "mañana trabajo", "hoy no puedo", "quedamos el viernes", "tráeme agua",
    "qué opinas de la política", "cuánto cuesta el pan", "mi perro está malo", "a qué hora sales",
    "te llamo en cinco minutos", "el lunes tengo examen", "qué día es hoy", "estoy en el trabajo",
    "dime algo bonito", "cuál es tu color favorito", "eso no es verdad", "perdona", "lo siento",
    "no me gusta nada", "quiero comer pizza", "compra leche y huevos", "hace mucho frío",
    "el tren llega tarde", "se me ha roto el móvil", "cómo se hace una tortilla", "ponme un café",
    "hello", "hi there", "good morning", "good night", "how are you", "what's up", "thanks a lot",
    "thank you so much", "you're welcome", "see you later", "bye bye", "who are you",
    "what time is it", "what's the weather like", "who won the game", "i'm hungry", "i'm bored",
    "tell me a joke", "are you a robot", "nice to meet you", "happy birthday", "i don't know",
    "that's funny", "sounds good", "not really", "maybe later", "of course", "no way", "awesome",
    "call me back", "where are my keys", "what's for dinner", "i love you", "never mind",
    "this doesn't work", "can you help me", "sorry about that", "i'm going to bed", "brb",
    "how much is it", "my head hurts", "the train is late", "who is your favourite actor",
    "what do you think", "let's meet on friday", "is anybody there", "just kidding", "good luck",
    "asdfasdf", "qwerty", "aaaaaa", "zzzzz", "???", "...", "👍", "😂😂😂", "1234", "kjhgkjhg",
    "mmm", "ehhh", "uf", "puf", "wow", "bah", "oye", "eh tú", "anda ya", "venga va",
)  # fmt: skip


def plain_name(title: str) -> str:
    """A title without its first article, marks and spaces.

    Two films of one plain name cannot be told apart by somebody who types it.
    """
    words = re.findall(r"\w+", title.lower().replace("&", " and "))
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return "".join(words) or title.lower()


def invented_title(titles: Sequence[str], rng: random.Random) -> str:
    """A title that nobody made, put together from words of other titles."""
    words: list[str] = []
    length = rng.choice((2, 2, 3, 3, 4))
    while len(words) < length:
        word = rng.choice(rng.choice(titles).split())
        if len(word) > 3 and word.isalpha():
            words.append(word)
    return ("The " if rng.random() < 0.3 else "") + " ".join(words)
