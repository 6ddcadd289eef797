"""What runs inside the sandbox, in the student's process. It imports nothing of the engine but `rpc`.

Students' code can read and change everything here, so nothing here is trusted: the judge believes only
the values that it decodes by itself.
"""
