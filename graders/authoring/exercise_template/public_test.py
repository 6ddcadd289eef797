

def test_EXERCISE(target):
    """Each row has a mean of its own."""
    EXERCISE = Function(target, "EXERCISE", "X")
    # Not square, so that the means of the columns have another shape.
    X = np.array([[1.0, 2.0, 6.0], [4.0, 4.0, 7.0]])
    hint = "One mean per row is asked: look at the axis."
    answer = EXERCISE(X).array(shape=(2,), hint=hint).finite().close([3.0, 5.0])
    passed("EXERCISE", answer)
