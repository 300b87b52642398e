"""Mutants of helpers/models/densenet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_densenet.py"]
MUTANTS = [
    ('if not 0 < compression <= 1:', 'if not 0 <= compression <= 1:'),
    ('if not 0 < compression <= 1:', 'if not 0 < compression:'),
    ('kept = int(channels * compression)', 'kept = channels // 2'),
    ('channels = kept\n', 'pass\n'),
    ('channels = block.out_channels', 'channels += growth_rate'),
    ('features.add_module("norm5", norm(channels))', 'features.add_module("norm5", nn.Identity())'),
    ('relu=activation(), avgpool', 'relu=nn.Identity(), avgpool'),
    ('avgpool=nn.AdaptiveAvgPool2d(1)', 'avgpool=nn.AdaptiveMaxPool2d(1)'),
    ('7, stride=2, padding=3, bias=False', '7, stride=2, padding=2, bias=False'),
    ('nn.MaxPool2d(3, stride=2, padding=1)', 'nn.AvgPool2d(3, stride=2, padding=1)'),
    ('num_init_features: int = 64', 'num_init_features: int = 32'),
    ('divmod(depth - 4, step)', 'divmod(depth - 3, step)'),
    ('if rest or num_layers < 1:', 'if rest:'),
    ('"num_init_features": 2 * growth_rate', '"num_init_features": 16'),
    ('"bn_size": None, "compression": 1.0', '"bn_size": None, "compression": 0.5'),
    ('if kind != "imagenet":', 'if kind == 0:'),
]  # fmt: skip
