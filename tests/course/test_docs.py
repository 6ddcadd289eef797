"""The documents: links, figures and options are true; commands run in order as somebody types them, and do what they say."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest

from graders.cli import main
from graders.course.course import KIT, Course
from graders.course.settings import MEGABYTE, Limits
from graders.gradebook.connection import open_gradebook
from graders.gradebook.recorder import load_mark
from graders.reports.feedback import feedback
from tests.hostile.kit import members

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVER = Path(__file__).resolve().parent.parent / "browser" / "jupyter.py"
# JupyterLab stays until somebody ends it: here it is started, asked for a page, and ended.
PRELUDE = f"""\
set -euo pipefail
jupyter() {{ test "$*" = lab && "{sys.executable}" "{SERVER}"; }}
"""
NAME = "05_shallow_backprop"
PAGES = sorted([*KIT.glob("*.md"), *(KIT / "bench").glob("*.md"), *(KIT / "docs").rglob("*.md")])
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(\s*([^)\s]*)[^)]*\)|^\[[^\]]+\]:\s*(\S+)|\b(?:href|src)=\"([^\"]*)\"", re.MULTILINE)
HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)


def commands(page):
    """Give what a page tells to type."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert blocks, page
    return "".join(blocks)


def typed(text, folder):
    """Type commands into one shell, as somebody who has this Python first on the path; give the finished process."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    # Whoever runs the tests has installed all; what is missing must not be fetched behind their back.
    environment["PIP_NO_INDEX"] = "1"
    script = folder.parent / "typed.sh"
    script.write_text(PRELUDE + text)
    return subprocess.run(
        ["bash", script], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=550
    )


def links(page):
    """Give where the links and pictures of a page lead; what stands in code is no link."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    return [next(filter(None, found), "") for found in LINK.findall(text)]


def anchors(page):
    """Give the anchors that GitHub and MyST make of a page's headings."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", heading).lower() for heading in HEADING.findall(text)]
    slugs = [re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain]
    return {f"{slug}-{slugs[:at].count(slug)}".removesuffix("-0") for at, slug in enumerate(slugs)}


def dead_links(page):
    """Give the links of a page that lead nowhere; of those into the network only the form is known here."""
    for target in links(page):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            if parts.scheme != "https" or not re.fullmatch(r"[\w-]+(\.[\w-]+)+", parts.netloc):
                yield target
            continue
        file = page.parent / parts.path if parts.path else page
        if not target or not file.exists() or (parts.fragment and parts.fragment not in anchors(file)):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(KIT)))
def test_links_lead_somewhere(page):
    assert list(dead_links(page)) == []


@pytest.mark.parametrize(
    "link",
    [
        "[no such file](other.md)",
        "[no such heading](#below)",
        "[no such heading in a file](page.md#below)",
        "![no such picture](pictures/none.png)",
        '<img src="none.png">',
        "[by reference][r]\n\n[r]: other.md",
        "[]()",
        "[not encrypted](http://example.org/)",
        "[no host](https:///page)",
        "[a slip](https//example.org)",
    ],
)
def test_a_dead_link_is_found(tmp_path, link):
    page = tmp_path / "page.md"
    page.write_text(
        "# The `top`, twice\n\n## The top twice\n\n[a](#the-top-twice) [b](page.md#the-top-twice-1)\n`[c](d)`\n"
    )
    assert list(dead_links(page)) == []
    page.write_text(f"{page.read_text()}\n{link}\n")
    assert len(list(dead_links(page))) == 1


def test_the_index_leads_to_every_page(kit):
    index = kit / "docs" / "index.md"
    text = index.read_text(encoding="utf-8")
    [contents] = re.findall(r"^```\{toctree\}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    entries = [line for line in contents.splitlines() if line and not line.startswith(":")]
    pages = {str(page.relative_to(index.parent)) for page in index.parent.rglob("*.md")} - {"index.md"}
    assert {f"{entry}.md" for entry in entries} == pages
    assert set(links(index)) >= pages


def test_the_command_line_page_names_every_verb_argument_and_option(kit):
    page = (kit / "docs" / "command-line.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL))
    assert set(sections) == set(main.commands)
    for verb, command in main.commands.items():
        usage = re.search(rf"^python -m graders {verb}\b(.*)$", sections[verb], re.MULTILINE)[1]
        arguments = [name for name in re.findall(r"[A-Za-z|]+", usage) if name != "OPTIONS"]
        assert arguments == [
            "|".join(one.type.choices) if isinstance(one.type, click.Choice) else one.human_readable_name
            for one in command.params
            if isinstance(one, click.Argument)
        ]
        options = [name for one in command.params if isinstance(one, click.Option) for name in one.opts]
        assert re.findall(r"^\| `(--[\w-]+)", sections[verb], re.MULTILINE) == options, verb


def test_the_documented_limits_are_those_of_the_engine(kit):
    page, limits = (kit / "docs" / "threat-model.md").read_text(encoding="utf-8"), Limits()
    documented = dict(re.findall(r"^\| (.+?) \| (\d.+?) \|$", page, re.MULTILINE))
    assert documented == {
        "one cell; all cells of a notebook": f"{limits.cell_seconds:g} s; {limits.total_seconds:g} s",
        "CPU time of one process": f"{limits.cpu_seconds:g} s",
        "memory of all its processes together": f"{limits.memory_bytes / MEGABYTE:,.0f} MB, watched from outside",
        "files in each private folder; one file": f"{limits.disk_bytes / MEGABYTE:g} MB; {limits.file_bytes / MEGABYTE:g} MB",
        "open files; processes and threads": f"{limits.open_files:,}; {limits.processes:,}",
        "what its cells print and display, pictures included": f"{limits.output_bytes / MEGABYTE:g} MB; {limits.output_messages:,} messages",
        "the judge's memory for the values that it receives": f"{limits.judge_bytes / MEGABYTE:,.0f} MB",
        "one check; all checks of an exercise": f"{limits.check_seconds:g} s; {limits.exercise_seconds:g} s of CPU time",
    }


def test_readme_is_short_and_its_figures_are_those_of_the_repository(kit):
    readme = (kit / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 100

    def figure(words):
        return int(re.search(rf"(\d[\d,]*) {words}", readme)[1].replace(",", ""))

    exercises = kit / "graders" / "exercises"
    assert figure("right answers") <= len(list(exercises.glob("*/*/accepted/*.py")))
    assert figure("wrong ones") <= len(list(exercises.glob("*/*/wrong_answer/*.py")))
    assert figure("hostile submissions") <= len(members())
    stock = (kit / "bench" / "RESULTS.md").read_text(encoding="utf-8").split("## stock")[1].split("\n## ")[0]
    ratios = [float(ratio) for ratio in re.findall(r"\| ([\d.]+) \| all \d+ equal \|", stock)]
    slowest, fastest = map(int, re.search(r"(\d+) to (\d+) times as fast", readme).groups())
    assert (slowest, fastest) == (int(min(ratios)), int(max(ratios)))


def test_students_commands(kit, tmp_path):
    """In the folder that was handed out, finished work in it."""
    folder = tmp_path / NAME
    shutil.copytree(kit / "release" / NAME, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(kit / "examples" / "submitted" / "all-right" / NAME / f"{NAME}.ipynb", folder)
    done = typed(commands(kit / "docs" / "students.md"), folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "JupyterLab answered" in done.stdout
    assert "Ready to hand in." in done.stdout


@pytest.fixture(scope="module")
def year(kit, tmp_path_factory):
    """Go through the instructors' page once, up to the end of the year and to its end; give both states."""
    root = tmp_path_factory.mktemp("docs") / "kit"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=kit, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(kit / name, root / name)
    (root / ".venv").symlink_to(kit / ".venv")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "as cloned"]):
        subprocess.run([*git, *words], cwd=root, check=True)
    before, heading, after = (kit / "docs" / "instructors.md").read_text(encoding="utf-8").partition("## 9. Next year")
    assert heading
    done = typed("".join(BLOCK.findall(before)), root)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    state = root.parent / "state"
    shutil.copytree(root, state, ignore=shutil.ignore_patterns(".venv", ".git"))
    ended = typed("".join(BLOCK.findall(after)), root)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return state, root


@pytest.mark.slow
def test_instructors_commands_end_in_a_marked_class(year):
    course = Course(year[0])
    marks = {student: load_mark(course, student, NAME) for student in ("ada", "emmy", "carl")}
    assert marks["ada"].score > marks["emmy"].score > 0
    assert (marks["emmy"].late_seconds, marks["emmy"].penalty) == (0, 0)  # handed in as late, but with an extension
    assert marks["carl"].late_seconds == pytest.approx(86_400 + 8 * 3600 + 60)
    assert marks["carl"].penalty == pytest.approx(0.2 * marks["carl"].score)
    with open_gradebook(course) as gradebook:
        assert {student.id: student.last_name for student in gradebook.students}["emmy"] == "Noether"
        assert gradebook.find_submission(NAME, "emmy").extension.days == 3
    assert len(list(course.feedback.glob(f"*/{NAME}/{NAME}.html"))) == 3
    with (course.root / "grades.csv").open() as file:
        exported = {
            row["student_id"]: float(row["raw_score"] or 0) for row in csv.DictReader(file) if row["assignment"] == NAME
        }
    assert exported == {student: pytest.approx(mark.score) for student, mark in marks.items()}


@pytest.mark.slow
def test_marks_by_hand_stay_and_the_penalty_follows(year, graders):
    course = Course(year[0])
    with open_gradebook(course) as gradebook:
        grade = gradebook.find_grade("softmax_derivative", NAME, NAME, "carl")
        grade.manual_score = 2.0
        gradebook.db.commit()
    before = load_mark(course, "carl", NAME)
    done = graders("--course", course.root, "autograde", NAME, "--student", "carl", "--force")
    assert done.returncode == 0, done.stderr
    with open_gradebook(course) as gradebook:
        entry = gradebook.find_submission(NAME, "carl")
        assert entry.score == pytest.approx(before.score + 2)
    assert load_mark(course, "carl", NAME).penalty == pytest.approx(before.penalty + 0.4)
    assert feedback(course, [NAME], ["carl"])


@pytest.mark.slow
def test_next_year_begins_empty_and_keeps_the_old(year):
    root = year[1]
    assert not (root / "submitted").exists()
    assert (root / "archive" / "2026" / "gradebook.db").is_file()
    with open_gradebook(Course(root)) as gradebook:
        assert list(gradebook.students) == []
        assert [assignment.name for assignment in gradebook.assignments] == Course(root).assignments()
    changed = subprocess.run(["git", "status", "--short"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert [line for line in changed.splitlines() if "archive" not in line and ".venv" not in line] == []
