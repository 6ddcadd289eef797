"""The demo's course folder: made, taken up again, never laid over somebody else's."""

import contextlib
import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from graders.core.atomic_folders import clear_drafts, draft, put_in_place, sync_tree
from graders.course.course import CONFIG, Course, make_folder, open_course
from graders.core.exceptions import CannotWrite, GradersError
from graders.gradebook.connection import open_gradebook
from graders.release.publish import release

KIT = open_course()
EXAMPLES = KIT.root / "examples"
SUBMITTED = "submitted"
STATE = ".made-by-demo"  # tells a folder that the demo made, and may make anew, from any other
COURSE_CONFIG = """\
# Written by `python -m graders demo`: the kit's configuration for a course folder of its own.
c = get_config()
load_subconfig("nbgrader_config.py", path={kit!r})
c.CourseDirectory.source_directory = {source!r}
# Half the usual: the endless loop of the sample class is over sooner, and no other check takes a quarter of it.
c.GradersLimits.check_seconds = 4.0
c.GradersLimits.exercise_seconds = 12.0
"""


@contextlib.contextmanager
def claimed(root: Path) -> Iterator[IO[str]]:
    """Keep other demos out of a folder while the block runs.

    Parameters
    ----------
    root : Path
        The folder; made where there is none.

    Yields
    ------
    file
        The one in it that tells whose it is, for `fill`.

    Raises
    ------
    GradersError
        If another demo is at work there, the folder is somebody else's, or it cannot be written to.
    """
    path = root / STATE
    if root.is_dir() and any(root.iterdir()) and not path.is_file():
        raise GradersError(
            f"{root} holds something that the demo did not make: give another folder with --folder; "
            "nothing was changed."
        )
    try:
        make_folder(root)
        file = path.open("a+", encoding="utf-8", errors="replace")
    except (CannotWrite, OSError) as error:
        reason = getattr(error.__context__ or error, "strerror", None) or error
        raise GradersError(
            f"cannot write to {root} ({reason}): give the demo a folder with "
            "`python -m graders demo --folder DIR`; nothing was changed."
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GradersError(
                f"another demo is at work in {root}: let it end, then run again; nothing was changed."
            ) from None
        yield file


def fill(
    root: Path,
    state: IO[str],
    everything: dict[str, Any],
    expected: dict[str, Any],
    stage: Callable[[str], None] = lambda doing: None,
) -> Course:
    """Make or refresh what a claimed folder holds.

    Parameters
    ----------
    root : Path
        The folder.
    state : file
        From `claimed`.
    everything, expected : dict
        The whole sample class, and what of it is to be handed in.
    stage : callable, optional
        Is told what is being done.

    Returns
    -------
    Course
        Released, submitted, with due dates, ready to be marked.

    Raises
    ------
    GradersError
        If a person's work lies in submitted/; then nothing was changed.
    """
    samples = {f"{entry['student']}/{entry['assignment']}" for entry in everything["submission"]}
    files = {f"{name}/{path.name}": _digest(path) for name in sorted(samples) for path in _sample(name).iterdir()}
    official = {name: KIT.digests(KIT.assignment(name)) for name in everything["assignments"]}
    now = json.dumps({"official": official, "files": files}, indent=1)
    state.seek(0)
    before = state.read()
    _refuse_others(root / SUBMITTED, _put_there(before) or files)
    if before != now:
        _clear(root)  # made from another version of the course
        state.truncate(0)
        state.write(now)
        state.flush()
    (root / CONFIG).write_text(COURSE_CONFIG.format(kit=str(KIT.root), source=str(KIT.source)), encoding="utf-8")
    course = Course(root)  # only now, since it reads its configuration once
    chosen = {f"{entry['student']}/{entry['assignment']}" for entry in expected["submission"]}
    for name in sorted(chosen):
        _hand_in(course, name)
    for name in sorted(samples - chosen):
        _take_back(course, name)
    for name in expected["assignments"]:
        if not (course.release / name).is_dir():
            stage(f"releasing {name}")
            release(course, name)
    _set_due(course, expected["assignments"], expected["due"])
    return course


def _sample(name: str) -> Path:
    """Give the folder of a sample submission."""
    return EXAMPLES / "submitted" / name


def _digest(path: Path) -> str:
    """Hash a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _put_there(state: str) -> dict[str, str]:
    """Read which files a demo handed in; none where an older kit wrote it, or it was cut off."""
    try:
        return dict(json.loads(state)["files"])
    except (ValueError, TypeError, KeyError):
        return {}


def _refuse_others(submitted: Path, ours: dict[str, str]) -> None:
    """Refuse a folder with work of a person's in it: it would be lost, or run unconfined, or taken for a sample."""
    for path in sorted(submitted.rglob("*")):
        name = path.relative_to(submitted)
        if (path.is_dir() and not path.is_symlink()) or any(part.startswith(".") for part in name.parts):
            continue
        if path.is_symlink() or not path.is_file() or _digest(path) != ours.get(str(name)):
            raise GradersError(
                f"{path} is not as the demo put it there: move it to {KIT.submitted}/, or elsewhere, then run again; "
                "nothing was changed."
            )


def _clear(root: Path) -> None:
    """Empty a claimed folder."""
    for path in root.iterdir():
        if path.name == STATE:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _hand_in(course: Course, name: str) -> None:
    """Put a sample into submitted/, whole or not at all."""
    target = course.submitted / name
    if all((target / path.name).is_file() for path in _sample(name).iterdir()):
        return
    make_folder(target.parent)
    clear_drafts(target)
    with draft(target) as fresh:
        for path in _sample(name).iterdir():
            (fresh / path.name).write_bytes(path.read_bytes())
        sync_tree(fresh)
        put_in_place(fresh, target)


def _take_back(course: Course, name: str) -> None:
    """Take a sample that was not asked for out of submitted/; its mark stays."""
    target = course.submitted / name
    if target.is_dir():
        shutil.rmtree(target)
        with contextlib.suppress(OSError):  # the student may have handed in others
            target.parent.rmdir()


def _set_due(course: Course, assignments: list[str], due: str) -> None:
    """Give assignments their due date in the gradebook."""
    from nbgrader.utils import parse_utc

    with open_gradebook(course) as gradebook:
        for assignment in assignments:
            gradebook.update_or_create_assignment(assignment, duedate=parse_utc(due))
