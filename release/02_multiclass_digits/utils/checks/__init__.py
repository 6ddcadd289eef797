"""Checks of a learner's function, written in the order in which the questions arise.

Is the name defined, is it a function, does the call run, are the result's type, shape and dtype right, is it finite, are its
values right? The first check that fails raises `CheckFailed` with one message: the call, what was expected, what was
returned, where to look. A test is then a few lines that read like the question::

    my_dense = Function(target, "my_dense", "a_in W b g")
    answer = my_dense(a_in, W, b, sigmoid)
    answer.array(shape=(3,)).finite().close(expected, mistakes={"the bias is missing": without_bias})
"""

from utils.checks.answer import Answer
from utils.checks.failures import CheckFailed, defined, require
from utils.checks.function import Function
from utils.checks.output import passed, quiet

__all__ = ["Answer", "CheckFailed", "Function", "defined", "passed", "quiet", "require"]
