"""The command line: verbs, options, exit statuses. The work is done by the folders of the stages."""

import logging
import os
import sys
from typing import Any

import click

from graders.cli import authoring, machine, marking, reading
from graders.cli.group import main
from graders.core.environment import prepare
from graders.core.exceptions import DiskFull, GradersError
from graders.core.places import ENGINE

__all__ = ["authoring", "machine", "main", "marking", "reading", "run"]  # each module adds its verbs to the group


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status.

    Parameters
    ----------
    arguments : list of str, optional
        The arguments; those of the process where none are given.
    """
    prepare(os.environ, ENGINE.parent)
    for name in ("traitlets", "tornado.application"):  # nbformat and nbgrader's API log what we say in one line
        logging.getLogger(name).addHandler(logging.NullHandler())
    argv = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in argv
    argv = [word for word in argv if word != "--debug"]  # it may stand anywhere
    try:
        status: Any = main.main(args=argv, prog_name="python -m graders", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f" See `{context.command_path} --help`." if context else ""
        _stop(f"{error.format_message()}{hint}", 2)
    except GradersError as error:
        if debug:
            raise
        _stop(str(error), 2)
    except (KeyboardInterrupt, click.Abort):
        _stop("stopped; what was finished is kept.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; say nothing more
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        if DiskFull.is_told_by(error):
            _stop(str(DiskFull(getattr(error, "filename", None) or "a file")), 2)
        _stop(f"a fault of ours, {type(error).__name__}: {error}. Run again with --debug and report what it shows.", 70)
    sys.exit(status if isinstance(status, int) else 0)


def _stop(message: str, status: int) -> None:
    """Print one line on stderr and exit."""
    from graders.core.safe_text import line

    click.echo(f"error: {line(message, 1_000)}", err=True)
    sys.exit(status)
