"""What a process and its descendants use, read straight from /proc: it is asked ten times a second.

Orphans of a student's are found, too: inside a process namespace they become children of its first process.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
STATE, USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM, THREADS, RESIDENT = 0, 11, 12, 13, 14, 17, 21  # behind the name


@dataclass
class Use:
    """What some processes use together.

    Attributes
    ----------
    pids : list of int
        The processes.
    seconds : float
        CPU time, that of their children that have ended included.
    threads : int
        Threads.
    resident : int
        Bytes in RAM, those shared between them counted for each.
    running : bool
        Whether one of them wants the CPU, be it that it waits for its turn.
    """

    pids: list[int]
    seconds: float = 0.0
    threads: int = 0
    resident: int = 0
    running: bool = False


def use(watcher: int) -> Use:
    """Look at all descendants of a process.

    Parameters
    ----------
    watcher : int
        Its number; it is not counted itself.

    Returns
    -------
    Use
        What they use together; those that end meanwhile are left out.
    """
    found = Use(list(_descendants(watcher)))
    for pid in found.pids:
        with contextlib.suppress(OSError, IndexError, ValueError):
            with open(f"/proc/{pid}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
            found.seconds += sum(map(int, fields[USER : CHILDREN_SYSTEM + 1])) / TICKS
            found.threads += int(fields[THREADS])
            found.resident += int(fields[RESIDENT]) * PAGE
            found.running |= fields[STATE] in (b"R", b"D")
    return found


def own_memory(pids: list[int]) -> int:
    """Add up the memory of some processes, shared pages counted once.

    Parameters
    ----------
    pids : list of int
        The processes.

    Returns
    -------
    int
        Bytes.
    """
    total = 0
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += psutil.Process(pid).memory_full_info().pss
    return total


def _descendants(pid: int) -> Iterator[int]:
    """Give the numbers of a process's children, their children and so on."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                children = [int(word) for word in file.read().split()]
        except FileNotFoundError:
            if os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
                continue  # that thread has just ended
            with contextlib.suppress(psutil.NoSuchProcess):  # a kernel without such lists
                yield from (process.pid for process in psutil.Process(pid).children(recursive=True))
            return
        except OSError:
            continue
        for child in children:
            yield child
            yield from _descendants(child)
