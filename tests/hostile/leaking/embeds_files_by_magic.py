"""Uses IPython's own commands to read files, run shells and load what lies outside."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
!cat {CANARY_FILE} {CANARY_HOME} {CANARY_BESIDE}
!env; cat /proc/1/environ; ls -la {OUTSIDE} {COURSE} {SUBMITTED}
%run {EXERCISES}/05_shallow_backprop/normalize_images/hidden_tests.py
%load {EXERCISES}/05_shallow_backprop/normalize_images/hidden_tests.py
%sx cat {NEIGHBOUR}
%store
%history -g
"""
}
EXTRA_CELLS = [
    ("setup", "%%bash\ncat {CANARY_FILE} {NEIGHBOUR} {GRADEBOOK}\n(exec 3<>/dev/tcp/127.0.0.1/{PORT}) 2>&1 | head -1"),
    ("setup", "from IPython.display import Image, FileLink, IFrame\nImage(filename='{CANARY_FILE}', format='png')"),
]
EXPECT = Expected(earned={"normalize_images": 0}, never=("check_fixed_scale",))
