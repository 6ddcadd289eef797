"""Public and hidden tests, judged outside the sandbox with proxies for a student's names.

The stage is entered by `notebook.judge_notebook`: a repaired notebook and its `Assignment` give a `JudgedNotebook`.
A single answer, as for ``try``, goes through `single_answer.judge_answer`.
"""
