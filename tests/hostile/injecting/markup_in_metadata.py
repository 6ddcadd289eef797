"""Writes markup into the notebook's title, authors, language, kernel and widget state."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected()
_MARKUP = "</title></script><script>alert('hostile')</script>"


def alter(notebook, canaries):
    """Write it wherever a template may put metadata into a page."""
    notebook.metadata |= {
        "title": _MARKUP,
        "authors": [{"name": _MARKUP}],
        "language_info": {"name": _MARKUP, "pygments_lexer": _MARKUP, "codemirror_mode": {"name": _MARKUP}},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"x": {"state": {"value": _MARKUP}}}}},
        "kernelspec": {"name": _MARKUP, "display_name": _MARKUP, "language": _MARKUP},
    }
    for cell in notebook.cells:
        cell.metadata["name"] = _MARKUP
        if cell.cell_type == "markdown":
            cell["attachments"] = {_MARKUP: {"image/svg+xml": "PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+"}}
