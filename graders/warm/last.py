"""What the server does when it is no longer needed: it ends at once.

Taking TensorFlow apart object by object keeps a core busy for two seconds, and whoever reads our output waiting as long.
"""

import atexit
import os

atexit.register(os._exit, 0)
