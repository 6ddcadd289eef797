"""All comparisons, or those that are named: ``python -m bench [PART…] [--quick]``."""

import argparse
import importlib
import sys
from pathlib import Path

from bench.measure import Settings, machine
from bench.results import FILE
from graders.course.course import open_course

PARTS = ("sandbox", "judging", "stock", "overhead", "growth", "workers")
ASSIGNMENTS = ("05_shallow_backprop", "02_multiclass_digits", "01_binary_digits")  # NumPy, Keras, Keras and training


def main(words: list[str]) -> int:
    """Run the parts.

    Parameters
    ----------
    words : list of str
        The command's.

    Returns
    -------
    int
        The exit status.
    """
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="What marking costs, as ratios within one run."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"among {', '.join(PARTS)}; none means all")
    parser.add_argument("--quick", action="store_true", help="small classes, each once: to see that it works")
    parser.add_argument("--assignments", default=",".join(ASSIGNMENTS), help="of stock and overhead; or all")
    parser.add_argument("--students", type=int, help="in a class of stock, overhead and workers")
    parser.add_argument("--stock-students", type=int, help="how many of them plain nbgrader marks")
    parser.add_argument("--sizes", help="of the classes of growth")
    parser.add_argument("--workers", help="of the clusters of workers")
    parser.add_argument("--repeats", type=int, help="rounds that are counted")
    parser.add_argument("--results", type=Path, help="the file that keeps them; bench/RESULTS.md, with --quick none")
    given = parser.parse_args(words)
    if unknown := sorted(set(given.parts) - set(PARTS)):
        parser.error(f"there is no {unknown[0]}; choose among {', '.join(PARTS)}.")
    quick = given.quick
    assignments = open_course().assignments() if given.assignments == "all" else given.assignments.split(",")
    settings = Settings(
        assignments=tuple(open_course().choose(assignments)),
        students=given.students or (4 if quick else 24),
        stock_students=given.stock_students or (1 if quick else 6),
        sizes=_numbers(given.sizes or ("2,6" if quick else "10,50,250")),
        workers=_numbers(given.workers or ("1,2" if quick else "1,2,4")),
        repeats=given.repeats or (1 if quick else 3),
        results=given.results or (None if quick else FILE),
    )
    print(machine())
    for part in given.parts or PARTS:
        importlib.import_module(f"bench.{part}").main(settings)
    return 0


def _numbers(text: str) -> tuple[int, ...]:
    """Read numbers between commas."""
    return tuple(int(number) for number in text.split(","))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
