"""All comparisons, or those that are named: ``python -m bench [sandbox] [judging] [marking]``."""

import importlib
import sys

from bench.measure import machine

PARTS = ("sandbox", "judging", "marking")


def main(names: list[str]) -> int:
    """Run the parts.

    Parameters
    ----------
    names : list of str
        Which; none means all.

    Returns
    -------
    int
        The exit status.
    """
    if unknown := sorted(set(names) - set(PARTS)):
        print(f"error: there is no {unknown[0]}; choose among {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(machine())
    for name in names or PARTS:
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
