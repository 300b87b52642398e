"""Mutants of helpers/models/encoder_decoder.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_encoder_decoder.py"]
MUTANTS = [
    ("self.smallest = 2**depth * (bottom or 1)", "self.smallest = 2**depth"),
    ("self.smallest = 2**depth * (bottom or 1)", "self.smallest = 1"),
    ("bias=norm is None", "bias=True"),
    ("[] if norm is None else [norm(c_out)]", "[]"),
    ("base_channels * 2**level", "base_channels * (level + 1)"),
    ("*normed, activation()", "*normed"),
    ("self.bottom = nn.Sequential(there, back)", "pass"),
    ("sizes.append(x.shape[2:])\n            x, where = self.pool(x)", "x, where = self.pool(x)\n            sizes.append(x.shape[2:])"),
    ("places.pop(), sizes.pop()", "places.pop(0), sizes.pop()"),
    ("where, output_size=size)", "where)"),
    ('if self.unpooling == "indices" else', 'if self.unpooling != "indices" else'),
    ("F.interpolate(x, size=size)", 'F.interpolate(x, size=size, mode="bilinear")'),
    ("x.shape[1] != self.in_channels or", ""),
    ("x.ndim != 4 or", ""),
    ("if depth < 1:", "if depth < 0:"),
    ('check_choice("unpooling", unpooling, UNPOOLINGS)', "pass"),
]  # fmt: skip
