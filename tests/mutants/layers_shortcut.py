"""Mutants of helpers/layers/shortcut.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_residual.py"]
MUTANTS = [
    ('torch.cat([x, zeros], 1)', 'torch.cat([zeros, x], 1)'),
    ('slice(None, None, self.stride)', 'slice(self.stride - 1, None, self.stride)'),
    ('* (x.ndim - 2)', '* (x.ndim - 3)'),
    ('if out_channels < in_channels:', 'if out_channels <= in_channels:'),
    ('if x.shape[1] != self.in_channels:', 'if x.shape[1] > self.in_channels:'),
    ('(in_channels, out_channels, 1, stride, bias=False)', '(in_channels, out_channels, 1, stride, bias=True)'),
    ('(in_channels, out_channels, 1, stride, bias=False)', '(in_channels, out_channels, 3, stride, padding=1, bias=False)'),
    ('nn.Sequential(conv) if norm is None', 'nn.Sequential(conv, nn.Identity()) if norm is None'),
    ('if kind != "C" and in_channels == out_channels and stride == 1:', 'if in_channels == out_channels and stride == 1:'),
    ('in_channels == out_channels and stride == 1:', 'in_channels == out_channels:'),
    ('    if kind == "A":', '    if kind == "B":'),
    ('if kind not in ("A", "B", "C"):', 'if kind > "D":'),
    ('        if x.ndim < 3:', '        if x.ndim < 2:'),
]  # fmt: skip
