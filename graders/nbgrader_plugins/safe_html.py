"""What nbgrader's own pages show of a submission, made safe: formgrader's, and those of ``generate_feedback``.

nbgrader's templates put Markdown into their pages as it was written, and nbconvert's switch ``sanitize_html``, which
reaches the outputs, turns tables' headings into visible tags and leaves the metadata of pictures alone.
nbgrader_config.py gives nbconvert these filters and this preprocessor instead.
"""

import re
from collections.abc import Callable
from html import escape
from typing import Any

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from graders.core.safe_outputs import tidy

PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
LONGEST_MARKDOWN = 50_000  # characters of a cell, embedded pictures not counted; a longer one is shown as written, cut
TAGS = nh3.ALLOWED_TAGS - {"map", "area", "header", "footer", "nav"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "details": {"open"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
}


def safe(html: Any) -> str:
    """Keep of HTML what only looks: no script, no handler, no form, no style, no name, no picture from elsewhere.

    Parameters
    ----------
    html : str or bytes
        HTML, however broken.

    Returns
    -------
    str
        Safe HTML; text, tables, links and embedded pictures are as they were.
    """
    text = html.decode("utf-8", "replace") if isinstance(html, bytes) else str(html)
    return nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Let pictures be embedded ones, and links lead to where a person can see that they lead."""
    if name == "src":
        return value if PICTURE.fullmatch(value.strip()) else None
    if name == "href":
        return None if value.strip().lower().startswith("data:") else value
    return value


@pass_context
def markdown(context: Context, source: str) -> str:
    """Render Markdown as nbconvert does, and make it safe; formulas stay text, which MathJax finds.

    Parameters
    ----------
    context : jinja2.runtime.Context
        Of the template; its cell may hold attached pictures.
    source : str
        Markdown.

    Returns
    -------
    str
        Safe HTML.
    """
    return rendered(source, (context.get("cell") or {}).get("attachments", {}))


def rendered(source: str, attachments: dict[str, dict[str, str]]) -> str:
    """Render Markdown as nbconvert does, and make it safe.

    Parameters
    ----------
    source : str
        Markdown.
    attachments : dict of str to dict
        The pictures of its cell, by name and kind.

    Returns
    -------
    str
        Safe HTML.
    """
    try:
        if len(PICTURE.sub("", source)) > LONGEST_MARKDOWN:
            raise ValueError("the renderer's time grows with the square of a text's length")
        html = MarkdownWithMath(renderer=_Renderer(attachments)).render(source)
    except Exception:  # a text that no renderer gets through must not keep the whole page from being shown
        html = f"<pre>{escape(source[:LONGEST_MARKDOWN])}</pre>"
    return safe(html)


class _Renderer(IPythonRenderer):
    """Names a picture that is not there, where nbconvert would give up the page."""

    def __init__(self, attachments: dict[str, dict[str, str]]) -> None:
        super().__init__(escape=False, attachments=attachments, exclude_anchor_links=True)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Render a picture that is there."""
        name = url.removeprefix("attachment:")
        if name != url and not self.attachments.get(name):
            return escape(f"(the picture {name} is missing)")
        return super().image(text, url, title)


class Tidy(Preprocessor):
    """Shortens and cleans the outputs before a page is made of them; the notebook itself is not changed."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Clean a notebook.

        Parameters
        ----------
        nb : NotebookNode
            A copy of the notebook.
        resources : dict
            nbconvert's.

        Returns
        -------
        nb : NotebookNode
            Cleaned.
        resources : dict
            As it was.
        """
        tidy(nb)
        return nb, resources


#: What nbgrader_config.py sets as ``c.HTMLExporter.filters``.
FILTERS: dict[str, Callable[..., str]] = {"markdown2html": markdown, "clean_html": safe}
