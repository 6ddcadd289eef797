"""Hands in a model with a Lambda layer and a configuration that names `exec` as an activation."""

from tests.hostile.expected import Expected

ASSIGNMENT = "01_binary_digits"
ANSWERS = {
    "binary_model": """
def touch(x):
    import pathlib
    pathlib.Path("{TOUCHED}").write_text("built")
    return x

class Named(Dense):
    def get_config(self):
        config = super().get_config()
        config["activation"] = {
            "module": "builtins", "class_name": "function", "config": "exec", "registered_name": "function",
        }
        config["kernel_initializer"] = {
            "module": "pathlib", "class_name": "Path", "config": {"touch": "{TOUCHED}"}, "registered_name": None,
        }
        return config

Named.__module__, Named.__name__ = "keras.layers", "Dense"
model = Sequential([
    Input((400,)), Named(25, activation="sigmoid"), keras.layers.Lambda(touch), Dense(1, activation="sigmoid"),
])
"""
}
EXPECT = Expected(earned={"binary_model": 0})
