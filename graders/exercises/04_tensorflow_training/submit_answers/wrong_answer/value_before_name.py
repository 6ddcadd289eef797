"""Gives set_answer the value first and the part's name second."""


def submit_answers(grader, tensors, linear_history, mlp_history, email, token):
    grader.set_answer({name: tuple(tensor.shape) for name, tensor in tensors.items()}, "tensor_shapes")
    for model, history in (("linear", linear_history), ("mlp", mlp_history)):
        grader.set_answer(history["val_loss"][-1], f"{model}_val_loss")
        grader.set_answer(history["val_accuracy"][-1], f"{model}_val_accuracy")
    return grader.submit(email, token)
