"""HTML to a page's whole text, and which of it is the article.

tree       one parser, its settings in one place; broken_markup: what would hide the page from it
metadata   what the page says of itself: json_ld, page_title and forums hold its parts
walk       from tag to tag: text runs to lines (lines), and where they stand (layout; names says what for)
swift_walk the same, compiled (kernels), for many pages
page       all its text, a block a line; payloads: that of a page which only its scripts would fill
markdown   what is left of it with what its markup says (marks; emphasis within lines)
main_text  lines that were chosen, or trafilatura's answer laid over all lines
aligning   how it is laid
headings   those of which nothing is left but themselves
comments   those of readers, told by names and by records alike
"""

from cleaner.extract.comments import NO_COMMENTS, Comments, find_comments
from cleaner.extract.headings import of_bare_headings
from cleaner.extract.main_text import MainText, chosen_text, is_beyond_trafilatura, main_text
from cleaner.extract.page import Page, make_swift, read_page

__all__ = [
    "NO_COMMENTS",
    "Comments",
    "MainText",
    "Page",
    "chosen_text",
    "find_comments",
    "is_beyond_trafilatura",
    "main_text",
    "make_swift",
    "of_bare_headings",
    "read_page",
]
