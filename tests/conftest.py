"""What all tests share: where the kit lies, a quiet TensorFlow, figures that close."""

import os
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

KIT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def kit() -> Path:
    """Give the root of the kit."""
    return KIT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of the real idx files, or skip."""
    folder = KIT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data is not here: {folder} does not exist")
    return folder
