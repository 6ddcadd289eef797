"""What a machine lacks is told before anything is installed; figures are read as the kernel gives them."""

import subprocess
import sys

import pytest

from tests.first_run.packages import KIT

MEMORY = "MemTotal: {total} kB\nMemFree: 1 kB\nMemAvailable: {free} kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"
GIB = 2**20  # in kB


def ask(code):
    """Run a check as tools/prepare does; give what it says."""
    text = (
        "import machine\nfrom pathlib import Path\n"
        f"try:\n    print(*({code} or ()), sep='\\n')\nexcept machine.Refused as error:\n    print('refused:', error)"
    )
    done = subprocess.run([sys.executable, "-c", text], cwd=KIT / "tools", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def memory(tmp_path):
    """Give a function that says what is told of some memory."""

    def memory(total, free, **files):
        for name, text in ({"proc/meminfo": MEMORY.format(total=total, free=free)} | files).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return ask(f"machine.check_memory(Path({str(tmp_path)!r}))")

    return memory


def test_memory_that_is_enough_is_not_told(memory):
    assert memory(8 * GIB, 4 * GIB, **{"sys/fs/cgroup/memory.max": "max", "sys/fs/cgroup/memory.current": "1"}) == ""


def test_memory_that_is_scarce_is_told(memory):
    assert memory(4 * GIB, GIB).startswith("1.0 GiB of memory are free")


def test_memory_that_cannot_do_is_refused(memory):
    assert memory(GIB // 2, GIB // 2).startswith("refused: there are 512 MiB of memory, and 1.0 GiB are needed")


@pytest.mark.parametrize(
    ("limit", "used"),
    [("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes")],
)
def test_containers_limit_counts(memory, limit, used):
    small = {f"sys/fs/cgroup/{limit}": str(512 * 2**20), f"sys/fs/cgroup/{used}": "0"}
    assert memory(64 * GIB, 60 * GIB, **small).startswith("refused: there are 512 MiB of memory")
    full = {f"sys/fs/cgroup/{limit}": str(2**32), f"sys/fs/cgroup/{used}": str(2**32 - 2**29)}
    assert memory(64 * GIB, 60 * GIB, **full).startswith("512 MiB of memory are free")


@pytest.mark.parametrize(("flags", "refused"), [("fpu sse2 avx avx2", False), ("fpu sse2 avx2x", True), ("avx", False)])
def test_processor_without_avx_is_refused(tmp_path, flags, refused):
    (tmp_path / "cpuinfo").write_text(f"processor: 0\nflags\t\t: {flags}\nbugs: none\n")
    said = ask(
        f"setattr(machine.platform, 'machine', lambda: 'x86_64') or machine.check_processor(Path({str(tmp_path / 'cpuinfo')!r}))"
    )
    assert ("refused: this processor shows no AVX" in said) == refused


def test_path_with_a_colon_is_refused(tmp_path):
    (tmp_path / "a:b").mkdir()
    assert "no environment can lie on a path with a colon" in ask(
        f"machine.check_place(Path({str(tmp_path / 'a:b' / '.venv')!r}), True)"
    )


def test_temporary_folder_that_cannot_be_written_is_refused():
    said = ask(
        "setattr(machine.tempfile, '_candidate_tempdir_list', lambda: ['/nowhere']) or machine.check_temporary()"
    )
    assert "no temporary folder can be written: set TMPDIR" in said
