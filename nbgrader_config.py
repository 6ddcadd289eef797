"""nbgrader's configuration for this course; plain `nbgrader` commands read it from the root."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from nbgrader.converters import GenerateAssignment  # noqa: E402
from nbgrader.preprocessors import ClearMarkScheme  # noqa: E402

from graders.core.environment import prepare  # noqa: E402
from graders.core.places import UTILS  # noqa: E402
from graders.nbgrader_plugins.safe_html import FILTERS, Tidy  # noqa: E402
from graders.nbgrader_plugins.submission_times import install  # noqa: E402
from graders.release.released_files import Manifest  # noqa: E402
from graders.release.vendor_utils import vendor_hook  # noqa: E402

# Kernels inherit this process's environment: the hidden test cells import `graders`, TensorFlow keeps quiet.
prepare(os.environ, ROOT)

c = get_config()  # noqa: F821 - traitlets defines it
c.CourseDirectory.course_id = "digits"

# `utils/` is kept once in git; nbgrader needs a real copy beside each notebook.
c.GenerateAssignment.pre_convert_hook = vendor_hook(ROOT / "source", UTILS)
c.Autograde.pre_convert_hook = vendor_hook(ROOT / "source", UTILS)

# Written answers carry their marking scheme in the same cell; it is taken out of the release.
# It goes before the cells are saved, so that an unanswered cell has the checksum by which nbgrader knows it.
c.ClearMarkScheme.enforce_metadata = False
# Last of all the students' copy of requirements.txt, and released.json, by which they check their file.
_steps = GenerateAssignment.preprocessors.default()
c.GenerateAssignment.preprocessors = [
    ClearMarkScheme,
    *(step for step in _steps if step is not ClearMarkScheme),
    Manifest,
]

c.Execute.timeout = 60  # seconds for one cell
c.Execute.shutdown_kernel = "immediate"

# What students wrote must not act in formgrader or in nbgrader's feedback pages.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = FILTERS
c.HTMLExporter.preprocessors = [Tidy]

# A time of submission that is no time must not give formgrader an error 500, nor be read as another one.
install()

# One tenth of the score for each day that has begun.
c.AssignLatePenalties.plugin_class = "graders.nbgrader_plugins.late_penalty.PerDay"
