"""In which line of a TOML file a rule's key stands: what parses TOML does not tell."""

from __future__ import annotations

import re

__all__ = ["line_of_key", "line_of_rule"]

# What may hold anything, and so looks like keys and headers. After its first sign each alternative repeats one choice
# among signs that exclude each other: linear.
HIDDEN = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*",
    re.DOTALL,
)
HEADER = re.compile(r"[ \t]*\[")
RULE_HEADER = re.compile(r"[ \t]*\[\[[ \t]*rule[ \t]*\]\]")


def line_of_rule(text: str, number: int, key: str | None = None) -> int:
    """The line, from 1, of a rule's key, else of its header; `number` counts rules from 0.

    >>> line_of_rule("[[rule]]\\ncode = 'A01'\\n[[rule]]\\nname = 'x'\\n", 1, "name")
    4
    """
    lines = _bare_lines(text)
    headers = [at for at, line in enumerate(lines) if RULE_HEADER.match(line)]
    if number >= len(headers):
        # Rules written as an inline array.
        return line_of_key(text, "rule")
    start = headers[number]
    for at in range(start + 1, len(lines)):
        if HEADER.match(lines[at]) and at in headers:
            break
        if key is not None and _names(lines[at], key):
            return at + 1
    return start + 1


def line_of_key(text: str, key: str) -> int:
    """The line, from 1, of a key or table outside the rules; 1 where it is not found.

    >>> line_of_key("# [x]\\n[x]\\n", "x")
    2
    """
    lines = _bare_lines(text)
    return next((at for at, line in enumerate(lines, 1) if _names(line.lstrip(" \t["), key)), 1)


def _names(line: str, key: str) -> bool:
    return bool(re.match(rf"[ \t]*{re.escape(key)}[ \t]*[=.\]]", line))


def _bare_lines(text: str) -> list[str]:
    """The lines, strings and comments left out."""
    return HIDDEN.sub(lambda match: "\n" * match[0].count("\n"), text).split("\n")
