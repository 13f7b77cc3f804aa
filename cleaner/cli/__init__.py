"""The command line: flags -> settings -> pipeline -> exit code.

options    flags, grouped, and which settings they are
commands   one function a command
config     `config show`
explain    `explain`
rules      `rules list` and `rules check`
evaluate   `eval`
index      `index create`, `add`, `query` and the like
logs       plain or JSON lines on stderr
progress   what a terminal shows while a run goes on
shell      the whole way from arguments to exit code
"""

from cleaner.cli.shell import main

__all__ = ["main"]
