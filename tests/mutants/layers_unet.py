"""Mutants of helpers/layers/unet.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_unet_blocks.py", "models/test_unet.py"]
MUTANTS = [
    ("((have - want) // 2 for have", "((have - want + 1) // 2 for have"),
    ("((have - want) // 2 for have", "(0 * (have - want) for have"),
    ("slice(start, start + want)", "slice(start, start + want + 1)"),
    ("any(have < want for", "any(have <= want for"),
    ("len(size_in) != len(size) or any", "any"),
    ('PADDING = {"valid": 0, "same": 1}', 'PADDING = {"valid": 0, "same": 2}'),
    ("bias=norm is None))", "bias=True))"),
    ("[] if norm is None else [norm(out_channels)]", "[]"),
    ("layers.append(activation())", "layers.append(nn.ReLU())"),
    ("for c_in in (in_channels, out_channels):", "for c_in in (in_channels,):"),
    ("nn.Identity() if in_channels == out_channels else conv", "nn.Identity() if in_channels > 0 else conv"),
    ("nn.Identity() if in_channels == out_channels else conv", "conv"),
    ("return out + self.shortcut(center_crop(x, out.shape[2:]))", "return out + self.shortcut(x[..., :1])"),
    ("        if self.shortcut is None:", "        if self.shortcut is not None:"),
    ("out_channels, 2, stride=2)", "out_channels, 4, stride=2, padding=1)"),
    ("mode=LINEAR_MODE[dims], align_corners=False", "mode=LINEAR_MODE[dims], align_corners=True"),
    ("mode=LINEAR_MODE[dims], align_corners=False", "mode='nearest'"),
    ("if value not in choices:", "if False:"),
    ("x.ndim != dims + 2 or x", "x"),
    ("or x.shape[1] != in_channels:", "or False:"),
    ("    for size in x.shape[2:]:", "    for size in x.shape[2:3]:"),
]
