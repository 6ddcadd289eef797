"""Pictures in a text cell, attached or written into it: kept for the person who marks what they show.

nbconvert writes an attachment into the page as it stands, so nothing but the letters of canonical base64, a harmless
name and a type from a short list may get that far. A picture that is too large is made smaller; one that no page can
show is named, so that a person looks at the file that was handed in.
"""

import base64
import binascii
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

SHOWN = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
CONVERTED = (b"BM", b"II*\0", b"MM\0*")  # BMP and TIFF
LARGEST_PICTURE = 1_500_000  # bytes that a page carries; a larger one is made smaller
LARGEST_GIVEN = 60_000_000  # bytes that are looked at
MOST_PICTURES = 20  # in one cell
LARGEST_IN_ALL = 30_000_000  # bytes of a notebook's pictures
MOST_SHRUNK = 40  # of a notebook
SECONDS = 40.0
NAME = re.compile(r"[\w.()-]{1,100}", re.ASCII)
EMBEDDED = re.compile(
    r"data:image/([\w.+-]{1,30})((?:;[\w=.-]{1,60}){0,3});base64,((?:[A-Za-z0-9+/=]|%2[BbFf]|%3[Dd])+)"
)
PROGRAM = Path(__file__).with_name("shrink_picture.py")


@dataclass
class Pictures:
    """Keeps the pictures of one notebook within bounds.

    Attributes
    ----------
    lost : list of (int, str)
        The number of the cell, and which picture of it cannot be shown.
    smaller : list of int
        The cells in which pictures were made smaller.
    """

    lost: list[tuple[int, str]] = field(default_factory=list)
    smaller: list[int] = field(default_factory=list)
    _size: int = 0
    _shrunk: int = 0

    def attached(self, raw: Any, source: str, number: int) -> tuple[str, dict[str, dict[str, str]]]:
        """Keep a cell's attachments.

        Parameters
        ----------
        raw : object
            The cell's `attachments`, of whatever kind.
        source : str
            Its text.
        number : int
            Of the cell.

        Returns
        -------
        source : str
            The text, with the names that the pictures have now; one that it did not show is shown at its end.
        pictures : dict
            By name, then by type: base64 text.
        """
        if raw is None or raw == {}:
            return source, {}
        if not isinstance(raw, dict):
            self.lost.append((number, "attachments that cannot be read"))
            return source, {}
        kept: dict[str, dict[str, str]] = {}
        for place, (name, bundle) in enumerate(raw.items(), start=1):
            picture = self._first(bundle, number) if len(kept) < MOST_PICTURES else None
            if picture is None:
                self.lost.append((number, f"the picture {name[:60]!r}"))
                continue
            safe = name if NAME.fullmatch(name) else _free(f"picture-{place}", {*kept, *raw})
            source = _renamed(source, name, safe)
            kept[safe] = picture
        for name in kept:
            if f"attachment:{name}" not in source:
                source = f"{source}\n\n![{name}](attachment:{name})"
        return source, kept

    def embedded(self, source: str, number: int) -> str:
        """Keep the pictures that are written into a text as ``data:`` addresses, smaller where they are large.

        Parameters
        ----------
        source : str
            The text.
        number : int
            Of the cell.

        Returns
        -------
        str
            The text.
        """
        if "data:image/" not in source:
            return source

        def keep(found: re.Match[str]) -> str:
            letters = unquote(found[3]) if "%" in found[3] else found[3]
            picture = self._picture(letters, number)
            if picture is None:
                self.lost.append((number, f"a picture of the kind {found[1][:20]!r}"))
                return "data:,"
            [(kind, text)] = picture.items()
            return f"data:{kind};base64,{text}"

        return EMBEDDED.sub(keep, source)

    def _first(self, bundle: Any, number: int) -> dict[str, str] | None:
        """Keep the first picture of a bundle of types that can be kept."""
        if not isinstance(bundle, dict):
            return None
        for kind in sorted(bundle, key=lambda kind: kind not in SHOWN):
            value = bundle[kind]
            if isinstance(value, list) and all(isinstance(line, str) for line in value):
                value = "".join(value)
            if isinstance(value, str) and (picture := self._picture(value, number)):
                return picture
        return None

    def _picture(self, letters: str, number: int) -> dict[str, str] | None:
        """Turn base64 text into that of a picture which a page can carry, None where there is none."""
        if len(letters) > LARGEST_GIVEN * 4 // 3:
            return None
        try:
            content = base64.b64decode("".join(letters.split()), validate=True)
        except (binascii.Error, ValueError):
            return None
        kind = _kind(content)
        if not kind or len(content) > LARGEST_PICTURE:
            if not (kind or content.startswith(CONVERTED) or content[8:12] == b"WEBP") or self._shrunk >= MOST_SHRUNK:
                return None
            self._shrunk += 1
            content = _smaller(content)
            kind = _kind(content)
            self.smaller += [number] if number not in self.smaller else []
        if not kind or self._size + len(content) > LARGEST_IN_ALL:
            return None
        self._size += len(content)
        return {kind: base64.b64encode(content).decode()}


def _kind(content: bytes) -> str:
    """Tell the type of a picture that pages show, by its first bytes."""
    return next((kind for kind, start in SHOWN.items() if content.startswith(start)), "")


def _smaller(content: bytes) -> bytes:
    """Make a picture smaller, apart from this process; empty where that cannot be done."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PROGRAM), str(LARGEST_PICTURE)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _free(name: str, taken: set[str]) -> str:
    """Give a name that nothing else has."""
    while name in taken:
        name += "x"
    return name


def _renamed(source: str, name: str, safe: str) -> str:
    """Let a text refer to a picture by the name that it has now."""
    if name == safe:
        return source
    spellings = {name, quote(name), quote(name, safe="()"), name.replace(" ", "%20"), quote(quote(name))}
    for spelling in sorted(spellings, key=len, reverse=True):
        bracketed = f"<attachment:{spelling}>"
        source = source.replace(bracketed, f"attachment:{safe}").replace(f"attachment:{spelling}", f"attachment:{safe}")
    return source
