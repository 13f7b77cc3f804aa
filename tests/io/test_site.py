"""Where a site's name comes from."""

from __future__ import annotations

import pytest

from cleaner.io.site import site_of


@pytest.mark.parametrize(
    ("policy", "id", "source", "url", "expected"),
    [
        ("auto", "a/b", "s", "https://x.example/", "s"),
        ("auto", "a/b", None, "https://www.x.example:80/p", "x.example"),
        ("auto", "a/b", None, "x.example/p", "x.example"),
        ("auto", "a/b", None, "https://web.archive.org/web/2020id_/https://www.y.example/", "y.example"),
        ("auto", "a/b", None, "http://[bad", "a"),
        ("auto", "2024/b", None, None, None),
        ("auto", "b", None, None, None),
        ("auto", "/b", None, None, None),
        ("column", "a/b", None, "https://x.example/", None),
        ("host", "a/b", "s", None, None),
        ("folder:1", "2024/c/b", "s", None, "2024"),
        ("folder:3", "a/c/b", "s", None, None),
        ("none", "a/b", "s", "https://x.example/", None),
    ],
)
def test_policies(policy: str, id: str, source: str | None, url: str | None, expected: str | None) -> None:
    assert site_of(policy, id, source, url) == expected
