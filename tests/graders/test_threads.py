"""Submissions run side by side, one for each core: neither a student's process nor a judge's may have a thread for each."""

import os
import subprocess
import sys

import pytest

from graders.core.environment import prepare
from graders.course.course import KIT

WORK = """
import glob
import numpy as np
import threadpoolctl
np.ones((300, 300)) @ np.ones((300, 300))
pools = {pool["internal_api"]: pool["num_threads"] for pool in threadpoolctl.threadpool_info()}
"""
# Arrays so large that TensorFlow would divide the work, and a graph of parts that it could run side by side.
TENSORS = """
import tensorflow as tf
square = tf.random.normal((600, 600))
tf.function(lambda x: x @ x + tf.exp(x) @ x)(square)
names = []
for path in glob.glob("/proc/self/task/*/comm"):
    with open(path) as file:
        names.append(file.read().strip())
computing = names.count("tf_Compute")
"""


def bare() -> dict[str, str]:
    """Give our environment without what it says of threads."""
    return {key: value for key, value in os.environ.items() if not key.endswith("_THREADS")}


def threads(environment: dict[str, str]) -> set[int]:
    """Compute in a process with an environment; give the sizes of its pools."""
    code = f"{WORK}{TENSORS}print('found', computing, *pools.values())"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    [line] = [line for line in done.stdout.splitlines() if line.startswith("found")]
    return set(map(int, line.split()[1:]))


alone = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core: each pool has one thread anyway")


@alone
def test_a_students_process_computes_in_one_thread(student):
    with_keras = student(WORK + TENSORS, keras=True)
    assert with_keras.get("computing") == 1
    assert set(with_keras.get("pools").values()) == {1}


@pytest.mark.slow
@alone
def test_a_judges_process_computes_in_one_thread():
    assert threads(prepare(bare(), KIT)) == {1}


@pytest.mark.slow
@alone
def test_without_our_settings_there_is_a_thread_for_each_core():
    assert threads(bare()) == {len(os.sched_getaffinity(0))}
