"""What an element says of its part in the page by its tag, its role, and the names its author gave it."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["COMMENTS", "COMMENT_TOOLS", "HINTS", "LANDMARKS", "hints_of", "landmark_of"]

# Parts of a page that HTML or ARIA has an element or a role for.
LANDMARKS = (
    "nav", "header", "footer", "aside", "form", "main", "article", "section", "figure", "table", "noscript",
    "blockquote", "ul", "button", "hidden",
)  # fmt: skip
ROLES = {
    "navigation": "nav",
    "menu": "nav",
    "menubar": "nav",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "form",
    "dialog": "hidden",
    "alertdialog": "hidden",
    "main": "main",
    "article": "article",
}
SAME = {
    "ol": "ul",
    "dl": "ul",
    "dir": "ul",
    "menu": "nav",
    "figcaption": "figure",
    "dialog": "hidden",
}
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# Parts of the names that authors of pages give: English words of the craft, used whatever the page's language. The
# vocabulary is that of readability's and boilerpipe's successors, grouped by what the part is.
HINTS = {
    "article": "article|story|entry-content|post-content|post-body|articlebody|hentry|prose|richtext|wysiwyg",
    "content": "content|body|text|copy|paragraph|detail",
    "main": "main|primary|center|maincol",
    "post": "post|message|comment-?body|reply|answer|question|thread|topic|bbs",
    "comment": "comment|disqus|respond|discuss|feedback|livefyre|remark|review",
    "related": "related|recommend|outbrain|taboola|more-|read-?(?:more|next|also)|similar|also|promo|teaser|popular|"
    "trend|most-|latest|recirc|suggest|upsell|cross",
    "share": "share|social|sharing|facebook|twitter|addthis|follow|sns|whatsapp",
    "nav": "nav|menu|breadcrumb|crumb|pagination|pager|tabs?$|toc|sitemap|toolbar|skip",
    "header": "header|masthead|banner|topbar|branding|logo",
    "footer": "footer|foot|copyright|legal|bottom|colophon",
    "side": "side|aside|rail|widget|column-?r|right|left",
    "ad": "(?:^|[-_])(?:ad|ads|adv|advert\\w*|sponsor\\w*|dfp|gpt)(?:$|[-_])|adsense|sponsor|commercial|advertis",
    "meta": "meta|byline|author|date|time|info|credit|tag|categor|label|kicker|bio",
    "headline": "headline|title|heading|subtitle|dek|standfirst|lede|lead|summary|intro|excerpt|abstract",
    "caption": "caption|figure|photo|image|gallery|slide|media|video|player|embed",
    "consent": "cookie|consent|gdpr|privacy|modal|popup|overlay|paywall|subscribe|newsletter|signup|login|register|"
    "subscription|donat|membership",
    "listing": "list|grid|card|item|result|archive|collection|feed|tile|row",
    "product": "product|price|cart|shop|buy|sku|spec|variant|rating|stock|shipping",
    "hidden": "hidden|sr-only|visually|screen-reader|print-only|noprint|no-print|collapsed|invisible|offscreen",
    "code": "code|highlight|syntax|api|doc|reference|example",
}
PATTERNS = tuple(re.compile(pattern) for pattern in HINTS.values())
# What threads of readers' comments and the comments in them are called: words of the craft and of languages whose sites
# name them in their own (a "Kommentar" alone is an editor's), and the services that host them. Not what counts them,
# leads to them or asks for one, nor the newest ones of other pages.
THREAD = re.compile(
    r"comments?(?!ary|ator|ed|is)|kommentare|kommentarer|komentarz|komentar[ie]|commentaires?|coment[aá]rios?|commenti(?![a-z])"
    r"|reacties|yorumlar|otzyv|pinglun|talkbacks?|disqus|livefyre|intensedebate|fyre|hyvor|isso-thread|^remark$|remark__|commento"
    r"|spot-?im-|openweb|viafoura|coral-?talk|graphcomment|cusdis|giscus|utterances|cackle"
)
NO_THREAD = re.compile(
    r"count|link|form|respond|repl|button|btn|icon|no-?comments|close|open|subscri|recent|latest|newest|widget|most|logo|"
    r"cookie|notes?|jump|carousel|toggle|trigger|status|policy|parent|field|input|submit|login|action|vote|like|rating|"
    r"report|captcha|sort|pag(?:er|ination)|editor|textarea|avatar|has-?comment|with-?comment|enabled|disabled|menu|nav"
)
TOOL = re.compile(
    r"respond$|(?:comment|repl|commentaire|kommentar|coment[aá]rio).*(?:form|link|button|btn|action|vote|like|rating|report|"
    r"captcha|sort|pag(?:er|ination)|field|input|submit|login|editor|textarea|count|toggle|menu)|(?:up|down)-?vot|captcha"
)
COMMENTS, COMMENT_TOOLS = 1 << len(HINTS), 1 << len(HINTS) + 1
"""Bits beside those of `HINTS`: a thread of comments or one of them; what such a thread has beside what readers say."""
# Most names hint at nothing.
ANY = re.compile("|".join((*HINTS.values(), THREAD.pattern, TOOL.pattern)))


def landmark_of(tag: str, role: str | None, style: str | None, *, hidden: bool = False) -> int:
    """The landmarks that an element is, as bits in the order of `LANDMARKS`.

    >>> landmark_of("div", "navigation", None) == 1 << LANDMARKS.index("nav")
    True
    """
    found = _bit(SAME.get(tag, tag))
    if role:
        found |= _bit(ROLES.get(role.strip().lower(), ""))
    if hidden or (style and HIDDEN_STYLE.search(style)):
        found |= _bit("hidden")
    return found


BITS = {name: 1 << number for number, name in enumerate(LANDMARKS)}


def _bit(name: str) -> int:
    return BITS.get(name, 0)


def hints_of(names: str) -> int:
    """What classes and an id, in lower case, hint at, as bits in the order of `HINTS`, and those of comments.

    >>> [hint for number, hint in enumerate(HINTS) if hints_of("sidebar related-posts") >> number & 1]
    ['post', 'related', 'side']
    """
    found = 0
    for name in names.split():
        found |= _hints_of_one(name)
    return found


# Sites share their makers' names: most are met again.
@lru_cache(maxsize=1 << 14)
def _hints_of_one(name: str) -> int:
    if not ANY.search(name):
        return 0
    found = sum(1 << number for number, pattern in enumerate(PATTERNS) if pattern.search(name))
    if THREAD.search(name) and not NO_THREAD.search(name):
        found |= COMMENTS
    return found | (COMMENT_TOOLS if TOOL.search(name) else 0)
