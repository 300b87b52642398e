"""Mutants of helpers/layers/activation.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_activation_layers.py"]
MUTANTS = [
    ('return relu(x)', 'return relu6(x)'),
    ('return relu6(x)', 'return relu(x)'),
    ('leaky_relu(x, self.negative_slope)', 'leaky_relu(x)'),
    ('gelu(x, self.approximate)', 'gelu(x)'),
    ('return sigmoid(x)', 'return tanh(x)'),
    ('return tanh(x)', 'return sigmoid(x)'),
    ('softmax(x, self.dim)', 'softmax(x, -1)'),
    ('negative_slope: float = 0.01', 'negative_slope: float = 0.1'),
    ('approximate: str = "none"', 'approximate: str = "tanh"'),
]  # fmt: skip
