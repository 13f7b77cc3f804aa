"""Site memory as TOML: one line a line of a site, to be read, compared and edited."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from cleaner.errors import ConfigError
from cleaner.sites.evidence import LineEvidence, SiteEvidence
from cleaner.sites.verdicts import ALLOWED, DENIED

__all__ = ["FORMAT", "read_toml", "site_as_toml", "toml_parts"]

FORMAT = "site-memory-2"
HEAD = f"""\
# What sites repeat, as cleaner learnt it. `bodies`: distinct texts that hold a line, old ones counting less.
# After editing: cleaner sites import THIS -o FILE
format = "{FORMAT}"
"""


def toml_parts(sites: Iterable[tuple[str, SiteEvidence]]) -> Iterator[str]:
    """The file, piece by piece."""
    yield HEAD
    for name, site in sites:
        yield "\n" + site_as_toml(name, site)


def site_as_toml(name: str, site: SiteEvidence) -> str:
    """One site's section.

    >>> print(site_as_toml("herald.example", SiteEvidence(3, lines={"Tags": LineEvidence(3, "2024-05-01")})), end="")
    [[site]]
    name = "herald.example"
    bodies = 3.0
    runs = 1
    last = ""
    pages = ""
    allow = []
    deny = []
    lines = [
      { bodies = 3.0, last = "2024-05-01", inside = 0.0, shared = 0.0, text = "Tags" },
    ]
    forms = []
    """
    rulings = {
        ruling: tuple(text for text in sorted(site.rulings) if site.rulings[text] == ruling)
        for ruling in (ALLOWED, DENIED)
    }
    told: list[tuple[str, object]] = [
        ("name", name),
        ("bodies", float(site.bodies)),
        ("runs", site.runs),
        ("last", site.last),
        ("pages", "".join(f"{page:016x}" for page in site.pages)),
        (ALLOWED, rulings[ALLOWED]),
        (DENIED, rulings[DENIED]),
    ]
    head = "".join(f"{key} = {_value(value)}\n" for key, value in told)
    return f"[[site]]\n{head}lines = {_rows(site.lines)}\nforms = {_rows(site.forms)}\n"


def _rows(lines: Mapping[str, LineEvidence]) -> str:
    rows = [f"  {{ {_row(line)}, text = {_value(text)} }},\n" for text, line in sorted(lines.items())]
    return "[\n" + "".join(rows) + "]" if rows else "[]"


def _value(value: object) -> str:
    """As TOML writes it: its strings are JSON's but for the delete character.

    >>> _value('a "b"'), _value(("x", "y")), _value(3.0)
    ('"a \\\\"b\\\\""', '["x", "y"]', '3.0')
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _row(line: LineEvidence) -> str:
    bodies, last, inside, shared = line
    return f"bodies = {float(bodies)!r}, last = {_value(last)}, inside = {float(inside)!r}, shared = {float(shared)!r}"


def read_toml(text: str) -> dict[str, SiteEvidence]:
    """What `toml_parts` gave, perhaps edited. Errors: ConfigError with the place."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"no TOML: {error}") from error
    if data.get("format") != FORMAT:
        raise ConfigError(f"format = {data.get('format')!r}: no site memory of this version, which reads {FORMAT!r}")
    sites: dict[str, SiteEvidence] = {}
    tables = data.get("site", [])
    if not _are_tables(tables):
        raise ConfigError("site: wants sections that begin with [[site]]")
    for number, table in enumerate(tables, 1):
        try:
            name, site = table["name"], _site(table)
        except (KeyError, ValueError) as error:
            raise ConfigError(f"[[site]] {number}: {_reason(error)}") from error
        if name in sites:
            raise ConfigError(f"[[site]] {number}: {name!r} stands there twice; keep one")
        sites[name] = site
    return sites


def _are_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, dict) for part in value)


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _site(table: Mapping[str, Any]) -> SiteEvidence:
    pages = _text(table, "pages")
    rulings = {text: ruling for ruling in (ALLOWED, DENIED) for text in _texts(table, ruling)}
    if not _text(table, "name"):
        raise ValueError("name is empty")
    return SiteEvidence(
        _number(table, "bodies"),
        int(_number(table, "runs")),
        _day(table, "last"),
        tuple(_page(pages[at : at + 16]) for at in range(0, len(pages), 16)),
        _lines(table, "lines"),
        _lines(table, "forms"),
        dict(sorted(rulings.items())),
    )


def _page(digits: str) -> int:
    try:
        return int(digits, 16)
    except ValueError:
        raise ValueError(f"pages: {digits!r} is no hexadecimal number; leave pages as it was written") from None


def _texts(table: Mapping[str, Any], key: str) -> list[str]:
    """A list of texts, which may be missing."""
    texts = table.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f'{key} = {texts!r}: wants a list of lines, such as ["Background"]')
    return texts


def _lines(table: Mapping[str, Any], key: str) -> dict[str, LineEvidence]:
    rows = table[key]
    if not _are_tables(rows):
        raise ValueError(f'{key}: wants a list of tables, such as {{ bodies = 3.0, text = "Tags", … }}')
    lines = {
        _text(row, "text"): LineEvidence(
            _number(row, "bodies"), _text(row, "last"), _number(row, "inside"), _number(row, "shared")
        )
        for row in rows
    }
    return dict(sorted(lines.items()))


def _day(table: Mapping[str, Any], key: str) -> str:
    value = _text(table, key)
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise ValueError(f"{key} = {value!r}: wants a date, such as 2024-05-01") from None


def _number(table: Mapping[str, Any], key: str) -> float:
    value = table[key]
    if type(value) not in (int, float) or not 0 <= value < float("inf"):
        raise ValueError(f"{key} = {value!r}: wants a number from 0")
    return float(value)


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table[key]
    if not isinstance(value, str):
        raise ValueError(f"{key} = {value!r}: wants a text between quotation marks")
    return value
