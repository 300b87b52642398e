"""Mutants of helpers/layers/shuffle.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_channel_shuffle.py"]
MUTANTS = [
    ('(groups, -1)', '(-1, groups)'),
    ('.transpose(1, 2)  #', '  #'),
    ('shuffled.clone(memory_format=torch.contiguous_format)', 'shuffled'),
    ('if x.ndim < 2:', 'if x.ndim < 1:'),
    ('return channel_shuffle(x, self.groups)', 'return channel_shuffle(x, 2)'),
    ('check_divides("groups", groups, channels=x.shape[1])', 'check_divides("groups", groups, channels=0)'),
    ('x.chunk(2, dim=1) if self.splits else (x, x)', 'x.chunk(2, dim=1)[::-1] if self.splits else (x, x)'),
    ('[self.branch1(left), self.branch2(right)]', '[self.branch2(right), self.branch1(left)]'),
    ('dim=1), groups=2)', 'dim=1), groups=1)'),
    ('nn.Conv2d(half, half, 3, stride, padding=1, groups=half, bias=False)', 'nn.Conv2d(half, half, 3, stride, padding=1, bias=False)'),
    ('if stride == 1 and in_channels != out_channels', 'if in_channels != out_channels'),
    ('        if out_channels % 2:', '        if out_channels % 2 and stride == 1:'),
    ('stride not in (1, 2)', 'stride < 1'),
    ('            norm(half),\n            activation(),\n        )', '            norm(half),\n        )'),
    ('                norm(half),\n                activation(),', '                norm(half),\n                nn.ReLU(),'),
    ('check_input(self, x, self.in_channels)', 'check_input(self, x, x.shape[1])'),
]  # fmt: skip
