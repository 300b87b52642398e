"""Mutants of helpers/layers/linear.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_pool.py"]
MUTANTS = [
    ('x @ self.weight.T', 'x @ self.weight.T.detach()'),
    ('y + self.bias', 'y - self.bias'),
    ('return y if self.bias is None else y + self.bias', 'return y + self.bias'),
    ('torch.empty(out_features, in_features,', 'torch.empty(in_features, out_features,'),
    ('if x.shape[-1:] != (self.in_features,):', 'if x.shape[0] != self.in_features:'),
    ('if x.shape[-1:] != (self.in_features,):', 'if x.shape[-1] != self.in_features:'),
    (
        '        """Draw new parameters."""\n        reset_like_torch(self.weight, self.bias)',
        '        """Draw new parameters."""\n        reset_like_torch(self.weight, None)',
    ),
    ('        check_dtype("Linear", x, self.weight)\n', ''),
]  # fmt: skip
