"""What runs inside the sandbox, in the student's process, and what both sides of its channel share.

Students' code can read and change everything here, so nothing here is trusted: the judge believes only
the values that it decodes by itself. The package imports nothing else of the kit.
"""
