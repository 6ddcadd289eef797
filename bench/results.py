"""bench/RESULTS.md: each part of the bench replaces its own section there."""

import re
from datetime import UTC, datetime
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")
HEAD = """# What marking costs: results

Written by `make bench`; each part replaces its own section. What the parts compare stands in README.md.
"""


def keep(part: str, text: str, machine: str, file: Path) -> None:
    """Replace the section of a part, or add it.

    Parameters
    ----------
    part : str
        Its name.
    text : str
        Its tables and notes, in Markdown.
    machine : str
        Where it was measured.
    file : Path
        The file of results.
    """
    sections = read(file)
    sections[part] = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine}\n\n{text.strip()}\n"
    file.write_text(HEAD + "".join(f"\n## {name}\n\n{body}" for name, body in sections.items()), encoding="utf-8")


def read(file: Path) -> dict[str, str]:
    """Give the sections of a file by their headings; none if it is not there."""
    if not file.is_file():
        return {}
    parts = re.split(r"^## (.+)\n\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {name: body.strip() + "\n" for name, body in zip(parts[::2], parts[1::2], strict=True)}


def table(headings: list[str], rows: list[list[str]]) -> str:
    """Make a Markdown table; columns of numbers stand to the right."""
    numbers = [all(re.fullmatch(r"[-+]?[\d.]+", row[at]) for row in rows) for at in range(len(headings))]
    lines = [headings, ["---:" if number else "---" for number in numbers], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
