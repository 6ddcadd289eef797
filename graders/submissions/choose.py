"""Which of the files that were handed in is the notebook to mark: by what is in them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from graders.core.exceptions import SubmissionRefused
from graders.course.official_notebook import Bundle
from graders.submissions.decode_json import load
from graders.submissions.received import MOST_DOCUMENTS, Document, Received, documents_in_words
from graders.submissions.recognise import answered, share
from graders.submissions.safe_folder import in_words
from graders.submissions.sanitize import Submitted, clean

FEW, MANY = 0.2, 0.5  # shares of an assignment's cells by which its notebook is known


@dataclass(frozen=True)
class _Reading:
    """A document that is a notebook.

    Attributes
    ----------
    label : str
        The document's.
    submitted : Submitted
        What is in it.
    share : float
        How much of the assignment it holds.
    answered : frozenset of str
        The answers in it that are not as they were given.
    """

    label: str
    submitted: Submitted
    share: float
    answered: frozenset[str]


def choose(received: Received, bundle: Bundle | None) -> Submitted:
    """Choose the notebook among the files of a folder; see `Submission.open`."""
    exact = next((one for one in received.documents if one.exact), None)
    refusal = f"{received.name} {received.problem or 'is missing'}"
    reading = None
    if exact:
        try:
            reading = _read(exact, bundle)
        except SubmissionRefused as error:
            refusal = str(error).rstrip(".")
    elif received.denied:
        raise PermissionError(13, received.denied)
    if reading and (bundle is None or reading.share >= FEW):
        submitted = _compared(reading, received, bundle)
    else:
        if reading:
            few = "only a few" if reading.share else "none"
            refusal = f"{received.name} holds {few} of this assignment's cells"
        submitted = _instead(reading, refusal, received, bundle)
    submitted.notes.extend(_notes(received))
    return submitted


def _read(document: Document, bundle: Bundle | None) -> _Reading:
    """Turn a file's bytes into a notebook."""
    data, notes = load(document.content, document.label)
    submitted = clean(data, document.label)
    submitted.notes[:0] = notes
    if bundle is None:
        return _Reading(document.label, submitted, 1.0, frozenset())
    cells = submitted.notebook.cells
    return _Reading(document.label, submitted, share(cells, bundle), answered(cells, bundle))


def _others(received: Received, bundle: Bundle) -> list[_Reading]:
    """Read the other files that hold much of the assignment, copies of one once."""
    fitting: dict[bytes, _Reading] = {}
    seen = {hashlib.sha256(one.content).digest() for one in received.documents if one.exact}
    for document in [one for one in received.documents if not one.exact][:MOST_DOCUMENTS]:
        digest = hashlib.sha256(document.content).digest()
        if digest in seen:
            continue
        seen.add(digest)
        try:
            reading = _read(document, bundle)
        except SubmissionRefused:
            continue  # it is not the one
        if reading.share >= MANY:
            fitting[digest] = reading
    return list(fitting.values())


def _compared(reading: _Reading, received: Received, bundle: Bundle | None) -> Submitted:
    """Take the notebook of the right name, unless all the work stands in another."""
    submitted, name = reading.submitted, received.name
    labels = [one.label for one in received.documents if not one.exact]
    others = _others(received, bundle) if bundle and labels else []
    more = [other for other in others if other.answered - reading.answered]
    if more and not reading.answered:
        if len(more) > 1:
            meant = _listed([other.label for other in more])
            raise SubmissionRefused(
                f"{name} is as it was given out, and any of {meant} could be meant: hand in the right one as {name}."
            )
        more[0].submitted.notes.insert(0, f"{name} is as it was given out; {more[0].label} was marked in its place.")
        return more[0].submitted
    if more:
        missing = ", ".join(f"`{key}`" for key in sorted(more[0].answered - reading.answered)[:5])
        submitted.needs_person.append(
            f"{name} was marked, but {_listed([o.label for o in more])} holds answers that it has not: {missing}."
        )
    elif labels:
        submitted.notes.append(f"Only {name} was marked, not {_listed(labels)}.")
    return submitted


def _instead(reading: _Reading | None, problem: str, received: Received, bundle: Bundle | None) -> Submitted:
    """Take the one other notebook that holds the assignment's cells, or refuse and say what to do."""
    name = received.name
    labels = [in_words(label) if len(label) > 200 else label for label in documents_in_words(received)]
    # What was wrong with the file itself has its own advice, if there is any.
    unread = reading is None and (any(one.exact for one in received.documents) or received.too_large)
    alone = f"{problem}." if unread else f"{problem}; hand in the notebook itself."
    if bundle is None:
        raise SubmissionRefused(f"{problem}; there is {_listed(labels)} instead: rename it." if labels else alone)
    fitting = _others(received, bundle)
    if len(fitting) > 1:
        fitting = [one for one in fitting if one.answered] or fitting
    if len(fitting) == 1:
        submitted = fitting[0].submitted
        submitted.notes.insert(0, f"{problem}; {fitting[0].label} was marked in its place.")
        return submitted
    if fitting:
        meant = _listed([one.label for one in fitting])
        raise SubmissionRefused(f"{problem}, and any of {meant} could be meant: hand in the right one as {name}.")
    if reading and reading.share:
        reading.submitted.needs_person.append(f"{problem}: is it the right notebook?")
        return reading.submitted
    if labels:
        raise SubmissionRefused(f"{problem}; there is {_listed(labels)} instead, without the assignment's cells.")
    raise SubmissionRefused(alone)


def _listed(names: list[str]) -> str:
    """List a few files' names in one line."""
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def _notes(received: Received) -> Iterator[str]:
    """Say what else lies in the folder that was not looked at."""
    if received.found.odd:
        odd = _listed([in_words(name) for name in received.found.odd])
        yield f"The folder holds links, pipes or devices ({odd}); they were not opened."
    if received.found.full:
        yield "The folder holds more than is looked at; only the notebook and the time of submission were read."
