"""Walks every frame, module and referrer of its process in search of the judge, the checks and their values."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import gc
import inspect
import sys
import threading

def look():
    seen = []
    for frame in sys._current_frames().values():
        while frame is not None:
            seen.append(f"{frame.f_code.co_filename}:{frame.f_code.co_name} {sorted(frame.f_locals)}")
            for value in frame.f_locals.values():
                text = repr(value)[:200]
                if "check_" in text or "hidden" in text:
                    seen.append(text)
            frame = frame.f_back
    for name, module in list(sys.modules.items()):
        if name.startswith("graders") or "hidden_tests" in name:
            seen.append(name)
            try:
                seen.append(inspect.getsource(module)[:2000])
            except Exception:
                pass
    for thing in gc.get_objects():
        if inspect.isfunction(thing) and thing.__name__.startswith("check_"):
            seen.append(thing.__name__)
            seen.append(str(thing.__code__.co_consts))
    return "\\n".join(seen)

print(look()[:50000])

def normalize_images(x):
    raise ValueError(look()[-5000:])
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, never=("hidden_tests", "check_fixed_scale", "check_values"))
