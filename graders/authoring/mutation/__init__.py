"""Mutation testing of the marks: every small change to a reference solution must cost marks, or be explained.

`edits` defines what a change is, `expressions`, `calls`, `layers` and `statements` make them, `mutants`
collects them for a piece of code, `equivalents` reads which of them compute the same, `verdicts` remembers
how they were judged, and `survey` puts it all together for ``python -m graders check --mutants``.
"""
