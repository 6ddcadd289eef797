"""Makes the system calls that most escapes begin with: keyring, bpf, perf, io_uring, userfaultfd, modules, kexec."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
space = ctypes.create_string_buffer(256)
NUMBERS = {  # of x86_64 and aarch64
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "bpf": (321, 280), "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425), "userfaultfd": (323, 282), "init_module": (175, 105), "finit_module": (313, 273),
    "kexec_load": (246, 104), "open_by_handle_at": (304, 265), "acct": (163, 89), "syslog": (103, 116), "quotactl": (179, 60),
    "settimeofday": (164, 170), "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "mbind": (237, 235), "lookup_dcookie": (212, 18),
    "sethostname": (170, 161), "iopl": (172, None), "ioperm": (173, None), "personality": (135, 92), "modify_ldt": (154, None),
}
HARMLESS = {
    "keyctl": (0, -3, 1), "add_key": (b"user", b"k", b"v", 1, -3), "request_key": (b"user", b"k", None, -3), "bpf": (5, space, 128),
    "perf_event_open": (space, 0, -1, -1, 0), "io_uring_setup": (8, space), "userfaultfd": (1,), "syslog": (3, space, 200),
    "acct": (b"/nonexistent",), "sethostname": (b"forged", 6), "iopl": (3,), "ioperm": (0, 8, 1),
}
which = 0 if platform.machine() == "x86_64" else 1
for name in HARMLESS:
    number = NUMBERS[name][which]
    if number is None:
        continue
    result = libc.syscall(number, *HARMLESS[name])
    print(name, result, os.strerror(ctypes.get_errno()) if result < 0 else "")
    if result >= 0:
        print("ESCA" + "PED:", name)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)
