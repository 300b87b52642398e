"""Mutants of helpers/analysis/heatmaps.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_heatmaps.py"]
MUTANTS = [
    ("[peak // w, peak % w]", "[peak % w, peak // w]"),
    ("[peak // w, peak % w]", "[peak // h, peak % h]"),
    ("at.flip(-1)), _towards(maps, at)], -1) / 4", "at.flip(-1)), _towards(maps, at)], -1) / 2"),
    ("_towards(maps.transpose(2, 3), at.flip(-1))", "_towards(maps, at)"),
    ("torch.sign(right - left) * inside", "torch.sign(left - right) * inside"),
    ("torch.sign(right - left) * inside", "torch.sign(right - left)"),
    ("(column > 0) & (column", "(column"),
    ("places.new_tensor([h, w]) - 0.5", "places.new_tensor([h, w])"),
    ("(places + 0.5) * picture", "places * picture"),
    ("(chances.sum(3) *", "(chances.sum(2) *"),
    (".softmax(-1).view_as", ".sigmoid().view_as"),
    (".sum((2, 3)).mean()", ".mean()"),
    ("log_softmax(-1)", "log_softmax(0)"),
    ("if not torch.allclose(sums,", "if False and not torch.allclose(sums,"),
    ("<= within", "< within"),
    (".norm(dim=-1)", ".abs().amax(-1)"),
    ("if within < 0:", "if False:"),
    ("if refine not in REFINEMENTS:", "if False:"),
    ("    if maps.ndim != 4:", "    if False:"),
    ("picture is not None and picture < 1", "False"),
]  # fmt: skip
