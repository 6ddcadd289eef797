"""Gives the length of each tensor in place of its shape."""


def submit_answers(grader, tensors, linear_history, mlp_history, email, token):
    grader.set_answer("tensor_shapes", {name: tensor.shape[0] for name, tensor in tensors.items()})
    grader.set_answer("linear_val_loss", linear_history["val_loss"][-1])
    grader.set_answer("linear_val_accuracy", linear_history["val_accuracy"][-1])
    grader.set_answer("mlp_val_loss", mlp_history["val_loss"][-1])
    grader.set_answer("mlp_val_accuracy", mlp_history["val_accuracy"][-1])
    return grader.submit(email, token)
