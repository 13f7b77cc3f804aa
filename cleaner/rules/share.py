"""Share widgets, and invitations to follow, subscribe, install."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.rules.phrases import Hit, phrases_in
from cleaner.rules.places import outside
from cleaner.rules.reading import SENTENCE_END, Reading
from cleaner.rules.rule import Span, rule

__all__ = ["follow", "networks", "share"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

NETWORKS = frozenset(
    "bluesky copy digg discord email facebook fb flipboard gmail instagram kakaotalk line linkedin link mail mastodon"
    " messenger mix myspace naver odnoklassniki ok pinterest pocket print qzone reddit rss skype sms snapchat"
    " stumbleupon telegram threads tiktok tumblr twitter viber vk vkontakte wechat weibo whatsapp x xing youtube"
    " 微信 微博 新浪微博 qq空间 朋友圈 вконтакте одноклассники телеграм фейсбук твиттер ватсап вайбер"
    " فيسبوك تويتر واتساب تلغرام تلگرام توییتر فیسبوک اینستاگرام واتساپ 카카오톡 페이스북 트위터".split()
)
# Names that are words of other kinds, too: beside a name that is none they count, alone they do not.
WEAK = frozenset("copy email line link mail mix ok print sms threads url x".split())
# Pictograms: what a row of buttons is made of where its names are pictures.
EMOJI = re.compile(r"[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
LONGEST_EMOJI_ROW = 24
# Small words and counters between the names in a row of buttons.
FILLERS = frozenset("and app like likes on or pin pins share shares the tweet tweets url via".split())
IN_ROWS = NETWORKS | FILLERS
NUMBER = re.compile(r"\d+(?:[.,]\d+)?[kKmM]?$")
# A row of buttons may be longer than any label, but it holds nothing else.
LONGEST_ROW = 24
# A share label is short, and shorter still if it ends as a sentence does; an invitation to follow may give its reason.
SHARE_WORDS, SENTENCE_WORDS, FOLLOW_WORDS = 12, 6, 32


def _is_label(key: str, hit: Hit, most_words: int) -> bool:
    """Whether what stands beside the phrase is short."""
    return hit.whole or len(key.split()) <= most_words


@rule(
    "SHARE01",
    "share widget",
    removes=(
        f"{STORY}\n\n✂ Share this article\n✂ Share on Facebook\n✂ Print",
        f"✂ Partager sur Facebook\n\n{STORY}",
        f"✂ 分享到微博\n\n{STORY}",
    ),
    keeps=(
        f"{STORY}\n\nShare prices in the port's operator fell by a tenth on the news.",
        f"{STORY}\n\nShare on Facebook what you have seen and you will be asked about it, the skipper told his crew.",
        f"{STORY}\n\n“Share?”\n\n{STORY[:60]} again.",
    ),
)
def share(reading: Reading) -> Iterator[Span]:
    """Lines that ask to share, send, print or save."""
    for number, hit in reading.holding("share").items():
        most = SENTENCE_WORDS if SENTENCE_END.search(reading.lines[number]) else SHARE_WORDS
        if _is_label(reading.keys[number], hit, most):
            yield Span(*reading.document.blocks[number], hit.words, 0.95 if hit.whole else 0.9)


@rule(
    "SHARE02",
    "row of networks or counters",
    removes=(
        f"{STORY}\n\n✂ Facebook Twitter WhatsApp\n✂ 1.2K Shares 34",
        f"{STORY}\n\n✂ Facebook\n✂ X\n✂ LinkedIn",
        f"{STORY}\n\n✂ 34 shares",
        f"{STORY}\n\n✂ 👍 ❤ 😮 😢",
    ),
    keeps=(
        f"{STORY}\n\nX marks the spot\n\n{STORY}",
        f"{STORY}\n\n1,200\n\n{STORY}",
        f"{STORY}\n\nx<5\n..X....X..\n\n{STORY}",
        f"{STORY}\n\nprint link\n\n{STORY}",
        f"{STORY}\n\n🐟🐟\n\n{STORY}",
        f"The firms named were these:\n\nFacebook\n\n{STORY}",
    ),
)
def networks(reading: Reading) -> Iterator[Span]:
    """Lines that hold nothing but names of networks and their counters."""
    # A name, a filler or a counter stands at an end at least, as in every row: most lines need no more.
    rows = {
        number
        for number, key in enumerate(reading.keys)
        if (
            key.partition(" ")[0] in IN_ROWS
            or key.rpartition(" ")[2] in IN_ROWS
            or key[:1].isdigit()
            or key[-1:].isdigit()
        )
        and _is_row(key)
    }
    for number in sorted({*rows, *_pictures(reading)}):
        if number not in rows:
            yield Span(*reading.document.blocks[number], "nothing but pictograms", 0.85)
            continue
        # One name alone may be a heading; two names in a line, or two such lines, are buttons.
        names = [word for word in reading.keys[number].split() if word in NETWORKS]
        near = {number - 1, number, number + 1} & rows
        sure = any(not WEAK.issuperset(NETWORKS.intersection(reading.keys[row].split())) for row in near)
        buttons = (sure and (len(names) >= 2 or len(near) > 1)) or "share" in reading.keys[number]
        buttons = buttons or _beside_share(reading, number)
        # What a share phrase names is named already.
        if buttons and not reading.has(number, "share"):
            yield Span(*reading.document.blocks[number], reading.keys[number], 0.9)


def _pictures(reading: Reading) -> Iterator[int]:
    """Lines of pictograms and no word, above or below the prose."""
    if reading.document.text.isascii():
        return
    for number in outside(reading):
        line = reading.lines[number]
        if not line.isascii() and len(line) <= LONGEST_EMOJI_ROW and not reading.keys[number] and EMOJI.search(line):
            yield number


def _is_row(key: str) -> bool:
    words = key.split()
    if len(words) > LONGEST_ROW or (NETWORKS.isdisjoint(words) and "share" not in key):
        return False
    plain = [word in IN_ROWS or bool(NUMBER.match(word)) for word in words]
    if not all(plain) and not _ends_in_phrase(words, plain):
        return False
    return any(word in NETWORKS for word in words) or ("share" in key and any(map(str.isdigit, key)))


def _ends_in_phrase(words: list[str], plain: list[bool]) -> bool:
    """Whether a share phrase stands before or behind the names, and makes up the rest of the line."""
    others = plain.index(False), len(plain) - plain[::-1].index(False)
    behind = (" ".join(words[start:]) for start in range(1, others[0] + 1))
    before = (" ".join(words[:end]) for end in range(others[1], len(words)))
    return any(hit.whole and hit.kind == "share" for rest in (*behind, *before) for hit in phrases_in(rest, rest))


def _beside_share(reading: Reading, number: int) -> bool:
    return any(reading.has(other, "share") for other in (number - 1, number + 1))


@rule(
    "FOLLOW01",
    "follow, subscribe, install",
    removes=(
        f"{STORY}\n\n✂ For Latest Updates Follow us on Google News",
        f"{STORY}\n\n✂ Subscribe to our newsletter",
        f"{STORY}\n\n✂ Suivez-nous sur Facebook et Twitter",
    ),
    keeps=(
        f"{STORY}\n\nFollow the coast road north for an hour and the lighthouse comes into view, white on its hill.",
        f"{STORY}\n\nLike us on the island, they fish.\n\n{STORY}",
        f"{STORY}\n\nSubscribe or perish, the publisher had written above his desk.",
    ),
)
def follow(reading: Reading) -> Iterator[Span]:
    """Lines that ask the reader to follow, subscribe, join, or install."""
    for number, hit in reading.holding("follow").items():
        if _is_label(reading.keys[number], hit, FOLLOW_WORDS):
            yield Span(*reading.document.blocks[number], hit.words, 0.95 if hit.whole else 0.9)
