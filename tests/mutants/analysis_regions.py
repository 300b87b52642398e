"""Mutants of helpers/analysis/regions.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_regions.py"]
MUTANTS = [
    ("sum(map(abs, step)) == 1", "sum(step) == 1"),
    ("(diagonal or sum", "(True or sum"),
    ("(diagonal or sum", "(False or sum"),
    ("torch.where(mask[here], torch.minimum(numbers[here], numbers[there]), outside)", "torch.minimum(numbers[here], numbers[there])"),
    ("torch.minimum(numbers[here]", "torch.maximum(numbers[here]"),
    ("if torch.equal(numbers, before):", "if True:"),
    ("numbers[mask]) + 1", "numbers[mask])"),
    ("masked_fill(~mask, outside)", "masked_fill(mask, outside)"),
    ("mask.dtype != torch.bool or mask.ndim == 0", "mask.dtype != torch.bool"),
    ("mask.dtype != torch.bool or mask.ndim == 0", "mask.ndim == 0"),
]
