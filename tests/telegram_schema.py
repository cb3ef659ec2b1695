"""The published description of the Bot API, to hold calls and answers against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from telegram_parameters import Upload
from telegram_server import Call

FILE = Path("telegram") / "bot-api-10.1.json"


class Schema:
    """Methods and types as Telegram documents them."""

    def __init__(self, file: Path) -> None:
        described = json.loads(file.read_text(encoding="utf-8"))
        self.methods: dict[str, dict[str, Any]] = described["methods"]
        self.types: dict[str, dict[str, Any]] = described["types"]

    def problems_of_call(self, call: Call) -> list[str]:
        """What is wrong with a call that was carried out, and with what was answered."""
        if call.method not in self.methods:
            return [f"there is no method {call.method}"]
        sent = dict(call.parameters)
        attached = [name for name, value in sent.items() if isinstance(value, Upload)]
        for name in attached:
            if f"attach://{name}" in str(sent):
                del sent[name]
        problems = self._problems_of_fields(self.methods[call.method], sent, call.method)
        if call.status == 200 and call.answer:
            returned = self.methods[call.method]["returns"]
            problems += self.problems(returned, call.answer["result"], f"{call.method}()")
        return problems

    def problems(self, kinds: list[str], value: Any, where: str) -> list[str]:
        """Why a value is of none of these types; empty when it is of one."""
        tried = [self._problems_of_kind(kind, value, where) for kind in kinds]
        return [] if [] in tried else [problem for problems in tried for problem in problems]

    def _problems_of_kind(self, kind: str, value: Any, where: str) -> list[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where}: {value!r} is no {kind}"]
            inner = [kind.removeprefix("Array of ")]
            return [
                problem
                for number, item in enumerate(value)
                for problem in self.problems(inner, item, f"{where}[{number}]")
            ]
        plain = {"Integer": int, "Float": float, "String": str, "Boolean": bool}
        if kind in plain or kind == "InputFile":
            expected = plain.get(kind, Upload)
            fits = isinstance(value, expected) and isinstance(value, bool) == (kind == "Boolean")
            return [] if fits else [f"{where}: {value!r} is no {kind}"]
        described = self.types[kind]
        if "subtypes" in described:
            return self.problems(described["subtypes"], value, where)
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is no {kind}"]
        return self._problems_of_fields(described, value, f"{where}:{kind}")

    def _problems_of_fields(
        self, described: dict[str, Any], value: dict[str, Any], where: str
    ) -> list[str]:
        fields = {field["name"]: field for field in described.get("fields", [])}
        problems = [f"{where} has no {name}" for name in value if name not in fields]
        for name, field in fields.items():
            if name in value:
                problems += self.problems(field["types"], value[name], f"{where}.{name}")
            elif field["required"]:
                problems.append(f"{where} lacks {name}")
        return problems
