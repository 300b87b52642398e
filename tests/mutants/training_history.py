"""Mutants of helpers/training/history.py: each is one small mistake that its tests must see."""

TESTS = ["test_training.py"]
MUTANTS = [
    ('epochs += ", diverged" if', 'epochs += "" if'),
    ('float(f"{value:.6g}")', 'float(f"{value:.2g}")'),
    ('if math.isfinite(value) else None', 'if True else None'),
    ('math.nan if v is None else v', 'v'),
    ('if values.pop("format") != 1:', 'if values.pop("format") < 1:'),
    ('n.replace("_", " "): np', 'n: np'),
    ('wanted = names or known[:4]', 'wanted = known[:4]'),
    ('or (names and not getattr(self, n))', ''),
    ('f"{n} {v:.1%}"', 'f"{n} {v:.1f}"'),
    ('"date": datetime.now(UTC).date().isoformat()', '"date": datetime.now(UTC).isoformat()'),
    ('{torch.get_num_threads()} thread(s)"', '{platform.node()}"'),
]  # fmt: skip
