"""Takes the histories of the notebook in place of its arguments."""


def submit_answers(grader, tensors, lin, net, email, token):
    grader.set_answer("tensor_shapes", {name: tensor.shape for name, tensor in tensors.items()})
    grader.set_answer("linear_val_loss", linear_history["val_loss"][-1])
    grader.set_answer("linear_val_accuracy", linear_history["val_accuracy"][-1])
    grader.set_answer("mlp_val_loss", mlp_history["val_loss"][-1])
    grader.set_answer("mlp_val_accuracy", mlp_history["val_accuracy"][-1])
    return grader.submit(email, token)
