"""Mutants of helpers/models/resnet.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_inputs.py", "models/test_models_resnet.py"]
MUTANTS = [
    ('(False, True): PreActivationBlock,', '(False, True): BasicBlock,'),
    ('one_a_stage(widths, blocks=blocks)', 'pass'),
    ('        _known(block, settings)\n', ''),
    ('chosen_already("plain_cifar", settings, "skip")', 'pass'),
    ('require_at_least(1, width_factor=width_factor)', 'pass'),
    ('self.in_channels, self.dims = in_channels, dims', 'self.in_channels = in_channels'),
    ('stride = 2 if i > 1 and j == 0 else 1', 'stride = 2 if j == 0 else 1'),
    ('stride = 2 if i > 1 and j == 0 else 1', 'stride = 2 if i > 1 and j == count - 1 else 1'),
    ('            parts.update(bn_last=norm(channels), act_last=activation())', '            pass'),
    ('        init_he(self)', '        pass'),
    ('7, stride=2, padding=3', '7, stride=2, padding=2'),
    ('pool(3, stride=2, padding=1)', 'pool(2)'),
    ('middle = {} if pre_activation and kind == "cifar"', 'middle = {} if pre_activation'),
    ('width * width_factor for width in widths', 'width for width in widths'),
    ('stem_width=widths[0],', 'stem_width=widths[0] * width_factor,'),
    ('    if rest or count < 1:', '    if rest:'),
    ('    if rest or count < 1:', '    if count < 1:'),
    ('        skip=skip,\n', '        skip=True,\n'),
    ('        zero_init=zero_init,\n', ''),
    ('    if depth < 10 or (depth - 4) % 6:', '    if (depth - 4) % 6:'),
    ('shortcut="B", pre_activation=True, **settings)', 'shortcut="A", pre_activation=True, **settings)'),
    ('layers_a_block = 3 if bottleneck else 2', 'layers_a_block = 2'),
]  # fmt: skip
