"""A submitted folder read once, while nothing in it changes: the bytes that are hashed are the bytes that are marked."""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graders.core.exceptions import NothingHandedIn, SubmissionRefused
from graders.submissions.archives import HEAD, NotOpened, is_archive, kind_of, like_notebook, unpack
from graders.submissions.safe_folder import (
    Missing,
    Survey,
    TooLarge,
    Unfit,
    in_words,
    opened,
    read_file,
    read_head,
    survey,
)

LARGEST_NOTEBOOK = 64_000_000  # bytes
NOTHING = b"-"  # what stands in a hash for a file that is not there
LARGEST_TIMESTAMP = 1_000
MOST_FILES_OPENED = 300  # whose first bytes are looked at
MOST_DOCUMENTS = 20
TIMESTAMP = "timestamp.txt"
TRIES = 5
PAUSE = 0.3  # seconds between two looks at a folder that changes
FRESH = 10.0  # seconds for which an empty folder may be one that is being filled
LITTER = {"thumbs.db", "desktop.ini", "__macosx"}
EXPORTS = {".html": "a web page", ".htm": "a web page", ".docx": "a text document", ".odt": "a text document"}
EXPORTS |= {".pdf": "a PDF", ".tex": "LaTeX", ".md": "plain text", ".rar": "a RAR archive", ".7z": "a 7z archive"}
SCRIPT = (b"# In[", b"# %%", b"jupytext")


@dataclass(frozen=True)
class Document:
    """A file that may be the notebook.

    Attributes
    ----------
    label : str
        Where it was found, in words.
    content : bytes
        All of it.
    exact : bool
        Whether it stands under the notebook's own name.
    """

    label: str
    content: bytes
    exact: bool = False


@dataclass
class Received:
    """What was handed in.

    Attributes
    ----------
    name : str
        The notebook's name as it should be.
    documents : list of Document
        What may be the notebook, the most likely first.
    problem : str
        Why there is no file of that name to read; goes on after the name.
    missing, too_large : bool
        Whether that is because there is none, or because it is more than is read.
    others : dict of str to str
        What may hold work and is no notebook, with what it is.
    timestamp : bytes or None
        The file, None where there is none.
    timestamp_problem : str
        Why it could not be read.
    found : Survey
        All that lies in the folder.
    denied : str
        What the machine could not read.
    """

    name: str
    found: Survey
    documents: list[Document] = field(default_factory=list)
    problem: str = ""
    missing: bool = False
    too_large: bool = False
    others: dict[str, str] = field(default_factory=dict)
    timestamp: bytes | None = None
    timestamp_problem: str = ""
    denied: str = ""

    @property
    def digest(self) -> str:
        """A hash of what a mark depends on: what may be the notebook, and the time of submission."""
        hasher = hashlib.sha256()
        exact = next((one.content for one in self.documents if one.exact), NOTHING)
        parts = [exact, NOTHING if self.timestamp is None else self.timestamp]
        named = [(one.label, one.content) for one in self.documents if not one.exact]
        if not self.documents:  # else nothing is said of them
            named += [(name, kind.encode()) for name, kind in self.others.items()]
            named.append(("", self.problem.encode(errors="surrogateescape")))
        for name, content in named:
            parts += [name.encode(errors="surrogateescape"), content]
        for part in parts:
            hasher.update(len(part).to_bytes(8, "big") + part)
        return hasher.hexdigest()

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies there that could be anybody's work."""
        names = [name for name in self.found.files if name != TIMESTAMP and not _is_hidden(name)]
        return not (names or self.documents or self.found.odd or self.found.full) and self.missing


def receive(folder: Path, name: str) -> Received:
    """Read a folder; one that changes meanwhile is read again.

    Parameters
    ----------
    folder : Path
        The submitted folder.
    name : str
        The notebook's name.

    Returns
    -------
    Received
        What lay there while two looks agreed.

    Raises
    ------
    NothingHandedIn
        If it is gone, holds no file of work, or does not come to rest.
    SubmissionRefused
        If a link stands in its place.
    OSError
        If the machine cannot read it.
    """
    why = ""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE)
        try:
            with opened(folder) as directory:
                received = _read(directory, name)
                settled = survey(directory) == received.found and os.path.samestat(
                    os.fstat(directory), os.lstat(folder)
                )
                fresh = time.time() - os.fstat(directory).st_mtime < FRESH
        except FileNotFoundError:
            why = f"{name} is missing, with its folder"
            continue
        except Missing as missing:
            why = f"{name} {missing}"
            continue
        except Unfit as unfit:
            raise SubmissionRefused(f"{name} {unfit}; hand in the notebook itself.") from None
        if not settled:
            why = "the folder changes while it is read; run the same command again when it is there whole."
        elif received.is_empty:
            why = f"{name} is missing: the folder holds no file of work, so nothing was handed in."
            if not fresh:
                break
        else:
            return received
    raise NothingHandedIn(
        why if why.endswith(".") else f"{why}: it was there a moment ago; run the same command again."
    )


def _read(directory: int, name: str) -> Received:
    """Read what matters of an open folder."""
    received = Received(name, survey(directory))
    try:
        received.timestamp = read_file(directory, TIMESTAMP, LARGEST_TIMESTAMP)
    except Missing:
        received.timestamp = None
    except Unfit as unfit:
        received.timestamp_problem = str(unfit)
    except OSError as error:
        received.timestamp_problem = f"cannot be read ({error.strerror})"
    try:
        _take(received, name, read_file(directory, name, LARGEST_NOTEBOOK), exact=True)
    except TooLarge as unfit:
        received.problem = f"{unfit}. Clear its outputs, and make large pictures smaller"
        received.too_large = True
    except Missing as missing:
        received.problem, received.missing = str(missing), True
    except Unfit as unfit:
        received.problem = str(unfit)
    except OSError as error:
        received.denied = f"{name} cannot be read ({error.strerror})"
    _read_others(directory, received)
    return received


def _read_others(directory: int, received: Received) -> None:
    """Look at the files of other names: by what is in them, not by what they are called."""
    room = LARGEST_NOTEBOOK
    names = sorted(received.found.files, key=lambda name: (not name.lower().endswith(".ipynb"), name))
    visible = [name for name in names if not _is_hidden(name) and name not in (received.name, TIMESTAMP)]
    hidden = [name for name in names if _is_hidden(name) and name.lower().endswith(".ipynb")]
    for path in visible[:MOST_FILES_OPENED] + hidden:
        if path in hidden and (received.documents or received.others):
            break  # the copies that Jupyter keeps count only where there is nothing else
        try:
            head = read_head(directory, path, HEAD)
            called_notebook = path.lower().endswith(".ipynb")
            if called_notebook or like_notebook(head) or is_archive(head):
                content = read_file(directory, path, room)
                room -= len(content)
                if called_notebook or is_archive(head) or _is_notebook(content):
                    _take(received, path, content)
            elif kind := _export(path, head):
                received.others[in_words(path)] = kind
        except TooLarge:
            received.others[in_words(path)] = "too large to be looked into"
        except Unfit:
            continue  # it went while we looked; then the folder is read again
        except OSError as error:
            received.denied = received.denied or f"{in_words(path)} cannot be read ({error.strerror})"


def _take(received: Received, path: str, content: bytes, exact: bool = False) -> None:
    """Add a file, or what an archive holds."""
    label = path if exact else in_words(path)
    inside: list[Document] = []
    if is_archive(content[:HEAD]):
        try:
            for inner, document in unpack(content):
                where = f"{label} › {in_words(inner)}" if inner else f"{label} (unpacked)"
                inside += [Document(where, document)] if _is_notebook(document) else []
                if len(inside) > MOST_DOCUMENTS:
                    break
        except NotOpened as error:
            received.others[label] = f"{kind_of(content[:HEAD]) or 'an archive'} that {error}"
        else:
            if not inside and not exact and not path.lower().endswith((".npz", ".gz", ".docx", ".odt")):
                received.others[label] = f"{kind_of(content[:HEAD]) or 'an archive'} without a notebook in it"
    if inside and exact:
        received.problem = f"is {kind_of(content[:HEAD]) or 'an archive'}"
    received.documents.extend(inside)
    if not inside and (exact or path.lower().endswith(".ipynb") or not is_archive(content[:HEAD])):
        received.documents.append(Document(label, content, exact))


def _is_notebook(content: bytes) -> bool:
    """Tell whether a file has what every notebook has, in UTF-8 or UTF-16."""
    text = content.replace(b"\0", b"")
    return b'"nbformat"' in text and (b'"cells"' in text or b'"worksheets"' in text)


def _export(path: str, head: bytes) -> str:
    """Say what a file is that may be a student's work in another form, "" for all else."""
    ending = os.path.splitext(path.lower())[1]
    if ending == ".py":
        return "a Python script" if any(mark in head for mark in SCRIPT) else ""
    return EXPORTS.get(ending) or kind_of(head) or ("plain text" if ending == ".txt" and head.strip() else "")


def _is_hidden(path: str) -> bool:
    """Tell whether a file, or a folder that it lies in, is hidden or made by a system for itself."""
    return any(part.startswith(".") or part.lower() in LITTER for part in path.split("/"))


def documents_in_words(received: Received) -> Iterator[str]:
    """Name what lies there and is not the notebook.

    Parameters
    ----------
    received : Received
        What was handed in.

    Yields
    ------
    str
        A file and what it is, if that is known.
    """
    for document in received.documents:
        if not document.exact:
            yield document.label
    for label, kind in received.others.items():
        yield f"{label} ({kind})"
