"""What the requirements files pin, on this platform."""

from pathlib import Path

from packaging.requirements import Requirement


def pinned(path: Path) -> dict[str, str]:
    """Read the pins of a requirements file.

    Parameters
    ----------
    path : Path
        The file; one that is not there pins nothing.

    Returns
    -------
    dict of str to str
        The version of each package; those that another platform needs are left out.
    """
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    texts = (line.partition("#")[0].strip() for line in lines)
    wanted = [Requirement(text) for text in texts if text and not text.startswith("-")]
    here = [requirement for requirement in wanted if requirement.marker is None or requirement.marker.evaluate()]
    return {requirement.name: str(requirement.specifier).removeprefix("==") for requirement in here}
