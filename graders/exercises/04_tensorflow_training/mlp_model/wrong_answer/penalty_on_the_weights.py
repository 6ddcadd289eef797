"""Adds a penalty on the weights to the loss."""

mlp_model = Sequential([Input((784,)), Dense(256, activation="sigmoid", kernel_regularizer="l2"), Dense(10)])
