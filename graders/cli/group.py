"""The command line's group: what all verbs share."""

import os
from pathlib import Path

import click

from graders import __version__


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _show_settings(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the help and what can be set in nbgrader_config.py."""
    if asked:
        from graders.course.settings import describe_settings

        click.echo(f"{context.get_help()}\n\nSettings in nbgrader_config.py, as c.GradersLimits.cell_seconds = 60:\n")
        click.echo(describe_settings())
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--course", type=click.Path(file_okay=False, path_type=Path), help="Course folder, if not this one.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--help-all",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_settings,
    help="Show the settings, too.",
)
@click.version_option(__version__, prog_name="graders")
@click.pass_context
def main(context: click.Context, course: Path | None, debug: bool) -> None:
    """Release, mark and prove the course on handwritten digits."""
    context.obj = course
