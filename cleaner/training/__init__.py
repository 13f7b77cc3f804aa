"""How the shipped models are made: `python -m cleaner.training DATA` (needs the extra `[train]`)."""
