"""Which tests run where all of them would take too long: a sample, drawn by the commit.

Of the tests of a module that are marked `sampled(number)` so many run, where those that are marked with the same
`together` count as one; `--whole` runs all. `--draw number` runs so many of whatever was chosen. Each commit draws another sample, and the same commit the same one; Hypothesis draws its examples by
the same seed. The header tells it, and `--seed` repeats it.
"""

import hashlib
import random
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parent.parent
NO_COMMIT = "no commit"


def commit() -> str:
    """Give the commit that is checked out, or a fixed word where there is none."""
    try:
        command = ["git", "-C", str(KIT), "rev-parse", "HEAD"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return NO_COMMIT
    return done.stdout.strip()[:12] or NO_COMMIT


class Sampling:
    """The plugin.

    Attributes
    ----------
    seed : str
        By which everything is drawn.
    whole : bool
        Whether all tests run: where that is asked, or some are chosen by name.
    """

    def __init__(self, config: pytest.Config) -> None:
        outer = getattr(config, "workerinput", {})  # of pytest-xdist, whose processes have to draw the same
        self.seed: str = outer.get("seed") or config.option.seed or commit()
        named = config.option.keyword or any("::" in argument for argument in config.args)
        self.whole = bool(config.option.whole or named)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Hand the seed to Hypothesis."""
        if config.option.hypothesis_seed is None:
            config.option.hypothesis_seed = str(int(hashlib.sha256(self.seed.encode()).hexdigest()[:8], 16))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node) -> None:
        """Hand the seed to a process of pytest-xdist."""
        node.workerinput["seed"] = self.seed

    def pytest_report_header(self) -> str:
        """Say what was drawn by which seed."""
        what = "all tests" if self.whole else "a sample of the slowest tests"
        return f"running {what}; seed of the sample and of Hypothesis: --seed '{self.seed}'"

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what is not drawn of the tests that are left after `-m` and `-k`."""
        chosen = set(map(name, items))
        if not self.whole:
            groups: dict[tuple[str, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
            for item in items:
                if mark := item.get_closest_marker("sampled"):
                    module, _, _ = item.location
                    groups[module, *mark.args][mark.kwargs.get("together", name(item))].add(name(item))
            for (module, number), group in groups.items():
                for left in set(group) - draw(self.seed, module, group, number):
                    chosen -= group[left]
        if config.option.draw is not None:
            chosen = draw(self.seed, "", chosen, config.option.draw)
        if left_out := [item for item in items if name(item) not in chosen]:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if name(item) in chosen]


def name(item: pytest.Item) -> str:
    """Name a test, the same with and without pytest-xdist."""
    module, _, test = item.location
    return f"{module}::{test}"


def draw(seed: str, what: str, group: Iterable[str], number: int) -> set[str]:
    """Draw some of a group, or give all where there are no more."""
    names = sorted(group)
    return set(random.Random(f"{seed} {what}").sample(names, min(number, len(names))))
