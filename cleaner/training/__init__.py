"""How the shipped models are made: `python -m cleaner.training lines|blocks DATA` (needs the extra `[train]`)."""
