"""Writes the numbers as texts."""


def submit_answers(grader, tensors, linear_history, mlp_history, email, token):
    grader.set_answer("tensor_shapes", {name: tuple(tensor.shape) for name, tensor in tensors.items()})
    grader.set_answer("linear_val_loss", f"{linear_history['val_loss'][-1]:.6f}")
    grader.set_answer("linear_val_accuracy", f"{linear_history['val_accuracy'][-1]:.6f}")
    grader.set_answer("mlp_val_loss", f"{mlp_history['val_loss'][-1]:.6f}")
    grader.set_answer("mlp_val_accuracy", f"{mlp_history['val_accuracy'][-1]:.6f}")
    return grader.submit(email, token)
