"""Hands over TensorShape objects as they are, by keyword, and sets a part twice."""


def submit_answers(grader, tensors, linear_history, mlp_history, email, token):
    shapes = {}
    for name in ("b", "W", "X_val", "Y", "X"):
        shapes[name] = tensors[name].shape
    grader.set_answer(part="tensor_shapes", value=shapes)
    grader.set_answer(part="linear_val_loss", value=linear_history["val_loss"][0])
    grader.set_answer("linear_val_loss", linear_history["val_loss"][-1])
    grader.set_answer("linear_val_accuracy", linear_history["val_accuracy"][-1])
    grader.set_answer("mlp_val_loss", mlp_history["val_loss"][-1])
    grader.set_answer("mlp_val_accuracy", mlp_history["val_accuracy"][-1])
    return grader.submit(email, token)
