"""How much memory the judge itself may take: a student's values are held here, too.

Two lines: what is resident is looked at while a check runs, and stops that check only; what is allocated
has a limit of the system's, at which Python raises MemoryError.
"""

import gc
import os
import resource
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
STATM, STATUS = Path("/proc/self/statm"), Path("/proc/self/status")
TWICE = 2  # the system's limit, as a multiple of ours

_most = [0]  # resident bytes; 0 while there is no limit


def bound_memory(most: int) -> None:
    """Limit this process, for good, to so much more memory than it has now.

    Parameters
    ----------
    most : int
        Bytes.
    """
    _most[0] = resident() + most
    data = next(int(row.split()[1]) * 1024 for row in STATUS.read_text().splitlines() if row.startswith("VmData"))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = data + TWICE * most
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def resident() -> int:
    """Give the memory that this process has in RAM, in bytes."""
    return int(STATM.read_text().split()[1]) * PAGE


def too_much() -> bool:
    """Tell whether it has more than it may, garbage not counted."""
    if not _most[0] or resident() <= _most[0]:
        return False
    gc.collect()
    return resident() > _most[0]
