"""Raises its resource limits, its priority and its share of memory, and moves into another control group."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import glob
import os
import resource

for name in ("RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_MEMLOCK"):
    limit = getattr(resource, name)
    soft, hard = resource.getrlimit(limit)
    if hard == resource.RLIM_INFINITY:
        continue
    try:
        resource.setrlimit(limit, (hard + 1, hard + 1))
        print("ESCA" + "PED: raised", name)
    except (OSError, ValueError) as error:
        print(name, type(error).__name__)
for pid in (1, os.getppid(), {CANARY_PID}):
    if pid and pid != os.getpid():
        try:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (16, 16))
            print("limited", pid)
        except OSError as error:
            print(type(error).__name__)
try:
    os.nice(-10)
    print("ESCA" + "PED: a higher priority")
except OSError as error:
    print(type(error).__name__)
for path in (*glob.glob("/sys/fs/cgroup/**/cgroup.procs", recursive=True)[:20], "/sys/fs/cgroup/cgroup.procs", "/proc/1/oom_score_adj", "/proc/self/oom_score_adj"):
    try:
        with open(path, "w") as file:
            file.write("-900" if "oom" in path else str(os.getpid()))
        print("ESCA" + "PED: wrote", path)
    except OSError as error:
        print(type(error).__name__)
try:
    os.mkdir("/sys/fs/cgroup/{MARK}")
    print("ESCA" + "PED: a control group of its own")
except OSError as error:
    print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)
