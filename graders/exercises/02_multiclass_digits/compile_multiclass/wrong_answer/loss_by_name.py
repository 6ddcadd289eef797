"""Gives the loss by name, which takes probabilities and not logits."""

model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
