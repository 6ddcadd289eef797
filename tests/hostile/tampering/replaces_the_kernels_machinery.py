"""Replaces IPython's run_cell, display hook and publisher, and the kernel's do_execute."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
shell = get_ipython()
kernel = shell.kernel
publish = shell.display_pub.publish

def forged(*arguments, **options):
    publish({"text/plain": "6.0", "application/vnd.graders.checks+json": {"exercise": "normalize_images", "checks": []}})

async def do_execute(*arguments, **options):
    forged()
    return {"status": "ok", "execution_count": 6, "user_expressions": {}, "payload": []}

class Result:
    success, result, error_in_exec, error_before_exec, execution_count = True, 6.0, None, None, 6
    def raise_error(self):
        pass

shell.run_cell = shell.run_cell_async = lambda *arguments, **options: Result()
shell.displayhook.__class__.__call__ = forged
shell.display_pub.publish = forged
shell.showtraceback = shell._showtraceback = forged
kernel.do_execute = do_execute

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)  # no later cell runs in this kernel any more
