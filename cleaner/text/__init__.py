"""Bytes to text, and what of a text counts: decoding, folding, language."""
