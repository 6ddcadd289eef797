"""Each operator makes the changes it says, and nothing that is no change."""

import ast

import pytest

from graders.authoring.mutation.edits import OPERATORS
from graders.authoring.mutation.mutants import mutants
from graders.authoring.mutation.survey import subject_mutants
from graders.course.course import open_course

LOOP = "for x in xs:\n    a = x\n    b.append(a)\nreturn b"
WITH = "with t:\n    y = f(x)\nz = y"
MODEL = 'Dense(3, activation="relu")'

# operator, a line of code, all that the operator makes of it
CASES = [
    ("comparison", "a < b", ["a <= b", "a > b", "a >= b", "a == b", "a != b"]),
    ("comparison", "a is None", ["a is not None"]),
    ("comparison", "a not in b", ["a in b"]),
    ("arithmetic", "a + b", ["a - b", "a * b"]),
    ("arithmetic", "a - b * c", ["a + b * c", "a / (b * c)", "a - (b + c)", "a - b / c", "a - b @ c"]),
    ("arithmetic", "a @ b", ["a * b"]),
    ("arithmetic", "a += b", ["a -= b", "a *= b", "a = b"]),
    ("operand_dropped", "A @ W + b", ["A @ W", "b", "A + b", "W + b"]),
    ("operand_dropped", "(a - b) * c", ["a - b", "c", "a * c", "-b * c"]),
    ("operands_swapped", "a - b", ["b - a"]),
    ("operands_swapped", "a + b", []),
    ("operands_swapped", "(a - b) / c", ["c / (a - b)", "(b - a) / c"]),
    ("sign", "-f(x)", ["f(x)"]),
    ("logic", "a and b", ["a or b"]),
    ("logic", "a if c else b", ["a", "b"]),
    ("logic", "[a for a in b if a]", ["[a for a in b]"]),
    ("number", "x[1]", ["x[2]", "x[0]", "x[-1]"]),
    ("number", "x.shape[1]", ["x.shape[2]", "x.shape[0]"]),
    ("number", "f(400)", ["f(401)", "f(399)"]),
    ("number", "0.5", ["0.0", "1.0", "-0.5", "0.25", "0.505"]),
    ("number", "f(axis=1)", []),
    ("boolean", "f(from_logits=True)", ["f(from_logits=False)"]),
    ("boolean", "f(keepdims=True)", []),
    ("text", "h['loss']", ["h['loss_']"]),
    ("text", "f'{a}_loss'", ["f'{a}_loss_'"]),
    ("text", 'f(activation="relu")', []),
    ("index", "W[:, j]", ["W", "W[j, :]"]),
    ("index", "x[a:b]", ["x", "x[:b]", "x[a:]"]),
    ("name", "W1 + W2", ["W2 + W2", "W1 + W1"]),
    ("name", "x + X + y", ["X + X + y", "x + x + y"]),
    ("sequence", "[a, f(b)]", ["[f(b), a]", "[f(b)]", "[a]", "[a, f(b), f(b)]"]),
    ("sequence", "f((400,))", []),
    ("transpose", "x.T @ y", ["x @ y", "x.T @ y.T"]),
    ("loop", "[a for a in range(n)]", [f"[a for a in range(n){part}]" for part in ("[1:]", "[:-1]", "[:1]")]),
    ("call", "np.sum(z)", ["np.mean(z)", "np.max(z)", "np.min(z)", "np.prod(z)"]),
    ("call", "z.sum()", ["z.mean()", "z.max()", "z.min()", "z.prod()"]),
    ("call", "sum(z)", ["max(z)", "min(z)", "prod(z)"]),
    ("call", "np.argmax(z)", ["np.argmin(z)"]),
    ("call", "np.exp(z)", ["np.log(z)", "np.expm1(z)", "np.exp2(z)"]),
    ("call", "tf.exp(z)", ["tf.log(z)", "tf.expm1(z)"]),
    ("call", "np.zeros(n)", ["np.ones(n)"]),
    ("call", "np.minimum(a, b)", ["np.maximum(a, b)"]),
    ("call", "tf.reduce_mean(z)", [f"tf.reduce_{name}(z)" for name in ("sum", "max", "min", "prod")]),
    ("call", "softmax(z)", ["sigmoid(z)", "relu(z)", "log_softmax(z)"]),
    ("call_dropped", "return g(z)", ["return z"]),
    ("call_dropped", "g(z)", []),
    ("call_dropped", "a * g(b - c)", ["a * (b - c)"]),
    ("call_dropped", "z.astype(int)", ["z"]),
    ("call_dropped", "z.shuffle()", []),
    ("call_doubled", "g(z)", ["g(g(z))"]),
    ("call_doubled", "np.zeros(n) + len(a) + np.mean(b) + relu(c)", []),
    ("result_negated", "return a - b", ["return -(a - b)"]),
    ("result_negated", "return -a", ["return a"]),
    ("arguments_swapped", "f(a, b, c)", ["f(b, a, c)", "f(a, c, b)"]),
    ("arguments_swapped", "f(labels=a, logits=b)", ["f(labels=b, logits=a)"]),
    ("arguments_swapped", "f(a, axis=b)", []),
    ("arguments_swapped", "np.maximum(a, b)", []),
    ("argument_dropped", "f(a, b, c=d)", ["f(a, b)", "f(a, c=d)"]),
    ("axis", "f(a, axis=1)", ["f(a, axis=0)", "f(a)"]),
    ("axis", "f(a, axis=0, keepdims=True)", ["f(a, axis=1, keepdims=True)", "f(a, axis=-1, keepdims=True)", "f(a, keepdims=True)"]),
    ("axis", "f(a, axis=-1)", ["f(a, axis=0)", "f(a, axis=-2)", "f(a)"]),
    ("keepdims", "np.sum(a, axis=1, keepdims=True)", ["np.sum(a, axis=1)"]),
    ("keepdims", "np.sum(a, axis=1)", ["np.sum(a, axis=1, keepdims=True)"]),
    ("dtype", "x.astype(int)", ["x.astype(float)", "x.astype(bool)"]),
    ("dtype", "x.astype(np.float32)", ["x.astype(np.float64)", "x.astype(np.int32)"]),
    ("spelling", MODEL, [f"Dense(3, activation='{name}')" for name in ("sigmoid", "tanh", "linear", "softmax")]),
    ("spelling", 'model.compile(optimizer="adam")', [f"model.compile(optimizer='{n}')" for n in ("rmsprop", "sgd")]),
    ("spelling", 'Activation("linear")', [f"Activation('{n}')" for n in ("sigmoid", "relu", "tanh", "softmax")]),
    ("layer", MODEL, [
        "Dense(3, activation='relu', use_bias=False)",
        "Dense(3, activation='relu', trainable=False)",
        "Dense(3, activation='relu', kernel_initializer='zeros')",
        "Dense(3, activation='relu', kernel_initializer='ones')",
    ]),
    ("layer_inserted", "[Input((4,)), Dense(3)]", ["[Input((4,)), Dense(3), keras.layers.Dropout(0.5)]"]),
    ("line_removed", "a = 1\nb = 2", ["b = 2", "a = 1"]),
    ("line_removed", WITH, ["z = y", "with t:\n    pass\nz = y", "with t:\n    y = f(x)"]),
    ("lines_swapped", "a = 1\nb = a\nreturn b", ["b = a\na = 1\nreturn b"]),
    ("line_doubled", "a = 1\na += 2\nb.append(a)\nb.sort()", [
        "a = 1\na += 2\na += 2\nb.append(a)\nb.sort()",
        "a = 1\na += 2\nb.append(a)\nb.append(a)\nb.sort()",
    ]),
    ("lines_swapped", "a = x.shape\nb = f(x)\nx[0] = 1\ng.append(b)\ng.pop()\nc(a)", [
        "a = x.shape\nx[0] = 1\nb = f(x)\ng.append(b)\ng.pop()\nc(a)",
        "a = x.shape\nb = f(x)\nx[0] = 1\ng.pop()\ng.append(b)\nc(a)",
    ]),
    ("line_moved_in", LOOP, ["for x in xs:\n    a = x\n    b.append(a)\n    return b"]),
    ("line_moved_out", LOOP, ["for x in xs:\n    a = x\nb.append(a)\nreturn b"]),
]  # fmt: skip


def function(lines):
    """Put lines into a function, so that they may return."""
    body = "".join(f"    {line}\n" for line in lines.split("\n"))
    return f"def f():\n{body}"


def made(code, operator):
    """Give what an operator alone makes of a function's lines, in Python's own layout."""
    for mutant in mutants(code):
        if mutant.operator == operator:
            [definition] = ast.parse(mutant.code).body
            yield "\n".join(ast.unparse(line) for line in definition.body)


@pytest.mark.parametrize(("operator", "lines", "expected"), CASES)
def test_operator_makes_what_it_says(operator, lines, expected, monkeypatch):
    for other in set(OPERATORS) - {operator}:
        monkeypatch.delitem(OPERATORS, other)  # two operators may make the same; the first is kept
    assert sorted(made(function(lines), operator)) == sorted(expected)


def test_every_operator_has_a_case():
    elsewhere = {"default_dropped", "in_place"}  # they need a function's head, below
    assert {case[0] for case in CASES} | elsewhere == set(OPERATORS)


def test_heads_of_functions_are_changed_where_the_lines_are_given():
    code = "def f(a, b=2):\n    c = a\n    return c + b\n"
    found = mutants(code, frozenset({3}))
    assert {mutant.line for mutant in found} == {1, 3}
    heads = [mutant.after for mutant in found if mutant.line == 1]
    assert heads == ["def f(a, b):", "def f(a, b=3):", "def f(a, b=1):"]


def test_a_default_stays_where_python_asks_for_it():
    found = mutants("def f(a=x, b=y):\n    pass\n")
    assert [m.after for m in found if m.operator == "default_dropped"] == ["def f(a, b=y):"]
    found = mutants("def f(a=x, *, b=y):\n    pass\n")
    assert [m.after for m in found if m.operator == "default_dropped"] == ["def f(a, *, b=y):", "def f(a=x, *, b):"]


def test_arguments_are_written_over():
    found = mutants("def f(z, y):\n    e = z - np.exp(y)\n    return e + len(z) * e\n")
    changed = [mutant.after for mutant in found if mutant.operator == "in_place"]
    assert changed == ["e = np.subtract(z, np.exp(y), out=z)", "e = z - np.exp(y, out=y)"]


UNTOUCHED = '''
def f(a: int = None) -> list[int]:
    """Add 1 and 2: a < b."""
    print(f"step {a + 1}: {len(a)}", 3 - 4)
    x: tuple[int, 5] = a
    raise ValueError("no 7 please")
'''


def test_docstrings_annotations_and_printed_text_are_no_mutants():
    for mutant in mutants(UNTOUCHED):
        assert mutant.operator in ("line_removed", "lines_swapped", "default_dropped"), mutant.diff
    assert {m.operator for m in mutants(UNTOUCHED, printed=True)} >= {"text", "arithmetic", "number"}


def test_what_only_looks_different_is_no_mutant():
    assert mutants("def f(a):\n    '''Say a.'''\n    pass\n") == []
    assert [m.after for m in mutants("def f(a):\n    return a[1]\n") if m.operator == "index"] == ["return a"]


CODE = """
def f(a, b):
    total = np.sum(a * b,
                   axis=0)
    for x in a:
        total += x["n"]
    for x in b:
        total += x["n"]
    return total / m
"""
LAID_OUT_ANEW = """
def f(a,b):
    total = (np.sum(a*b, axis = 0))   # a comment

    for x in a:
      total += x['n']
    for x in b:
        total += (
            x['n'])
    return total/m
"""


def test_keys_survive_another_layout():
    keys = [mutant.key for mutant in mutants(CODE)]
    assert len(set(keys)) == len(keys)
    assert sorted(keys) == sorted(mutant.key for mutant in mutants(LAID_OUT_ANEW))
    assert any(mutant.occurrence == 2 for mutant in mutants(CODE)), "the same line stands there twice"


def test_a_diff_shows_what_changed_only():
    [mutant] = [m for m in mutants(CODE) if m.operator == "operands_swapped"]
    assert mutant.diff == "- return total / m\n+ return m / total"
    [mutant] = [m for m in mutants(CODE) if m.operator == "line_moved_in" and "return" in m.before]
    assert mutant.diff == "- return total / m\n+     return total / m"


def test_code_that_is_no_python_is_refused():
    with pytest.raises(Exception, match=r"parse|Python"):
        mutants("def f(:\n")


@pytest.mark.parametrize("assignment", open_course().assignments())
def test_mutants_of_the_course_parse_differ_and_stay_in_the_solution(assignment):
    opened = open_course().assignment(assignment)
    for exercise in opened.exercises.values():
        if not exercise.automatic:
            continue
        found = subject_mutants(opened, exercise)
        assert len(found) >= 5, exercise.where
        trees = [ast.dump(ast.parse(mutant.code)) for mutant in found]
        assert len(set(trees)) == len(trees)
        for mutant in found:
            assert mutant.before != mutant.after
            assert "Placeholder" not in mutant.diff
            assert "set_random_seed" not in mutant.diff
