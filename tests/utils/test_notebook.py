"""Tests of utils.notebook: what counts as a notebook that somebody looks at."""

import subprocess
import sys
from pathlib import Path

import pytest

from utils.notebook import kernel_shell, live_front_end

ROOT = Path(__file__).resolve().parents[2]


def test_plain_python_has_no_kernel_and_no_front_end(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert kernel_shell() is None
    assert not live_front_end()


@pytest.mark.parametrize("names", ["", "__vsc_ipynb_file__ = 'a.ipynb'\n"])
def test_ipython_in_a_terminal_is_no_notebook(names):
    program = f"{names}from utils.notebook import kernel_shell, live_front_end; print(kernel_shell(), live_front_end())"
    command = [sys.executable, "-m", "IPython", "--quick", "--no-banner", "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "False"]
