"""Sends SIGKILL to every process that it may signal."""

from tests.hostile.expected import Expected

# Were it not confined, this would end the session of whoever runs the tests: then it ends the canary process alone.
ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import signal

def outside():
    try:
        return os.readlink("/proc/self/ns/pid") == "{CANARY_PIDNS}"
    except OSError:
        return False

def seen():
    try:
        os.kill({CANARY_PID}, 0)
        return b"process-" in open("/proc/{CANARY_PID}/cmdline", "rb").read()
    except OSError:
        return False

if outside() or seen():
    os.kill({CANARY_PID}, signal.SIGKILL)
else:
    for target in (-1, 1, 0):
        try:
            os.kill(target, signal.SIGKILL)
        except ProcessLookupError:
            pass  # there is nobody else in its namespace
    os._exit(9)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
