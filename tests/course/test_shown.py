"""nbgrader's own pages over a hostile submission: formgrader's from a real Jupyter server, and generate_feedback's.

What acts in a page (scripts, handlers, frames, forms, what is loaded) must be nbgrader's own and no more, that is what
acts in the page of a harmless submission; what a person wants to see must still be there.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell

from graders.core.results import SubmissionResult
from graders.course.course import KIT, Course
from graders.course.official_notebook import make_bundle
from graders.course.source_notebook import SourceNotebook, nbgrader_field
from graders.demo.folder import COURSE_CONFIG
from graders.gradebook.connection import open_gradebook
from graders.gradebook.recorder import record
from graders.release.register_assignment import ensure_assignment
from tests.hostile.pages import acts

pytestmark = [pytest.mark.slow, pytest.mark.ports]

ASSIGNMENT = "05_shallow_backprop"
WRITTEN = "loss_gradient"
HARMLESS, HOSTILE = "harmless", "hostile"
AS_BEFORE = """
c.HTMLExporter.sanitize_html = False
c.HTMLExporter.filters = {}
c.HTMLExporter.preprocessors = []
"""
SECONDS_TO_SERVE = 120.0
TINY = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

GOOD = r"""
# A heading

The gradient is $\partial J / \partial z = \frac{1}{m} (a - y)$ where $a < 1$ & $y > 0$:

$$
\begin{aligned} W &= W - \alpha\, dW \end{aligned}
$$

| layer | units |
| ----- | ----: |
| first | **64** |

![drawing](attachment:drawing.png) and a [page](https://example.org/gradient)

<details><summary>More</summary>hidden</details>
"""
BAD = r"""
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<img src="https://example.org/pixel.png">
<svg/onload=alert(1)></svg>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<form action="https://example.org"><input name=q><button>Full credit</button></form>
<style>* { background: url(https://example.org/style) }</style>
<meta http-equiv="refresh" content="0;url=https://example.org">
<base href="https://example.org/">
<a href="javascript:alert(1)">one</a> [two](javascript:alert(1)) [three](data:text/html;base64,PHNjcmlwdD4=)
![four](javascript:alert(1)) ![five](data:image/svg+xml;base64,PHN2Zz4=)

```mermaid
graph LR; A["<img src=x onerror=alert(1)>"]
```

$$</script><script>alert(1)</script>$$
"""
SHOWS = [
    "import keras; model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]); model.summary()",
    "import matplotlib.pyplot as plt; plt.plot([1, 2, 3])",
    "from IPython.display import HTML\n"
    "HTML('<table><thead><tr><th>mark</th></tr></thead><tbody><tr><td>seven</td></tr></tbody></table>')",
]
ATTACKS = [
    "from IPython.display import HTML; HTML('<b onclick=alert(1)>x</b><script>alert(1)</script>')",
    "from IPython.display import Javascript; Javascript('alert(1)')",
    "from IPython.display import SVG; SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>')",
    "from IPython.display import Markdown; Markdown('<img src=x onerror=alert(1)>')",
    f"import base64; from IPython.display import display\n"
    f"display({{'image/png': '{TINY}'}}, metadata={{'image/png': {{'width': '1 onload=alert(1)'}}}}, raw=True)",
    "display({'text/html': '<script>alert(1)</script>'}, metadata={'text/html': {'isolated': True}}, raw=True)",
    "display({'text/latex': '</div><script>alert(1)</script>'}, raw=True)",
    "display({'application/vnd.jupyter.widget-view+json': {'model_id': '</script><script>alert(1)</script>'}}, raw=True)",
    "print('<script>alert(1)</script>')",
    "raise ValueError('<script>alert(1)</script>')",
]


@dataclass
class Pages:
    """What was served and written, by student."""

    formgrader: dict[str, Path]
    feedback: dict[str, Path]
    feedback_as_before: dict[str, Path]

    def all(self) -> Iterator[dict[str, Path]]:
        """Give both kinds of page."""
        yield self.formgrader
        yield self.feedback


def notebook(course, written, cells):
    """Give a marked notebook with a written answer and further executed cells in it."""
    whole = nbformat.from_dict(make_bundle(SourceNotebook(course.notebook(ASSIGNMENT))).marked)
    answer = next(cell for cell in whole.cells if nbgrader_field(cell, "grade_id") == WRITTEN)
    answer.source = written
    answer["attachments"] = {"drawing.png": {"image/png": TINY}}
    shown = nbformat.v4.new_notebook(cells=[new_code_cell(code) for code in cells])
    NotebookClient(shown, allow_errors=True, kernel_name="python3").execute()
    whole.cells += [new_markdown_cell(written, attachments=answer.attachments), *shown.cells]
    return whole


@contextlib.contextmanager
def formgrader(root: Path) -> Iterator[str]:
    """Run a real Jupyter server in a course and give its address."""
    runtime = root / "runtime"
    settings = {"JUPYTER_RUNTIME_DIR": str(runtime), "JUPYTER_CONFIG_DIR": str(root / "settings"), "HOME": str(root)}
    words = ["server", "--no-browser", "--port=0", "--allow-root", "--IdentityProvider.token=", "--ServerApp.password="]
    command = [sys.executable, "-m", "jupyter", *words, "--ServerApp.disable_check_xsrf=True"]
    with (root / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env=os.environ | settings, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + SECONDS_TO_SERVE
        while not (found := list(runtime.glob("jpserver-*.json"))):
            assert server.poll() is None, (root / "server.log").read_text()
            assert time.monotonic() < deadline, (root / "server.log").read_text()
            time.sleep(0.1)
        yield json.loads(found[0].read_text())["url"]
    finally:
        server.terminate()
        server.wait(30)


def feedback(root: Path, into: Path) -> dict[str, Path]:
    """Run the plain command, and keep its pages."""
    tool = Path(sys.executable).with_name("nbgrader")
    words = ["generate_feedback", ASSIGNMENT, "--force", f"--CourseDirectory.feedback_directory={into.name}"]
    done = subprocess.run([tool, *words], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {student: into / student / ASSIGNMENT / f"{ASSIGNMENT}.html" for student in (HARMLESS, HOSTILE)}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Pages:
    """Record a harmless and a hostile submission as marked, and make every page that nbgrader has for them."""
    root = tmp_path_factory.mktemp("course")
    config = COURSE_CONFIG.format(kit=str(KIT), source=str(KIT / "source"))
    (root / "nbgrader_config.py").write_text(config)
    course = Course(root)
    ensure_assignment(course, course.assignment(ASSIGNMENT))
    for student, written, cells in (
        (HARMLESS, GOOD, SHOWS[1:]),
        (HOSTILE, GOOD + BAD, [*SHOWS, *ATTACKS]),
    ):
        made = notebook(course, written, cells)
        points = SourceNotebook(course.notebook(ASSIGNMENT)).points()
        result = SubmissionResult(student, ASSIGNMENT, scores=dict.fromkeys(points, 1.0), points=points)
        record(course, result, made)
    served = {}
    with open_gradebook(course) as gradebook, formgrader(root) as address:
        for student in (HARMLESS, HOSTILE):
            entry = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            served[student] = root / f"formgrader-{student}.html"
            with urllib.request.urlopen(f"{address}formgrader/submissions/{entry.id}/?index=0") as answer:
                served[student].write_bytes(answer.read())
    written_pages = feedback(root, root / "feedback")
    (root / "nbgrader_config.py").write_text(config + AS_BEFORE)
    return Pages(served, written_pages, feedback(root, root / "before"))


def acting(page: Path) -> Counter[str]:
    """Count what acts in a page."""
    return Counter(acts(page))


def test_nothing_acts_but_what_is_nbgraders_own(pages):
    for page in pages.all():
        assert acting(page[HOSTILE]) - acting(page[HARMLESS]) == Counter()
        assert acting(page[HARMLESS])["<script>"] > 0  # nbgrader's own


def test_without_our_settings_it_would_act(pages):
    found = acting(pages.feedback_as_before[HOSTILE]) - acting(pages.feedback_as_before[HARMLESS])
    for what in ("<script>", "<iframe>", "<form>", "onerror of <img>", "onload of <img>", "onclick of <b>"):
        assert found[what] > 0, found


def test_what_was_meant_to_be_seen_is_seen(pages):
    for page in pages.all():
        text = page[HOSTILE].read_text()
        for words in (
            r"$\partial J / \partial z = \frac{1}{m} (a - y)$ where $a &lt; 1$ &amp; $y &gt; 0$",
            r"\begin{aligned} W &amp;= W - \alpha\, dW \end{aligned}",
            "<th>layer</th>",
            "<strong>64</strong>",
            f"data:image/png;base64,{TINY}",
            'href="https://example.org/gradient"',
            "<summary>More</summary>",
            "<th>mark</th>",
            "<td>seven</td>",
            "Total params:",
            "dense (",
            "A heading",
            "┏━━",
        ):
            assert words in text, words
        assert text.count('src="data:image/png;base64,') >= 3  # the figure, too


def test_what_was_printed_is_shown_as_text(pages):
    for page in pages.all():
        text = page[HOSTILE].read_text()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "ValueError" in text
