"""What is said on stderr while a run goes on: plain lines, or one JSON object a line."""

from __future__ import annotations

import json
import logging

import click

__all__ = ["JsonLogs", "Stderr", "set_up_logs"]

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
PACKAGE = "cleaner"


class JsonLogs(logging.Formatter):
    """One JSON object a line.

    >>> record = logging.LogRecord("cleaner", logging.INFO, "", 0, 'read "%s"', ("a",), None)
    >>> JsonLogs().format(record)
    '{"level": "info", "message": "read \\\\"a\\\\""}'
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of one message."""
        return json.dumps({"level": record.levelname.lower(), "message": record.getMessage()})


class Stderr(logging.Handler):
    """Writes to whatever stderr is when a message comes: a progress bar stands in its place while it is drawn."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one message."""
        click.echo(self.format(record), err=True)


def set_up_logs(verbose: int, *, quiet: bool, as_json: bool) -> None:
    """Send this package's messages to stderr; other packages' loggers, and the root logger, are left alone."""
    logger = logging.getLogger(PACKAGE)
    for handler in [handler for handler in logger.handlers if isinstance(handler, Stderr)]:
        logger.removeHandler(handler)
    handler = Stderr()
    handler.setFormatter(JsonLogs() if as_json else logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.ERROR if quiet else LEVELS[min(verbose, len(LEVELS) - 1)])
