"""What the server does when all is imported, and when it is no longer needed.

Its forks share its memory as long as nobody writes there, so the garbage collector is to leave alone what is there now.
In the end it stops at once: taking TensorFlow apart object by object keeps a core busy for two seconds, and whoever reads
our output waiting as long.
"""

import atexit
import gc
import os

atexit.register(os._exit, 0)
gc.collect()
gc.freeze()
