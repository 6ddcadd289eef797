"""What the server does when all is imported, and when it is no longer needed.

In the end it stops at once: taking TensorFlow apart object by object keeps a core busy for two seconds, and whoever
reads our output waiting as long.
"""

import atexit
import os

from graders.guest import prefork

atexit.register(os._exit, 0)
prefork.settle()
