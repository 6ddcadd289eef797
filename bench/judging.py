"""How long one file is judged: the first one with all that has to start, and each one more."""

import tempfile
from pathlib import Path

from bench.measure import Row, Settings, compare, in_turns, show
from graders.authoring.try_answers import try_files
from graders.course.course import open_course

EXERCISES = (
    "02_multiclass_digits/my_softmax",
    "05_shallow_backprop/update_shallow",
    "03_softmax_regression/softmax_keras",
)
MORE = 8


def main(settings: Settings) -> None:
    """Judge right answers and print the table."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in EXERCISES:
            assignment = open_course().assignment(name.split("/")[0])
            exercise = assignment.exercise(name.split("/")[1])
            answer = sorted((exercise.folder / "accepted").glob("*.py"))[0]
            copies = [Path(folder, f"{exercise.key}_{n}.py") for n in range(MORE + 1)]
            for copy in copies:
                copy.write_bytes(answer.read_bytes())

            def judged(files: list[Path], assignment=assignment, exercise=exercise) -> None:
                for result in try_files(assignment, exercise, files, jobs=1):
                    assert result.status == "ok", result.message
                    assert result.result.score == result.result.max_score

            one, many = in_turns([lambda: judged(copies[:1]), lambda: judged(copies)], settings.repeats)  # noqa: B023 (called at once)
            rows.append(Row(name, (many - one) / MORE, one, "the first, with what has to start"))
    show("judging", compare("`try`: each file more.", rows), settings)
