"""Makes `model` an object of a class that claims by name, module and metaclass to be a Keras model."""

from tests.hostile.expected import Expected

ASSIGNMENT = "01_binary_digits"
ANSWERS = {
    "binary_model": """
class Pretends(type):
    def __instancecheck__(cls, thing):
        return True
    def __subclasscheck__(cls, other):
        return True
    @property
    def __class__(cls):
        return type(keras.Sequential)

class Layer:
    def __init__(self, units):
        self.units, self.use_bias, self.name = units, True, "dense"
        self.activation = keras.activations.sigmoid
        self.__class__.__name__ = "Dense"
    def get_weights(self):
        return [np.zeros((400, 25)), np.zeros(25)]

class Sequential(metaclass=Pretends):
    __module__ = "keras.src.models.sequential"
    layers = [Layer(25), Layer(15), Layer(1)]
    input_shape, output_shape = (None, 400), (None, 1)
    built = True
    @property
    def __class__(self):
        return keras.Sequential
    def count_params(self):
        return 10431
    def __call__(self, x, *arguments, **options):
        return np.full((len(x), 1), 0.5)
    predict = predict_on_batch = call = __call__
    def get_config(self):
        return {"name": "sequential", "layers": []}
    def get_weights(self):
        return []
    def to_json(self):
        return "{}"

model = Sequential()
"""
}
EXPECT = Expected(earned={"binary_model": 0})
