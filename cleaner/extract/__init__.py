"""HTML to a page's whole text, and which of it is the article.

tree       one parser, its settings in one place
metadata   what the page says of itself: json_ld, page_title and forums hold its parts
lines      text runs to lines
page       all its text, a block a line
main_text  trafilatura's answer, laid over those lines
aligning   how it is laid
"""

from cleaner.extract.main_text import MainText, main_text
from cleaner.extract.page import Page, read_page

__all__ = ["MainText", "Page", "main_text", "read_page"]
