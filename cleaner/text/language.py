"""Which language a text is in; asked only where a rule needs it."""

from __future__ import annotations

__all__ = ["detect"]

# Detection costs time on every character, and this many settle the matter.
SAMPLE = 500
LEAST = 20


def detect(text: str) -> str | None:
    """ISO 639-1 code of the text's language; None for a text too short to tell.

    Method: a naive Bayes classifier over byte n-grams (Lui and Baldwin, langid.py, 2012), offline, on the
    first 500 characters.

    >>> detect("Der Stadtrat hat am Montag den Haushalt für das kommende Jahr beschlossen.")
    'de'
    >>> detect("ok") is None
    True
    """
    sample = text[:SAMPLE]
    if len(sample) < LEAST:
        return None
    import py3langid

    language, _ = py3langid.classify(sample)
    return str(language)
