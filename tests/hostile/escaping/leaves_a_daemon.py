"""Starts processes in sessions of their own that are to outlive it, and ignores every signal in them."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import signal
import subprocess
import sys
import time

CODE = "import signal, time; [signal.signal(s, signal.SIG_IGN) for s in (1, 2, 3, 13, 15)]; time.sleep(600)"

def leave():
    subprocess.Popen([sys.executable, "-c", CODE, "{MARK}"], start_new_session=True, close_fds=True)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.chdir("/")
            for number in (1, 2, 3, 13, 15):
                signal.signal(number, signal.SIG_IGN)
            time.sleep(600)
        os._exit(0)

leave()

def normalize_images(x):
    leave()
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
