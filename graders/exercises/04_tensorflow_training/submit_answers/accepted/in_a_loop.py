"""Goes through models and kinds in a loop and gives floats and lists."""


def submit_answers(grader, tensors, linear_history, mlp_history, email, token):
    for model, history in (("mlp", mlp_history), ("linear", linear_history)):
        for kind in ("val_accuracy", "val_loss"):
            grader.set_answer(f"{model}_{kind}", float(history[kind][-1]))
    grader.set_answer("tensor_shapes", {name: [int(size) for size in tensors[name].shape] for name in tensors})
    receipt = grader.submit(email=email, token=token)
    print(receipt)
    return receipt
