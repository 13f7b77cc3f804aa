"""What is said on stderr while a run goes on: plain lines, or one JSON object a line."""

from __future__ import annotations

import json
import logging
import sys

__all__ = ["JsonLogs", "set_up_logs"]

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


class JsonLogs(logging.Formatter):
    """One JSON object a line.

    >>> record = logging.LogRecord("cleaner", logging.INFO, "", 0, 'read "%s"', ("a",), None)
    >>> JsonLogs().format(record)
    '{"level": "info", "message": "read \\\\"a\\\\""}'
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of one message."""
        return json.dumps({"level": record.levelname.lower(), "message": record.getMessage()})


def set_up_logs(verbose: int, *, quiet: bool, as_json: bool) -> None:
    """Send this package's messages to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLogs() if as_json else logging.Formatter("%(message)s"))
    level = logging.ERROR if quiet else LEVELS[min(verbose, len(LEVELS) - 1)]
    logging.basicConfig(level=level, handlers=[handler], force=True)
