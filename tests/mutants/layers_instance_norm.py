"""Mutants of helpers/layers/instance_norm.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_norm_layers.py"]
MUTANTS = [
    ('affine: bool = False', 'affine: bool = True'),
    ('track_running_stats: bool = False', 'track_running_stats: bool = True'),
    ('super().__init__(num_features, eps, momentum, affine,', 'super().__init__(num_features, eps, 0.1, affine,'),
    ('switches = {"bias": bias, ', 'switches = {'),
    ('        self.check(x)\n', '        pass\n'),
    ('own = self.training or not self.track_running_stats', 'own = True'),
    ('own = self.training or not self.track_running_stats', 'own = self.training'),
    ('0.0 if self.momentum is None else self.momentum', '0.1 if self.momentum is None else self.momentum'),
    ('self.bias, own, momentum, self.eps, **switches', 'self.bias, own, momentum, **switches'),
    ('self.bias, own, momentum, self.eps, **switches', 'self.bias, own, momentum, self.eps'),
    ('axes = ("n c w",)', 'axes = ("n c", "n c w")'),
]  # fmt: skip
