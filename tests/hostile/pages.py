"""What a feedback page must not contain, whatever a submission wrote: anything that acts when the page is opened.

The page is parsed as a browser does it (html5lib, which bleach carries along), since markup that a browser repairs is
how such things come in.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from bleach._vendor import html5lib

ACTING = {
    "script",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "base",
    "link",
    "form",
    "button",
    "input",
    "animate",
    "set",
}
REFERS = {"src", "href", "srcset", "action", "formaction", "poster", "background", "data", "ping", "cite", "xlink:href"}
HARMLESS = re.compile(r"(#[\w-]*|data:image/(png|jpeg|gif);base64,[\w+/=]*)?")
LINK = re.compile(r"(#.*|https?://\S*|mailto:\S*|[\w./-]*)")


def acts(page: Path) -> Iterator[str]:
    """Find what would act.

    Parameters
    ----------
    page : Path
        An HTML file.

    Yields
    ------
    str
        One line per element or attribute.
    """
    document = html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    styles = 0
    policy = False
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        tag = element.tag.rpartition("}")[2].lower()
        if tag in ACTING:
            yield f"<{tag}>"
        if tag == "style":
            styles += 1
            if "@import" in (element.text or "") or "url(" in (element.text or ""):
                yield "a style sheet that loads something"
        if tag == "meta":
            kind = element.get("http-equiv", "").lower()
            policy |= kind == "content-security-policy" and "default-src 'none'" in element.get("content", "")
            if kind and kind != "content-security-policy":
                yield f"<meta http-equiv={kind}>"
        for name, value in element.attrib.items():
            name = name.rpartition("}")[2].lower()
            if name.startswith("on"):
                yield f"{name} of <{tag}>"
            if name == "style" and "url(" in value.lower():
                yield f"a style of <{tag}> that loads something"
            if name in REFERS and not (LINK if tag == "a" and name == "href" else HARMLESS).fullmatch(value.strip()):
                yield f"{name}={value[:80]!r} of <{tag}>"
    if styles > 1:
        yield "a style sheet that is not the page's own"
    if not policy:
        yield "no content security policy"
