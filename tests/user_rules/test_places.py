"""The line of a key, whatever else the file holds."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from cleaner.user_rules.places import line_of_key, line_of_rule

TEXT = '''\
# [[rule]]
x = """
[[rule]]
code = "A"
"""
[[rule]]   # the first
name = \'''\'[[rule]]
code = 1\'''
code = "A # [[rule]]"

[[ rule ]]
keeps = [
  "code = 1",
]
"name" = "b"
code = "B"
'''


def test_strings_and_comments_are_no_keys() -> None:
    assert tomllib.loads(TEXT)["rule"][1]["code"] == "B"
    assert line_of_rule(TEXT, 0) == 6
    assert line_of_rule(TEXT, 0, "code") == 9
    assert line_of_rule(TEXT, 1) == 11
    assert line_of_rule(TEXT, 1, "code") == 16


def test_what_is_not_found_is_told_by_what_holds_it() -> None:
    assert line_of_rule(TEXT, 1, "name") == 11
    assert line_of_rule("\nrule = [{code = 'A'}]", 0, "code") == 2
    assert line_of_key("x = 1\n[other]\n", "other") == 2
    assert line_of_key("x = 1", "y") == 1


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(NAMES, max_size=5), st.booleans())
def test_any_file_that_is_written(names: list[str], in_lines: bool) -> None:
    import tomli_w

    rules = [
        {"name": name, "keeps": [f"[[rule]]\ncode = {name!r}"], "code": str(number)}
        for number, name in enumerate(names)
    ]
    text = tomli_w.dumps({"rule": rules}, multiline_strings=in_lines)
    for number in range(len(names)):
        line = text.split("\n")[line_of_rule(text, number, "code") - 1]
        assert line.strip().rstrip(",") in (f'code = "{number}"', "rule = [")
