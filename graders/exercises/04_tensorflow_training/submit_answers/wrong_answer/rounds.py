"""Rounds to two digits."""


def submit_answers(grader, tensors, linear_history, mlp_history, email, token):
    grader.set_answer("tensor_shapes", {name: tuple(tensor.shape) for name, tensor in tensors.items()})
    grader.set_answer("linear_val_loss", round(float(linear_history["val_loss"][-1]), 2))
    grader.set_answer("linear_val_accuracy", round(float(linear_history["val_accuracy"][-1]), 2))
    grader.set_answer("mlp_val_loss", round(float(mlp_history["val_loss"][-1]), 2))
    grader.set_answer("mlp_val_accuracy", round(float(mlp_history["val_accuracy"][-1]), 2))
    return grader.submit(email, token)
