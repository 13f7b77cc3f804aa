"""Learned decisions: which lines of a text are the article's.

characters     a text's characters and words as arrays
line_features  what a line, its neighbours and its page look like
context        a line among the first stage's opinions
trees          boosted symmetric trees as arrays
gate           whether a text needs the model at all
decision       one decision for a page
line_model     the model that ships, `line_model.npz`; `line_model.md` is its card
"""

__all__ = ["LINE_CODE"]

LINE_CODE = "LINE01"
