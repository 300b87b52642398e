"""Mutants of helpers/models/hypercolumn.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_hypercolumn.py"]
MUTANTS = [
    ("torch.arange(size) * size_from // size\n", "(torch.arange(size) + 1) * size_from // (size + 1)\n"),
    ("size < 1 or size_from < 1", "size_from < 1"),
    ("size < 1 or size_from < 1", "size < 1"),
    ("if mode not in MODES:", "if False:"),
    ("len(shape) not in (2, 4) or shape[0]", "shape[0]"),
    (" or shape[0] != shapes[0][0] for", " for"),
    ("if not shapes or any", "if any"),
    ("if len(shapes[0]) != 4:", "if False:"),
    ("size = shapes[0][2:]", "size = shapes[-1][2:] or shapes[0][2:]"),
    ('mode="bilinear", align_corners=False', 'mode="bilinear", align_corners=True'),
    ("part[:, :, rows[:, None], columns]", "part[:, :, rows[:, None], columns.flip(0)]"),
    ("copy.deepcopy(model).eval()", "model.eval()"),
    ("copy.deepcopy(model).eval()", "copy.deepcopy(model)"),
    ("        self.model = model\n", ""),
    ("hook.remove()", "pass"),
    ("return out.clone()", "return out"),
    ("[x, *maps] if self.picture else maps", "[x, *maps]"),
    ("tuple(x.shape[2:]), self.mode)", "tuple(x.shape[2:]))"),
    ("if missing or not layers:", "if missing:"),
    ("if missing or not layers:", "if not layers:"),
    ("        if times:\n", "        if False:\n"),
    ("out.ndim not in (2, 4)", "out.ndim not in (2, 3, 4)"),
    ("(head[0], nn.ReLU(), head[1])", "head"),
    (".to(like.device, like.dtype)", ""),
]  # fmt: skip
