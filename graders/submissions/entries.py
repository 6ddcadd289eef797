"""Every entry of submitted/: whose submission of what it is, or why it is nobody's, with the nearest right place.

Names are compared with the list of students in one normal form, since macOS writes an accent as a letter of its own.
"""

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from graders.submissions.received import LITTER, TIMESTAMP
from graders.submissions.safe_folder import in_words

MOST_NAMED = 100
WORK = (".ipynb", ".zip", ".json", ".txt", ".pdf", ".html", ".py", ".7z", ".rar", ".gz", ".tgz", ".tar")


@dataclass(frozen=True)
class Entry:
    """A submission's folder.

    Attributes
    ----------
    student, assignment : str
        Whose and what; the student as the list of students has it.
    folder : Path
        Where it lies.
    """

    student: str
    assignment: str
    folder: Path


@dataclass
class Entries:
    """What lies in submitted/.

    Attributes
    ----------
    found : list of Entry
        What is to be marked, by assignment and student.
    students : list of str
        All whose folders these are, with what they submitted or not.
    misplaced : list of str
        Everything else, each with what to do.
    """

    found: list[Entry] = field(default_factory=list)
    students: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)


def list_entries(submitted: Path, assignments: Iterable[str], roster: Iterable[str] = ()) -> Entries:
    """Look at every entry of submitted/.

    Parameters
    ----------
    submitted : Path
        The folder.
    assignments : iterable of str
        Those of the course.
    roster : iterable of str
        The list of students, if one was imported; without one every folder is a student's.

    Returns
    -------
    Entries
        What was found.
    """
    known, listed = list(assignments), list(roster)
    entries = Entries()
    folders: dict[str, list[str]] = {}
    for name in sorted(os.listdir(submitted)):
        path = submitted / name
        if _is_litter(name):
            continue
        if not path.is_dir():
            entries.misplaced.append(_stray_file(name, known, listed or [*folders]))
            continue
        if (student := student_of(name, listed)) is None:
            entries.misplaced.append(_nobody(name, listed))
        else:
            folders.setdefault(student, []).append(name)
    for student, names in sorted(folders.items()):
        if len(names) > 1:
            both = " and ".join(in_words(name) for name in names)
            entries.misplaced.append(
                f"{both} in {submitted.name}/ are the same student's, {student}: put them together."
            )
            continue
        entries.students.append(student)
        _look_into(submitted / names[0], student, known, entries)
    entries.found.sort(key=lambda entry: (known.index(entry.assignment), entry.student))
    if len(entries.misplaced) > MOST_NAMED:
        entries.misplaced[MOST_NAMED:] = [f"{len(entries.misplaced) - MOST_NAMED} more entries are nobody's, either."]
    return entries


def student_of(name: str, roster: list[str]) -> str | None:
    """Tell whose a folder is by its name, None if nobody's.

    Parameters
    ----------
    name : str
        The folder's.
    roster : list of str
        The list of students; empty where there is none.

    Returns
    -------
    str or None
        The student as the list has them.
    """
    if not _is_text(name):
        return None
    if not roster:
        return unicodedata.normalize("NFC", name)
    if name in roster:
        return name
    for form in (_composed, _folded):
        same = [student for student in roster if form(student) == form(name)]
        if len(same) == 1:
            return same[0]
    return None


def _look_into(folder: Path, student: str, assignments: list[str], entries: Entries) -> None:
    """Look at what lies in a student's folder."""
    where = f"{folder.parent.name}/{in_words(folder.name)}"
    if folder.is_symlink():  # whoever reads a submission refuses it, with the reason
        names = [name for name in assignments if os.path.lexists(folder / name)]
    else:
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            entries.misplaced.append(f"{where} cannot be read ({error.strerror}): give yourself the right to read it.")
            return
    seen = 0
    for name in names:
        if name in assignments:
            entries.found.append(Entry(student, name, folder / name))
        elif _is_litter(name) or name == TIMESTAMP:
            continue
        elif (folder / name).is_dir():
            entries.misplaced.append(f"{where}/{in_words(name)} is no assignment's folder{_nearest(name, assignments)}")
        else:
            place = next((one for one in assignments if _folded(name).startswith(_folded(one))), "<assignment>")
            entries.misplaced.append(
                f"{where}/{in_words(name)} lies beside the assignments' folders: put it into {where}/{place}/."
            )
        seen += 1
    if not seen:
        entries.misplaced.append(f"{where} is empty: nothing was handed in there.")


def _nobody(name: str, roster: list[str]) -> str:
    """Say that a folder is nobody's."""
    if not _is_text(name):
        guesses = [os.fsencode(name).decode(code, "replace") for code in ("latin-1", "cp437")]
        near = [student for guess in guesses if (student := student_of(guess, roster))] if roster else guesses[:1]
        advice = f"is it {in_words(near[0])}? Rename it so." if near else "rename it."
        return f"submitted/{in_words(name)} has a name that is no UTF-8: {advice}"
    return (
        f"submitted/{in_words(name)} is in nobody's name on the list of students{_nearest(name, roster)} Nothing was "
        f"marked there; for somebody new: `nbgrader db student add`."
    )


def _stray_file(name: str, assignments: list[str], students: list[str]) -> str:
    """Say where a file belongs that lies directly in submitted/."""
    folded = _folded(name)
    whose = next((one for one in sorted(students, key=len, reverse=True) if _folded(one) in folded), "<student>")
    what = next((one for one in assignments if _folded(one) in folded), "<assignment>")
    unpack = ", unpacked" if folded.endswith(".zip") else ""
    return (
        f"submitted/{in_words(name)} lies beside the students' folders: put it into submitted/{whose}/{what}/{unpack}."
    )


def _nearest(name: str, names: list[str]) -> str:
    """Name the nearest of some names."""
    forms = {_folded(one): one for one in names}
    near = get_close_matches(_folded(name), forms, n=1, cutoff=0.5)
    return f": did you mean {forms[near[0]]}? Then rename it." if near else f"; there are: {_few(names)}."


def _few(names: list[str]) -> str:
    """List some names."""
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "") if names else "none yet"


def _composed(name: str) -> str:
    """Give a name with each accent in its letter, without blanks at its ends."""
    return unicodedata.normalize("NFC", name).strip()


def _folded(name: str) -> str:
    """Give a name without regard to capitals and to what looks alike."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _is_text(name: str) -> bool:
    """Tell whether a name's bytes are UTF-8."""
    return name.isprintable() or not any("\udc80" <= letter <= "\udcff" for letter in name)


def _is_litter(name: str) -> bool:
    """Tell whether an entry was made by a system for itself."""
    return name.startswith(".") or name.lower() in LITTER
