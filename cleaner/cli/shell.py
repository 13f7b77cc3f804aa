"""From arguments to exit code: every error becomes one line."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sys
import traceback
from collections.abc import Sequence
from functools import partial
from types import FrameType

import click

from cleaner.cli.commands import cleaner
from cleaner.cli.logs import set_up_logs
from cleaner.errors import CleanerError

__all__ = ["main", "run_command"]

INTERRUPTED, TERMINATED, PIPE_CLOSED, UNFINISHED = 130, 143, 141, 5
LOG = logging.getLogger(__name__)
VERBOSE = re.compile(r"-v+|--verbose")
GO_ON = "nothing half-written stands under a final name; the same command begins again"


class _TerminatedError(BaseException):
    """SIGTERM came."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(run_command(sys.argv[1:] if arguments is None else arguments))


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _TerminatedError


def run_command(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    tell = partial(_tell, as_json="--log-json" in arguments)
    try:
        code = cleaner.main(list(arguments), prog_name="cleaner", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except (click.Abort, KeyboardInterrupt):
        return tell(f"interrupted: {GO_ON}", INTERRUPTED)
    except _TerminatedError:
        return tell(f"terminated: {GO_ON}", TERMINATED)
    except click.ClickException as error:
        return tell(error.format_message(), error.exit_code)
    except CleanerError as error:
        return tell(str(error), error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - an error that nobody thought of must not look like exit code 1
        _log_traceback(error, arguments)
        return tell(_unfinished(error), UNFINISHED)


def _unfinished(error: Exception) -> str:
    """What is said of a disk that is full, and of an error that nobody thought of."""
    if isinstance(error, OSError):
        return f"could not finish: {error}; {GO_ON}"
    return f"could not finish: {_told(error)}; -vv shows where"


def _told(error: Exception) -> str:
    """Type and message.

    >>> _told(ValueError("no such column")), _told(KeyError())
    ('ValueError: no such column', 'KeyError')
    """
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def _log_traceback(error: Exception, arguments: Sequence[str]) -> None:
    """Where it happened, for -vv; the command may have failed before it set up the logs."""
    verbose = sum(one.count("v") for one in arguments if VERBOSE.fullmatch(one))
    if verbose > 1:
        set_up_logs(verbose, quiet=False, as_json="--log-json" in arguments)
        LOG.debug("".join(traceback.format_exception(error)).rstrip())


def _tell(message: str, code: int, *, as_json: bool) -> int:
    line = " ".join(message.splitlines())
    click.echo(json.dumps({"level": "error", "message": line}) if as_json else f"cleaner: {line}", err=True)
    return code
