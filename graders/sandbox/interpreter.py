"""The running interpreter and its packages: which files and folders they are, wherever they lie.

Only what Python itself uses is named. A virtual environment may be the checkout, a home or a folder below /tmp, and
what else lies there is nobody's business.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LIBRARIES = ("lib", "lib64")
PACKAGES = ("site-packages", "dist-packages")  # may lie beside the libraries, as those of `pip install --user`
STORES = (
    "/nix/store",
    "/gnu/store",
    "/home/linuxbrew/.linuxbrew",
)  # readable to all; what lies there uses its neighbours
MOST_LINKS = 40  # as the kernel follows


@dataclass
class Interpreter:
    """What has to be shown.

    Attributes
    ----------
    places : dict of str to str
        Where to show files and folders, and their real paths, which are the same but for those in `opaque`.
    links : dict of str to str
        The symbolic links by which they are reached, and what each says.
    packages : list of str
        Folders of packages that Python does not look into by itself.
    opaque : tuple of str
        Folders that are no links where they are shown, whatever they are here.
    """

    opaque: tuple[str, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    packages: list[str] = field(default_factory=list)

    def add(self, path: str) -> None:
        """Add a file or folder, with the links on the way to it, if there is one."""
        if not os.path.exists(path):
            return
        real, aliased = self._follow(path)
        self.places |= dict.fromkeys((real, path) if aliased else (real,), real)

    def _follow(self, path: str) -> tuple[str, bool]:
        """Give the real path, and whether an opaque folder was a link on the way; note each other link."""
        rest, at, followed, aliased = path.split("/")[::-1], "/", 0, False
        while rest:
            part = rest.pop()
            if part in ("", "."):
                continue
            if part == "..":
                at = os.path.dirname(at)
                continue
            here = os.path.join(at, part)
            if os.path.islink(here) and followed < MOST_LINKS:
                said = os.readlink(here)
                followed += 1
                if here in self.opaque:
                    aliased = True
                elif not aliased:
                    self.links[here] = said
                at = "/" if said.startswith("/") else at
                rest += said.split("/")[::-1]
            else:
                at = here
        return at, aliased


def interpreter(opaque: tuple[str, ...] = ()) -> Interpreter:
    """Find the files of this process's Python.

    Parameters
    ----------
    opaque : tuple of str
        See `Interpreter`.

    Returns
    -------
    Interpreter
        What has to be shown to run it again.
    """
    found = Interpreter(opaque)
    for path in _paths():
        found.add(os.path.abspath(path))
    found.add(os.path.abspath(sys.executable))
    known = [path for prefix in _prefixes() for path in _libraries(prefix)]
    for path in sys.path:
        if os.path.basename(path) in PACKAGES and os.path.isdir(path):
            found.add(os.path.abspath(path))
            if os.pathsep not in path and not any(Path(path).is_relative_to(library) for library in known):
                found.packages.append(os.path.abspath(path))
    for store in STORES:
        if any(Path(place).is_relative_to(store) for place in found.places):
            found.add(store)
    return found


def _prefixes() -> list[str]:
    """Give the folders that Python and its virtual environment are installed into."""
    return list(dict.fromkeys([sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]))


def _libraries(prefix: str) -> list[str]:
    """Give the folders of libraries in a prefix."""
    return [os.path.join(prefix, name) for name in LIBRARIES]


def _paths() -> Iterator[str]:
    """Give the files and folders that Python is made of."""
    names = {"python", "python3", f"python3.{sys.version_info[1]}", os.path.basename(sys.executable)}
    for prefix in _prefixes():
        yield from _libraries(prefix)
        yield os.path.join(prefix, "pyvenv.cfg")
        yield from (os.path.join(prefix, "bin", name) for name in sorted(names))
    yield getattr(sys, "_base_executable", None) or sys.executable
