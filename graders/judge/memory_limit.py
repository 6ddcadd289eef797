"""Limits the judge's own memory, since it also holds a student's values.

There are two limits. Resident memory is checked while a check runs, and stops that check only. Allocated memory has a
limit of the operating system's, at which Python raises MemoryError.
"""

import gc
import os
import resource
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
STATM, STATUS = Path("/proc/self/statm"), Path("/proc/self/status")
SYSTEM_LIMIT = 2  # the operating system's limit, as a multiple of ours

_most = [0]  # resident bytes; 0 while there is no limit


def bound_memory(most: int) -> None:
    """Limit this process permanently to so much more memory than it has now.

    Parameters
    ----------
    most : int
        Bytes.
    """
    _most[0] = resident() + most
    data = next(int(row.split()[1]) * 1024 for row in STATUS.read_text().splitlines() if row.startswith("VmData"))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = data + SYSTEM_LIMIT * most
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def resident() -> int:
    """Give the resident memory of this process in bytes."""
    return int(STATM.read_text().split()[1]) * PAGE


def too_much() -> bool:
    """Tell whether resident memory is above the limit, even after a garbage collection."""
    if not _most[0] or resident() <= _most[0]:
        return False
    gc.collect()
    return resident() > _most[0]
