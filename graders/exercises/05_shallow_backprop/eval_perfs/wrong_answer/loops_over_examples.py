"""Counts one example after the other."""


def eval_perfs(y, lbl):
    wrong = 0
    for found, wanted in zip(onehot2label(y), lbl):
        if found != wanted:
            wrong += 1
    return 100 * wrong / len(lbl)
