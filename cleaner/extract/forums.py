"""Is a page a thread of a forum? Then its posts are its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

__all__ = ["is_forum", "is_forum_address"]

# schema.org, the program that made the page, its body's class, its address.
FORUM_TYPES = frozenset(("DiscussionForumPosting", "QAPage"))
FORUM_SOFTWARE = re.compile(
    r"forum|discourse|discuz|phpbb|vbulletin|xenforo|phpwind|invision|woltlab|flarum|nodebb|talkyard|answer|discussion",
    re.IGNORECASE,
)
FORUM_CLASS = re.compile(r"(?<![a-z])(?:forums?|threads?|viewtopic|discussion-topics?)(?![a-z])", re.IGNORECASE)
FORUM_WORD = re.compile(
    r"(?<![a-z])(?:forums?|bbs|boards?|threads?|topic|viewtopic|showthread|discussions?|questions?|comments)(?![a-z])",
    re.IGNORECASE,
)


def is_forum(types: Iterable[str], generator: str | None, body_names: str, url: str | None) -> bool:
    """Whether one of the four says so: JSON-LD's types, the generator, the body's class and id, the address.

    >>> is_forum([], "phpBB 3", "", None), is_forum(["NewsArticle"], None, "home", "https://x.example/news/forum-closes")
    (True, False)
    """
    return (
        not FORUM_TYPES.isdisjoint(types)
        or bool(FORUM_SOFTWARE.search(generator or ""))
        or bool(FORUM_CLASS.search(body_names))
        or is_forum_address(url)
    )


def is_forum_address(url: str | None) -> bool:
    """Whether an address is that of a thread: its host or its path says so, the last part only if it is no headline.

    >>> is_forum_address("https://x.example/viewtopic.php?t=4"), is_forum_address("https://x.example/a/on-this-forum")
    (True, False)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    folders, _, last = parts.path.rpartition("/")
    return bool(FORUM_WORD.search(f"{parts.hostname or ''} {folders} {'' if '-' in last else last}"))
