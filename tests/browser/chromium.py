"""Where the system's Chromium is."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str:
    """Give the path of the browser to use: DIGITS_BROWSER, else the system's.

    Raises
    ------
    FileNotFoundError
        If there is none; its text says what to do.
    """
    path = os.environ.get("DIGITS_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise FileNotFoundError("no Chromium is here: run tools/browser-packages, or set DIGITS_BROWSER to one")
    return path
