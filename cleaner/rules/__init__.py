"""All rules, in the order of their precedence: a character that two rules point at belongs to the first."""

from __future__ import annotations

from cleaner.errors import ConfigError
from cleaner.rules import (
    captions,
    chrome,
    contacts,
    inline,
    kickers,
    links,
    lists,
    notices,
    origins,
    repeats,
    share,
    titles,
)
from cleaner.rules.reading import Reading
from cleaner.rules.rule import GOES, PART, Rule, Span, rule, unmarked

__all__ = [
    "ALL_RULES",
    "GOES",
    "OTHER_NAMES",
    "OUR_CODES",
    "PART",
    "Reading",
    "Rule",
    "Span",
    "rule",
    "select_rules",
    "unmarked",
]

ALL_RULES: tuple[Rule, ...] = (
    titles.headline,
    titles.repeated_title,
    titles.title_variant,
    kickers.kicker,
    kickers.label,
    share.share,
    share.networks,
    share.follow,
    links.previous_next,
    links.read_more,
    links.related,
    links.tags,
    origins.source,
    captions.credit,
    contacts.contact,
    links.bare_links,
    notices.advert,
    notices.comments,
    notices.legal,
    notices.paywall,
    notices.separator,
    chrome.tools,
    chrome.stamp,
    chrome.page_counter,
    chrome.navigation,
    inline.inline,
    repeats.repeated_paragraph,
    repeats.repeated_head_line,
    repeats.standfirst,
    lists.title_list,
)


OUR_CODES = frozenset(rule.code for rule in ALL_RULES)


OTHER_NAMES = {
    "HTML01": "outside the page's main text",
    "SITE01": "lines that the site repeats",
    "LINE01": "lines that the line model takes for furniture",
    "PASS01": "passage that stands in another document",
    "BLANK00": "space where no text is left",
}
"""Codes of findings that no rule makes, and what they are called."""


def select_rules(
    select: tuple[str, ...] = (), ignore: tuple[str, ...] = (), own: tuple[Rule, ...] = ()
) -> tuple[Rule, ...]:
    """The rules whose code begins with one of `select` (none given: all), less those of `ignore`.

    A user's `own` rules come before ours; those that keep lines need no selecting.

    Errors: ConfigError for a word that no code begins with.

    >>> [rule.code for rule in select_rules(("SHARE", "TITLE"), ("SHARE02", "TITLE0"))]
    ['SHARE01']
    """
    rules = (*own, *ALL_RULES)
    for word in (*select, *ignore):
        if not any(rule.code.startswith(word) for rule in rules):
            known = ", ".join(rule.code for rule in rules)
            raise ConfigError(f"no rule's code begins with {word!r}: use one of {known}, or a beginning such as SHARE")
    return tuple(
        rule
        for rule in rules
        if (not select or rule.code.startswith(select) or rule.action == "keep")
        and not (ignore and rule.code.startswith(ignore))
    )
