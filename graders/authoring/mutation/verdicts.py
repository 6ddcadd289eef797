"""What became of a mutant, remembered from run to run by the content of all that the verdict depends on."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path

from graders.core.results import TrialResult
from graders.course.course import Course, make_folder
from graders.course.digests import digest_files, digest_of, engine_digest, environment_digest
from graders.course.exercise import Exercise

APPLICATION = "digits-course"
SECONDS_KEPT = 30 * 24 * 3600.0


@dataclass(frozen=True)
class MutantVerdict:
    """What became of one piece of code.

    Attributes
    ----------
    outcome : {"killed", "survived", "fault"}
        "fault" where a check broke by itself, so that the code was not judged.
    by : str
        The check that killed it, or broke; empty where it survived.
    message : str
        What that check said.
    """

    outcome: Literal["killed", "survived", "fault"]
    by: str = ""
    message: str = ""

    @classmethod
    def of(cls, result: TrialResult) -> MutantVerdict:
        """Tell what a trial's result means for a mutant."""
        if result.result.faults:
            fault = result.result.faults[0]
            return cls("fault", fault.name, fault.message)
        lost = [check for check in result.result.checks if check.outcome != "passed"]
        if not lost:
            return cls("survived")
        return cls("killed", lost[0].name, result.message if result.status == "error" else lost[0].message)


class Verdicts:
    """A store of verdicts, one small file each, safe for several runs at once.

    Parameters
    ----------
    folder : Path, optional
        Where they lie; the user's cache where none is given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        cache = os.environ.get("DIGITS_CACHE") or user_cache_path(APPLICATION)  # as `utils.data.downloads` has it
        self.folder = make_folder(folder or Path(cache) / "mutants")

    def get(self, key: str) -> MutantVerdict | None:
        """Give the verdict that was put under a key, None where there is none that can be read."""
        path = self._path(key)
        try:
            verdict = MutantVerdict(**json.loads(path.read_text(encoding="utf-8")))
            os.utime(path)  # what is used stays
        except (OSError, ValueError, TypeError):
            return None
        return verdict

    def put(self, key: str, verdict: MutantVerdict) -> None:
        """Remember a verdict."""
        path = self._path(key)
        path.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            json.dump(asdict(verdict), file)
        os.replace(file.name, path)

    def prune(self) -> None:
        """Forget what has not been used for a month."""
        oldest = time.time() - SECONDS_KEPT
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(FileNotFoundError):  # another run may prune at the same time
                if path.stat().st_mtime < oldest:
                    path.unlink()

    def _path(self, key: str) -> Path:
        """Give the file of a key."""
        return self.folder / key[:2] / f"{key[2:]}.json"


def exercise_digest(course: Course, exercise: Exercise, before: Iterable[str], seed: int | None) -> str:
    """Hash what the verdicts on one exercise depend on: the engine, its checks, the code that runs before it, the seed."""
    own = digest_files([exercise.folder / "exercise.toml", exercise.folder / "hidden_tests.py"], exercise.folder)
    public = digest_files([exercise.public_tests], exercise.public_tests.parent)
    ours = [engine_digest(), environment_digest(course.requirements)]
    return digest_of([*ours, exercise.where, str(seed), own, public, *before])
