"""Hands over the whole lists."""


def submit_answers(grader, tensors, linear_history, mlp_history, email, token):
    grader.set_answer("tensor_shapes", {name: tuple(tensor.shape) for name, tensor in tensors.items()})
    grader.set_answer("linear_val_loss", linear_history["val_loss"])
    grader.set_answer("linear_val_accuracy", linear_history["val_accuracy"])
    grader.set_answer("mlp_val_loss", mlp_history["val_loss"])
    grader.set_answer("mlp_val_accuracy", mlp_history["val_accuracy"])
    return grader.submit(email, token)
