"""Hands in a subclass of Sequential that reports other layers, weights and predictions than it has."""

from tests.hostile.expected import Expected

ASSIGNMENT = "01_binary_digits"
ANSWERS = {
    "binary_model": """
class Liar(Sequential):
    asked = 0
    def count_params(self):
        return 10431
    @property
    def layers(self):
        Liar.asked += 1
        return super().layers * (Liar.asked % 3)
    def predict(self, x, *arguments, **options):
        return np.zeros((len(x), 1))
    def __call__(self, x, *arguments, **options):
        return self.predict(x)
    def get_config(self):
        return {"name": "liar", "layers": [{"module": "keras.layers", "class_name": "Dense", "config": {"units": 10**9}}]}
    def get_weights(self):
        return [np.zeros((400, 25)), np.zeros(25), np.zeros((25, 15)), np.zeros(15), np.zeros((15, 1)), np.zeros(1)]

model = Liar([Input((400,)), Dense(1)])
"""
}
EXPECT = Expected(earned={"binary_model": 0})
