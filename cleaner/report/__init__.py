"""What a run counts, and how it is told.

tally     counts over documents while they pass
stats     stats.json
summary   the end of a run, for a person at a terminal

explain        one document: what went, and why
explain_pair   two documents: copies or not, and why
word_diff      where two texts differ
terminal_text  columns in every script; nothing of a document commands the terminal
"""
