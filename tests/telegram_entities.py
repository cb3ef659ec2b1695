"""How Telegram reads the HTML of a message, for the Bot API on loopback.

The rules and the wording of the errors follow the Bot API's documentation of its HTML style and
what its servers are seen to answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
#: The only named references that Telegram decodes; any other stays as it is written.
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?P<decimal>\d+)|#[xX](?P<hex>[0-9a-fA-F]+)|(?P<name>[a-z]+));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(
    r"""\s*(?P<name>[^\s=>/"']*)\s*"""
    r"""(?:=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[\w.-]+)(?=[\s>])))?"""
)
_CONTROL = {code: " " for code in range(32) if code != 10}


class BadMarkupError(Exception):
    """Markup that Telegram refuses; the message says what and where, as Telegram does."""


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


@dataclass
class _Open:
    tag: str
    extra: dict[str, Any]
    start: int


def parse_html(html: str) -> tuple[str, list[dict[str, Any]]]:
    """The visible text and its entities.

    Raises:
        BadMarkupError: an unknown, unclosed, unmatched or unopened tag.
    """
    pieces: list[str] = []
    entities: list[dict[str, Any]] = []
    open_tags: list[_Open] = []
    length = position = 0
    while position < len(html):
        if html[position] == "<":
            closing = html.startswith("</", position)
            begin = position
            if closing:
                position = _end_tag(html, position, open_tags, entities, length)
            else:
                position, tag, extra = _start_tag(html, begin)
                open_tags.append(_Open(tag, extra, length))
            continue
        piece, position = _character(html, position)
        pieces.append(piece)
        length += utf16_length(piece)
    if open_tags:
        raise BadMarkupError(
            f'Can\'t find end tag corresponding to start tag "{open_tags[-1].tag}"'
        )
    text = "".join(pieces).translate(_CONTROL)
    return _trimmed(text, entities)


def _at(html: str, position: int) -> str:
    return f"at byte offset {len(html[:position].encode())}"


def _character(html: str, position: int) -> tuple[str, int]:
    reference = _REFERENCE.match(html, position) if html[position] == "&" else None
    if reference is None:
        return html[position], position + 1
    if reference["name"]:
        character = _NAMED.get(reference["name"])
    else:
        code = int(reference["decimal"] or reference["hex"], 10 if reference["decimal"] else 16)
        character = chr(code) if 0 < code < 0x110000 else None
    if character is None:
        return html[position], position + 1
    return character, reference.end()


def _start_tag(html: str, begin: int) -> tuple[int, str, dict[str, Any]]:
    name = _TAG_NAME.match(html, begin + 1)
    assert name is not None
    tag, position = name[0].lower(), name.end()
    if position >= len(html):
        raise BadMarkupError(f"Unclosed start tag {_at(html, begin)}")
    if tag not in _TYPES:
        raise BadMarkupError(f'Unsupported start tag "{tag}" {_at(html, begin)}')
    attributes: dict[str, str] = {}
    while html[position] != ">":
        found = _ATTRIBUTE.match(html, position)
        assert found is not None
        if not found["name"] and not html[position:].lstrip().startswith(">"):
            raise BadMarkupError(f'Empty attribute name in the tag "{tag}" {_at(html, begin)}')
        position = found.end()
        if position >= len(html):
            raise BadMarkupError(f'Unclosed start tag "{tag}" {_at(html, begin)}')
        if found["name"]:
            attributes[found["name"]] = found["double"] or found["single"] or found["bare"] or ""
            if html[position] == "=":
                if html[position + 1 :].lstrip()[:1] in ('"', "'"):
                    raise BadMarkupError(f'Unclosed start tag "{tag}" {_at(html, begin)}')
                raise BadMarkupError(f"Unexpected end of name token {_at(html, position)}")
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise BadMarkupError(f'Tag "span" must have class "tg-spoiler" {_at(html, begin)}')
    extra: dict[str, Any] = {}
    if tag == "a":
        extra["url"] = parse_attribute(attributes.get("href", ""))
    if tag == "blockquote" and "expandable" in attributes:
        extra["type"] = "expandable_blockquote"
    return position + 1, tag, extra


def parse_attribute(value: str) -> str:
    """An attribute's value with its references decoded."""
    pieces, position = [], 0
    while position < len(value):
        piece, position = _character(value, position)
        pieces.append(piece)
    return "".join(pieces)


def _end_tag(
    html: str,
    begin: int,
    open_tags: list[_Open],
    entities: list[dict[str, Any]],
    length: int,
) -> int:
    if not open_tags:
        raise BadMarkupError(f"Unexpected end tag {_at(html, begin)}")
    name = _TAG_NAME.match(html, begin + 2)
    assert name is not None
    position = name.end()
    while position < len(html) and html[position].isspace():
        position += 1
    if position >= len(html) or html[position] != ">":
        raise BadMarkupError(f"Unclosed end tag {_at(html, begin)}")
    opened = open_tags.pop()
    if name[0] and name[0].lower() != opened.tag:
        raise BadMarkupError(
            f'Unmatched end tag {_at(html, begin)}, expected "</{opened.tag}>", '
            f'found "</{name[0]}>"'
        )
    if length > opened.start and (opened.tag != "a" or opened.extra["url"]):
        entity = {"type": _TYPES[opened.tag], "offset": opened.start}
        entities.append({**entity, "length": length - opened.start, **opened.extra})
    return position + 1


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    kept = text.rstrip()
    end = utf16_length(kept)
    fitting = [
        {**entity, "length": min(entity["length"], end - entity["offset"])}
        for entity in entities
        if entity["offset"] < end
    ]
    fitting.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return kept, fitting


_COMMAND = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])")
_MENTION = re.compile(r"(?<![\w@])@[a-zA-Z0-9_]{4,32}(?!\w)")


def spot_entities(text: str) -> list[dict[str, Any]]:
    """The commands and mentions that Telegram marks in what people type."""
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    commands = {range_ for _, match in found for range_ in range(*match.span())}
    found += [("mention", m) for m in _MENTION.finditer(text) if m.start() not in commands]
    entities = [
        {
            "type": kind,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match[0]),
        }
        for kind, match in found
    ]
    return sorted(entities, key=lambda entity: entity["offset"])
