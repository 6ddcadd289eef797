"""Ends the process that started it, and that one's group and session."""

from tests.hostile.expected import Expected

# See kills_everyone about what it does where it is not confined.
ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import signal

confined = False
try:
    confined = os.readlink("/proc/self/ns/pid") != "{CANARY_PIDNS}"
except OSError:
    pass

def normalize_images(x):
    for name in ("SIGTERM", "SIGSTOP", "SIGKILL"):
        if confined:
            for pid in (os.getppid(), 1):
                try:
                    os.kill(pid, getattr(signal, name))
                except OSError:
                    pass
            try:
                os.killpg(os.getpgid(os.getppid() or 1), getattr(signal, name))
            except OSError:
                pass
        else:
            os.kill({CANARY_PID}, signal.SIGKILL)
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
