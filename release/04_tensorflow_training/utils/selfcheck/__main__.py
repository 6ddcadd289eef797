"""Entry point of ``python -m utils.selfcheck``."""

import sys

from utils.selfcheck.command import main

sys.exit(main())
