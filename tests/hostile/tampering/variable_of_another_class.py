"""Returns objects that pretend to be TensorFlow variables of the right shape."""

from tests.hostile.expected import Expected

ASSIGNMENT = "04_tensorflow_training"
ANSWERS = {
    "make_parameters": """
class Pretends(type(tf.Variable)):
    def __instancecheck__(cls, thing):
        return True

class Variable:
    dtype, trainable = tf.float32, True
    def __init__(self, *shape):
        self.shape = tf.TensorShape(shape)
    @property
    def __class__(self):
        return tf.Variable
    def numpy(self):
        return self
    def __array__(self, dtype=None, copy=None):
        return np.full(self.shape, object)
    def assign_sub(self, *arguments):
        return self
    read_value = assign = assign_add = value = assign_sub

def make_parameters(n, C):
    return Variable(n, C), Variable(C)
"""
}
EXPECT = Expected(earned={"make_parameters": 0})
