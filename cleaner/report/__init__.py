"""What a run counts, and how it is told.

tally     counts over documents while they pass
stats     stats.json
summary   the end of a run, for a person at a terminal
"""
