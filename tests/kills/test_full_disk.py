"""``autograde`` on a full disk: one clear line for each mark that was not written, and the next run completes."""

import os
import re
import subprocess

import pytest

pytestmark = pytest.mark.long


@pytest.fixture
def small_disk(tmp_path):
    """Give a file system of 2 MB, which root may mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]
    mount = subprocess.run(command, capture_output=True, text=True, check=False)
    if mount.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mount.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def check_full(driver, case, disk, free, folder):
    """Mark with only so many bytes free, then again with room; tell whether they were too few."""
    course = case.copy(disk)
    filler = disk / "filler"
    space = os.statvfs(disk)
    filler.write_bytes(bytes(max(space.f_bavail * space.f_frsize - free, 0)))
    answer = driver.run(course)
    log = driver.log.read_text()
    enough = " 0 not marked" in log
    if not enough:
        check_told(log, answer["status"])
    case.check_between(course, folder)
    filler.unlink()
    driver.complete(course)
    case.check_end(course)
    return not enough


def check_told(log, status):
    """Assert that each mark that could not be written is named in one line that says why."""
    errors = [line for line in log.splitlines() if line.startswith("error:") and "counts as 0" not in line]
    assert "Traceback" not in log
    assert errors
    for line in errors:
        assert re.search(r"disk is full|is on a disk that is full|look at the disk|No space left", line), line
    if status == 1:
        named = {re.match(r"error: (\S+): its mark could not be written: ", line)[1] for line in errors}
        assert len(named) == len(errors)
        assert f"{20 - len(named)} marked, 0 unchanged, {len(named)} not marked" in log
    else:
        assert status == 2, log
        assert len(errors) == 1


def test_a_full_disk(driver, fresh, small_disk, tmp_path):
    assert check_full(driver, fresh, small_disk, 300_000, tmp_path)


@pytest.mark.long
def test_a_disk_that_is_full_at_other_times(driver, fresh, again, small_disk, tmp_path):
    full = [check_full(driver, fresh, small_disk, free, tmp_path) for free in range(0, 600_000, 40_000)]
    assert all(full[:8])
    full = [check_full(driver, again, small_disk, free, tmp_path) for free in range(0, 80_000, 8_000)]
    assert all(full[:3])


# Bytes that no file may exceed: too few for a notebook, for the tables, for the fourth mark or so.
@pytest.mark.parametrize("largest", [6_000, pytest.param(100_000, marks=pytest.mark.long), 160_000])
def test_files_that_cannot_grow(driver, fresh, memory, largest):
    """As with a quota; it needs no rights."""
    course = fresh.copy(memory)
    answer = driver.run(course, largest=largest)
    check_told(driver.log.read_text(), answer["status"])
    fresh.check_between(course, memory)
    driver.complete(course)
    fresh.check_end(course)
