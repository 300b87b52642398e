"""Mutants of helpers/analysis/outlines.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_outlines.py"]
MUTANTS = [
    ("inside[..., 1:, :] &= mask[..., :-1, :]", "inside[..., 1:, :] &= mask[..., 1:, :]"),
    ("    inside[..., :-1, :] &= mask[..., 1:, :]\n", ""),
    ("    inside[..., 1:] &= mask[..., :-1]\n", ""),
    ("    inside[..., :-1] &= mask[..., 1:]\n", ""),
    ("mask.clone()", "mask"),
    ("return mask & ~inside", "return ~inside"),
    ("_near(theirs, tolerance)[ours]", "_near(theirs, tolerance)[theirs]"),
    ("_near(ours, tolerance)[theirs]", "_near(theirs, tolerance)[ours]"),
    ("2 * distance + 1, stride=1, padding=distance", "2 * distance + 3, stride=1, padding=distance + 1"),
    ("2 * precision * recall / (precision + recall)", "(precision + recall) / 2 / (precision + recall) * (precision + recall)"),
    ("if not ours.any() or not theirs.any()", "if not ours.any() and not theirs.any()"),
    ("float(not ours.any() and not theirs.any())", "0.0"),
    ("float(not ours.any() and not theirs.any())", "1.0"),
    ("tolerance < 0", "tolerance < -1"),
    ("tolerance: int = 1", "tolerance: int = 2"),
    ("mask.ndim < 2", "mask.ndim < 1"),
    ("mask.dtype != torch.bool or", "False or"),
    ("predicted.shape != target.shape", "predicted.numel() != target.numel()"),
]
