"""Fixtures for the way from a clone to an installed environment."""

from pathlib import Path

import pytest

from tests.first_run.packages import Checkout, Index


@pytest.fixture
def index(tmp_path):
    """Give an index with all that a checkout asks for."""
    index = Index(tmp_path / "index")
    for name in ("digits_base", "digits_test"):
        index.add(name)
    yield index
    index.close()


@pytest.fixture
def checkout(tmp_path: Path, index: Index) -> Checkout:
    """Give a small checkout on a path that quoting has to survive."""
    return Checkout(tmp_path / "a place für 'Ziffern' $HOME" / "kit", index.address).fill()
