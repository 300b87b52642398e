"""Mutants of helpers/models/dilated_net.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_dilated_net.py"]
MUTANTS = [
    ("dilation * PADDING[padding], dilation", "PADDING[padding], dilation"),
    ("dilation=dilation, bias", "bias"),
    ("bias=norm is None", "bias=True"),
    ("[] if norm is None else [norm(channels)]", "[]"),
    ("layers.append(activation())", "layers.append(nn.ReLU())"),
    ("            c_in = channels\n", ""),
    ("1 + 2 * sum(dilations)\n", "2 * sum(dilations)\n"),
    ("not dilations or min(dilations) < 1", "not dilations"),
    ("not dilations or min(dilations) < 1", "dilations and min(dilations) < 1"),
    ('check_choice("padding", padding, PADDING)', "pass"),
]
