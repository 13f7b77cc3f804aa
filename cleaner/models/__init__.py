"""Learned decisions: which lines of a text, of a page, are the article's.

characters     a text's characters and words as arrays
line_features  what a line, its neighbours and its page look like
context        a line among the first stage's opinions
block_places   an HTML page's tree as arrays; block_features: where a line stands in it
trees          boosted symmetric trees as arrays; two_stages: a model's two ensembles
gate           whether a text needs the model at all
decision       one decision for a page
line_model     the model for texts, `line_model.npz`; `line_model.md` is its card
block_model    the model for HTML pages, `block_model.npz`; `block_model.md` is its card
page_kind      the kind of a page
fast_model     the same for less, `fast_model.npz`; `fast_model.md` is its card
"""

__all__ = ["LINE_CODE"]

LINE_CODE = "LINE01"
