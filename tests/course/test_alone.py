"""A released folder alone: in an environment with its own requirements and nothing else, nothing is missing.

The tests need a package index, for the environment is made anew.
"""

import ast
import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from graders.course.course import KIT
from utils.selfcheck.inspection import grade_id

pytestmark = [pytest.mark.long, pytest.mark.timeout(1_800)]
NAMES = sorted(path.name for path in (KIT / "release").iterdir() if path.is_dir())
MISSING = ("ModuleNotFoundError", "ImportError", "No module named", "FileNotFoundError")


class Student:
    """Somebody with a folder and an environment, and no other setting of this machine.

    Attributes
    ----------
    bin : Path
        The environment's programs.
    home : Path
        Empty at first.
    """

    def __init__(self, environment, home):
        self.bin, self.home = environment / "bin", home

    def types(self, folder, *command, given=""):
        """Run a command of the environment in a folder."""
        settings = {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8"}
        program, *arguments = command
        return subprocess.run(
            [self.bin / program, *arguments],
            cwd=folder,
            env=settings,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )


def installed(requirements, place):
    """Make an environment with what a file asks for; the index is the one of whoever runs the tests."""
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    outer = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([*pip, "-r", requirements], env=outer, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"pip could not install {requirements}:\n{done.stderr[-3000:]}"


@pytest.fixture(scope="module")
def student(tmp_path_factory):
    """Give a student for each list of requirements; folders that ask for the same share an environment."""
    made = {}

    def student(name):
        requirements = KIT / "release" / name / "requirements.txt"
        text = requirements.read_text()
        if text not in made:
            place = tmp_path_factory.mktemp("environment")
            installed(requirements, place)
            made[text] = Student(place, tmp_path_factory.mktemp("home"))
        return made[text]

    yield student
    for one in made.values():
        shutil.rmtree(one.bin.parent)  # two gigabytes


@pytest.fixture
def folder(tmp_path):
    """Give a function that copies a released folder into an empty one."""

    def folder(name):
        skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        return shutil.copytree(KIT / "release" / name, tmp_path / name, ignore=skip)

    return folder


def importing(notebook):
    """Give the cells that import something, with the cells' keys."""
    cells = [(grade_id(cell), cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    kinds = (ast.Import, ast.ImportFrom)
    return [(key, text) for key, text in cells if any(isinstance(node, kinds) for node in ast.walk(ast.parse(text)))]


@pytest.mark.parametrize("name", NAMES)
def test_packages_agree_and_every_import_works(student, folder, name):
    somebody, place = student(name), folder(name)
    agree = somebody.types(place, "python", "-m", "pip", "--disable-pip-version-check", "check")
    assert agree.returncode == 0, agree.stdout
    cells = importing(nbformat.read(place / f"{name}.ipynb", as_version=4))
    assert "setup" in dict(cells)
    done = somebody.types(place, "python", "-", given="\n".join(text for _, text in cells) + "\nprint('imported')\n")
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["imported"]), done.stderr[-3000:]
    origins = "import json, numpy, utils\nprint(json.dumps([utils.__file__, numpy.__file__]))"
    utils, numpy = json.loads(somebody.types(place, "python", "-", given=origins).stdout)
    assert utils.startswith(str(place))  # not the kit's
    assert numpy.startswith(str(somebody.bin.parent))  # not this environment's


@pytest.mark.parametrize("name", NAMES)
def test_self_check_runs_the_folder_as_it_was_handed_out(student, folder, name):
    done = student(name).types(folder(name), "python", "-m", "utils.selfcheck", "--all")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("; the file is in order.")
    assert "Not ready yet: 0 of " in done.stdout
    assert not [word for word in MISSING if word in done.stdout + done.stderr], done.stdout


def solve(path):
    """Write the answers of the class's best student into a notebook."""
    solved = KIT / "examples" / "submitted" / "all-right" / path.stem / path.name
    answers = {grade_id(cell): cell for cell in nbformat.read(solved, as_version=4).cells}
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers[grade_id(cell)].source
    nbformat.write(notebook, path)


@pytest.mark.parametrize("name", NAMES)
def test_finished_notebook_is_found_ready(student, folder, name):
    place = folder(name)
    solve(place / f"{name}.ipynb")
    done = student(name).types(place, "python", "-m", "utils.selfcheck", "--all")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ready to hand in." in done.stdout


def test_finished_notebook_validates(student, folder):
    name = NAMES[-1]
    somebody, place = student(name), folder(name)
    solve(place / f"{name}.ipynb")
    validated = somebody.types(place, "nbgrader", "validate", f"{name}.ipynb")
    assert "Success! Your notebook passes all the tests." in validated.stdout, validated.stdout + validated.stderr
