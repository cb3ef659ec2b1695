"""No secret in any text that a process writes about itself."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot import logs
from bot.logs import REDACTED, JsonFormatter, RedactingFormatter, configure_logging

TOKEN = "123456789:AAE-secret_half-of-the-token"
SECRET = TOKEN.partition(":")[2]


@pytest.fixture(params=["text", "json"])
def written(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[io.StringIO]:
    """What a process with this logging writes to standard error."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    chatty = {name: logging.getLogger(name).level for name in (*logs._CHATTY, *logs._TWICE)}
    for owner, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (logging, "raiseExceptions"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logging("DEBUG", [SecretStr(TOKEN), None], request.param)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in chatty.items():
        logging.getLogger(name).setLevel(before)


def assert_redacted(text: str) -> None:
    assert SECRET not in text
    assert quote(SECRET, safe="") not in text
    assert REDACTED in text


def fail(token: str) -> None:
    raise ValueError(f"refused: https://api.telegram.org/bot{token}/getMe")


@pytest.mark.parametrize(
    "spelling", [TOKEN, quote(TOKEN, safe=""), TOKEN.replace(":", "%3a"), SECRET]
)
def test_every_spelling_of_the_token_is_taken_out(written: io.StringIO, spelling: str) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://host/bot%s/getMe", spelling)
    assert_redacted(written.getvalue())


def test_the_public_half_stays(written: io.StringIO) -> None:
    logging.getLogger("any").info("bot 123456789 is here")
    assert "bot 123456789 is here" in written.getvalue()


def test_tracebacks_are_redacted(written: io.StringIO) -> None:
    try:
        try:
            fail(TOKEN)
        except ValueError as error:
            raise RuntimeError("wrapped") from error
    except RuntimeError:
        logging.getLogger("any").exception("failed")
    assert "refused" in written.getvalue()
    assert_redacted(written.getvalue())


def test_a_record_that_cannot_be_formatted_is_redacted(written: io.StringIO) -> None:
    logging.getLogger("any").info("%d %s " + TOKEN, TOKEN)
    assert "unformattable" in written.getvalue()
    assert_redacted(written.getvalue())


def test_a_stream_that_is_gone_prints_nothing(
    written: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    written.close()
    logging.getLogger("any").error("with %s", TOKEN)
    assert SECRET not in "".join(capfd.readouterr())


def test_uncaught_exceptions_are_redacted(written: io.StringIO) -> None:
    try:
        fail(TOKEN)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "uncaught" in written.getvalue()
    assert_redacted(written.getvalue())


def test_a_thread_s_uncaught_exception_is_redacted(written: io.StringIO) -> None:
    thread = threading.Thread(target=fail, args=(TOKEN,))
    thread.start()
    thread.join()
    assert "uncaught" in written.getvalue()
    assert_redacted(written.getvalue())


def test_warnings_are_redacted(written: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"bot {TOKEN} was never closed", ResourceWarning, stacklevel=1)
    assert_redacted(written.getvalue())


def test_an_interrupt_is_no_defect(written: io.StringIO) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert written.getvalue() == ""


@pytest.mark.parametrize(("level", "shown"), [("DEBUG", True), ("INFO", False)])
@pytest.mark.usefixtures("written")
def test_requests_are_told_only_to_who_debugs(level: str, shown: bool) -> None:
    configure_logging(level, [])
    assert logging.getLogger("httpx").isEnabledFor(logging.INFO) is shown
    assert logging.getLogger("httpx").isEnabledFor(logging.WARNING)


SECRETS = st.from_regex(r"[0-9]{3,10}:[A-Za-z0-9_-]{8,40}", fullmatch=True)


@given(
    secrets=st.lists(SECRETS, min_size=1, max_size=3),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    data=st.data(),
)
def test_no_secret_is_left_anywhere_in_a_text(
    secrets: list[str], before: str, after: str, data: st.DataObject
) -> None:
    formatter = RedactingFormatter(secrets)
    secret = data.draw(st.sampled_from(secrets))
    encoded = data.draw(st.lists(st.booleans(), min_size=len(secret), max_size=len(secret)))
    spelled = "".join(
        f"%{ord(letter):02{case}}" if percent and not letter.isalnum() else letter
        for letter, percent, case in zip(secret, encoded, "xX" * len(secret), strict=False)
    )
    assert spelled not in formatter.redact(before + spelled + after)
    assert secret not in formatter.redact(before + secret + after)


def test_without_secrets_texts_stay() -> None:
    assert RedactingFormatter([""]).redact("nothing to hide") == "nothing to hide"


def test_json_has_one_object_a_line_and_names_what_a_record_carries() -> None:
    formatter = JsonFormatter([TOKEN])
    record = logging.makeLogRecord(
        {"name": "bot", "levelname": "INFO", "msg": "two\nlines %s", "args": (TOKEN,)}
    )
    record.__dict__ |= {"ms": 1.5, "outcome": f"of {TOKEN}"}
    line = formatter.format(record)
    assert "\n" not in line
    written = json.loads(line)
    assert written["message"] == "two\nlines ***"
    assert (written["level"], written["ms"], written["outcome"]) == ("INFO", 1.5, "of ***")
    assert written["time"].endswith("+00:00")


@given(secret=st.from_regex(r'[0-9]{3,10}:["\\\\ñ\n\t]{1,3}[A-Za-z]{8,20}', fullmatch=True))
def test_what_json_spells_otherwise_is_redacted_as_well(secret: str) -> None:
    record = logging.makeLogRecord({"msg": f"with {secret} in it", "extra": {secret: secret}})
    written = json.loads(JsonFormatter([secret]).format(record))
    assert secret not in "".join(map(str, written.values()))


def test_a_password_in_an_address_is_a_secret_by_itself() -> None:
    address = "postgresql://butaca:p%40ssw0rd-of-it@host/name"
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        formatter = configure_logging("INFO", [SecretStr(address)])
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(False)
    assert "ssw0rd" not in formatter.redact("authentication failed for p@ssw0rd-of-it")
