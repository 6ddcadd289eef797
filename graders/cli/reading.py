"""Verbs for those who read marks: feedback, report, export."""

from pathlib import Path

import click

from graders.cli.group import main
from graders.core.exceptions import GradersError
from graders.course.course import open_course

NOTHING_MARKED = "nothing has been marked yet: run `python -m graders autograde` first."


@main.command("feedback")
@click.argument("assignments", nargs=-1)
@click.option("--student", "students", multiple=True, help="Only this student; may be given again.")
@click.pass_obj
def feedback_verb(course: Path | None, assignments: tuple[str, ...], students: tuple[str, ...]) -> None:
    """Write what students read: one page per marked submission."""
    from graders.console import show_unfinished
    from graders.reports.feedback import feedback
    from graders.reports.needs_person import needs, unfinished

    opened = open_course(course)
    pages = feedback(opened, assignments, students)
    if not pages:
        raise GradersError(NOTHING_MARKED)
    click.echo(f"{len(pages)} pages in {opened.feedback}")
    wanted = set(students)
    show_unfinished(unfinished(n for n in needs(opened, assignments) if not wanted or n.student in wanted))


@main.command("report")
@click.argument("assignments", nargs=-1)
@click.option("--anonymous", is_flag=True, help="Call students by numbers in the class report.")
@click.option("--items", "by_check", is_flag=True, help="Look at the checks: how many pass, what they tell.")
@click.pass_obj
def report_verb(course: Path | None, assignments: tuple[str, ...], anonymous: bool, by_check: bool) -> None:
    """Print the table of marks and write the class report: a page, and the same as CSV."""
    from graders.console import show_items, show_rows
    from graders.reports.class_page import write_overview
    from graders.reports.class_statistics import overview
    from graders.reports.item_analysis import items, write_items
    from graders.reports.marks_table import write_csv

    opened = open_course(course)
    if by_check:
        found = items(opened, assignments)
        if not found:
            raise GradersError(NOTHING_MARKED)
        show_items(found)
        for path in write_items(opened, found):
            click.echo(path)
        return
    whole = overview(opened, assignments, anonymous)
    if not whole.table:
        raise GradersError(NOTHING_MARKED)
    show_rows(whole.table)
    if not anonymous:
        click.echo(f"The same as CSV: {write_csv(opened, whole.table)}")
    click.echo(f"The class at a glance: {write_overview(opened, whole)[0]}")


@main.command("export")
@click.argument("system", type=click.Choice(["canvas", "moodle"]))
@click.argument("assignments", nargs=-1)
@click.pass_obj
def export_verb(course: Path | None, system: str, assignments: tuple[str, ...]) -> None:
    """Write the marks as CSV for a campus system."""
    from graders.console import show_unfinished
    from graders.reports.lms_export import write_marks
    from graders.reports.needs_person import needs, unfinished

    opened = open_course(course)
    path = write_marks(opened, system, assignments)
    if path is None:
        raise GradersError(NOTHING_MARKED)
    click.echo(path)
    show_unfinished(unfinished(needs(opened, assignments)))
