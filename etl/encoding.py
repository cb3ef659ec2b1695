"""Undoes UTF-8 that was read as Windows-1252 and saved again ("RiviÃ¨re" for "Rivière")."""

from __future__ import annotations

import re

#: Every sign that such a reading makes of a byte, by the byte. Five bytes have no sign in
#: Windows-1252; programs put the control characters of Latin-1 there.
_BYTE_OF = {
    bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)
}
_NEXT = "[" + "".join(re.escape(sign) for sign, byte in _BYTE_OF.items() if byte < 0xC0) + "]"
_TWICE = re.compile(f"[Â-ß]{_NEXT}|[à-ï]{_NEXT}{{2}}|[ð-ô]{_NEXT}{{3}}|â€")
_CLOSING_QUOTE = "\N{RIGHT DOUBLE QUOTATION MARK}"


def _once(match: re.Match[str]) -> str:
    try:
        return bytes(_BYTE_OF[sign] for sign in match[0]).decode()
    except UnicodeDecodeError:
        # The third byte of a closing quote is one of the five, and is often lost.
        return _CLOSING_QUOTE if match[0] == "â€" else match[0]


def unscramble(text: str) -> str:
    """The text as it was before, where parts of it were encoded twice; otherwise as it is.

    Only what reads as one good UTF-8 character is changed, and no language writes such sequences.
    """
    return text if text.isascii() else _TWICE.sub(_once, text)
