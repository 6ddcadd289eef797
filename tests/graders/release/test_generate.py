"""The students' version: made by nbgrader, without a solution, a hidden test or what belongs to the engine."""

import nbformat
import pytest

from graders.core.exceptions import GradersError, KitFault
from graders.release.generate import generate
from tests.graders.courses import ANSWER, KEY, NAME, PUBLIC, STUB, make_course


@pytest.fixture
def made(tmp_path):
    """Give a function that makes the students' version of a course; it gives the folder and the saved notebook."""

    def made(**files):
        course = make_course(tmp_path / "course", **files)
        (tmp_path / "out").mkdir()
        return generate(course, NAME, tmp_path / "out")

    return made


def sources(notebook):
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells}


def test_students_get_the_stub_and_no_hidden_test(made, tmp_path):
    folder, _ = made()
    cells = sources(nbformat.read(folder / f"{NAME}.ipynb", as_version=4))
    assert cells[KEY] == STUB
    assert cells[f"test_{KEY}"] == f"public_tests.test_{KEY}({KEY})"
    assert cells[f"test_{KEY}_hidden"] == "# Hidden checks run here when your work is marked."
    assert (folder / "public_tests.py").read_text() == PUBLIC
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{NAME}.ipynb", "public_tests.py", "released.json", "requirements.txt"}
    assert not (tmp_path / "course" / "gradebook.db").exists()  # that is another step


def test_what_is_saved_has_checksums_and_hidden_tests_and_no_solution(made):
    _, saved = made()
    cells = sources(saved)
    assert cells[KEY] == STUB
    assert "HIDDEN TESTS" in cells[f"test_{KEY}_hidden"]
    assert all(cell.metadata.nbgrader.checksum for cell in saved.cells if cell.metadata.nbgrader.grade)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"answer": ANSWER.replace("### END SOLUTION", "### END OF IT")}, "solution"),
        ({"test": "### BEGIN HIDDEN TESTS\nassert double(3) == 6"}, "hidden"),
    ],
)
def test_what_nbgrader_refuses_is_told_in_one_line(made, files, words):
    with pytest.raises(GradersError) as caught:
        made(**files)
    text = str(caught.value)
    assert text.startswith(f"nbgrader cannot release {NAME}: ")
    assert words in text.lower()
    assert "\n" not in text


@pytest.mark.parametrize(
    "public",
    [
        PUBLIC + "# see hidden_tests\n",
        PUBLIC + "from graders.course import course\n",
        PUBLIC + "### BEGIN SOLUTION\n",
        PUBLIC + "import graders\n",
    ],
)
def test_what_would_give_something_away_is_refused(made, public):
    with pytest.raises(KitFault, match=r"public_tests\.py would be released with"):
        made(public=public)


def test_an_answer_that_is_no_stub_is_refused(made):
    """Without markers nbgrader replaces the whole cell; with a stub of the instructor's own, what stands outside stays."""
    folder, _ = made(
        answer="def double(x):\n    # Write it here.\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    )
    assert "# Write it here." in (folder / f"{NAME}.ipynb").read_text()
    assert "return 2 * x" not in (folder / f"{NAME}.ipynb").read_text()
