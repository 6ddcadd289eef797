def EXERCISE(X):
    """Find the mean of each row.

    Parameters
    ----------
    X : ndarray of shape (m, n)

    Returns
    -------
    ndarray of shape (m,)
    """
    ### BEGIN SOLUTION
    return X.mean(axis=1)
    ### END SOLUTION
