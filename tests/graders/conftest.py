"""Fixtures of the tests of clusters."""

import pytest

from tests.graders.clusters import NAME, Processes, submit


@pytest.fixture
def cluster(tmp_path):
    """Give a cluster without any process yet; what a test starts ends with it."""
    folder = tmp_path / "dask"
    folder.mkdir()
    processes = Processes(folder)
    yield processes
    processes.close()


@pytest.fixture(scope="module")
def local(tmp_path_factory, graders):
    """Give the marks that the sample class gets on this machine without a cluster."""
    course = submit(tmp_path_factory.mktemp("local"))
    done = graders("--course", course.root, "autograde", NAME)
    assert done.returncode == 0, done.stderr
    return course
