"""Has cells that are numbers, that lack source or metadata, or are of kinds which do not exist."""

import json

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=None)


def build(folder, notebook, canaries):
    """Add such cells to good ones."""
    raw = json.loads(json.dumps(notebook))
    raw["cells"] += [
        7,
        None,
        [],
        "text",
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": 5, "metadata": {}, "outputs": {}, "execution_count": "one"},
        {"cell_type": "code", "source": [1, 2], "metadata": [], "outputs": [7], "execution_count": None},
        {"cell_type": "heading", "level": 9, "source": "old", "metadata": {}},
        {"cell_type": "quantum", "source": "both", "metadata": {}},
        {"cell_type": ["code"], "source": "", "metadata": {}, "id": {"a": 1}},
    ]
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(raw))
