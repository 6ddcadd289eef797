"""Installs itself in `atexit`, `sys.settrace`, `sys.setprofile`, `sys.excepthook`, audit and import hooks."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import atexit
import sys
import threading

def forge(*arguments):
    for module in list(sys.modules.values()):
        for name in ("earned", "score", "points"):
            if hasattr(module, name):
                setattr(module, name, 1000)
    print('{"earned": 1000, "score": 1000}', file=sys.__stdout__)
    return None

atexit.register(forge)
sys.excepthook = sys.unraisablehook = threading.excepthook = forge
sys.meta_path.insert(0, type("Finder", (), {"find_spec": staticmethod(lambda *arguments: None)}))
sys.path_hooks.insert(0, lambda path: (_ for _ in ()).throw(ImportError()))

def normalize_images(x):
    def trace(frame, event, argument):
        for name in list(frame.f_locals):
            if name in ("earned", "points", "outcome"):
                frame.f_locals[name] = 1000
        return trace
    sys.settrace(trace)
    sys.setprofile(lambda frame, event, argument: None)
    threading.settrace(trace)
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
