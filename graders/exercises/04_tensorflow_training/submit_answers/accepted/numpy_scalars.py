"""Turns everything into NumPy arrays and numbers."""


def submit_answers(grader, tensors, linear_history, mlp_history, email, token):
    import numpy as np

    grader.set_answer("tensor_shapes", {name: np.array(np.shape(tensor)) for name, tensor in tensors.items()})
    for model, history in {"linear": linear_history, "mlp": mlp_history}.items():
        last = {kind: np.asarray(values)[-1] for kind, values in history.items()}
        grader.set_answer(model + "_val_loss", last["val_loss"])
        grader.set_answer(model + "_val_accuracy", last["val_accuracy"])
    return grader.submit(email, token)
