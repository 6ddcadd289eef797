"""Students' Markdown and HTML for nbgrader's pages: harmless whatever it is, and never in the way of the page."""

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from graders.nbgrader_plugins.safe_html import FILTERS, safe

PICTURE = "data:image/png;base64,AAAA"


def render(source, attachments=None):
    """Render a Markdown cell as a template of nbconvert's does."""
    environment = Environment()
    environment.filters.update(FILTERS)
    cell = {"source": source} | ({} if attachments is None else {"attachments": attachments})
    return environment.from_string("{{ cell.source | markdown2html }}").render(cell=cell)


def test_an_attached_picture_is_shown():
    assert f'src="{PICTURE}"' in render("![a](attachment:a.png)", {"a.png": {"image/png": "AAAA"}})


@pytest.mark.parametrize("attachments", [None, {}, {"a.png": {}}, {"b.png": {"image/png": "AAAA"}}])
def test_a_picture_that_is_missing_is_named_and_the_rest_is_shown(attachments):
    html = render("before ![a](attachment:a.png) *after*", attachments)
    assert "a.png is missing" in html
    assert "<em>after</em>" in html


def test_an_attachment_that_is_no_picture_is_not_shown():
    assert "base64" not in render("![a](attachment:a)", {"a": {"image/svg+xml": "PHN2Zz4="}})
    assert "base64" not in render("![a](attachment:a)", {"a": {"text/html": "PHN2Zz4="}})


def test_what_cannot_be_rendered_is_shown_as_it_was_written():
    assert "*after* <b>" in unescape(render("![a](attachment:a) *after* <b>", {"a": "no pictures by their kind"}))


def test_a_text_without_end_is_cut_and_takes_no_long_time():
    html = render(r"\begin{a}" * 300_000)
    assert html.startswith(r"<pre>\begin{a}")
    assert len(html) < 100_000


def test_an_embedded_picture_may_be_large():
    picture = "data:image/png;base64," + "A" * 200_000
    assert f'src="{picture}"' in render(f"![a]({picture})")


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<b onclick=alert(1)>x</b>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<img src='https://example.org/pixel.png'>",
        "<img src='data:image/svg+xml;base64,AAAA'>",
        "<style>*{}</style>",
        "<p style='position:fixed' class='full-credit' id='my_dense'>x</p>",
        "<input value=x>",
        '<svg/onload=alert(1)><math><mtext><mglyph><style><!--</style><img title="--&gt;&lt;img onerror=alert(1)&gt;">',
    ],
)
def test_what_acts_or_disguises_goes(html):
    made = safe(html)
    for word in ("script", "onclick", "href", "src", "style", "class", "id=", "input"):
        assert word not in made


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="{PICTURE}" alt="a">',
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        "<details><summary>a</summary>b</details>",
        r"$a &lt; 1$ &amp; \(b\)",
    ],
)
def test_what_only_looks_stays(html):
    assert safe(html) == html


@given(st.text(alphabet="<>/=\"'`*_[]()!#-|$\\ \nabimgscriptonerror:;&", max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_markdown_gives_html_that_does_nothing(source):
    html = render(source)
    assert safe(html) == html  # cleaning again finds nothing to do
