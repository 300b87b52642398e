"""Mutants of helpers/analysis/instances.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_instances.py"]
MUTANTS = [
    ("table.sum(1)[1:], table.sum(0)[1:]", "table[:, 1:].sum(1)[1:], table.sum(0)[1:]"),
    ("table.sum(1)[1:], table.sum(0)[1:]", "table.sum(1)[1:], table[1:].sum(0)[1:]"),
    ("shared = table[1:, 1:]", "shared = table[1:, 1:].T"),
    ("shared > least_iou", "shared >= least_iou"),
    ("shared > least_iou", "shared > 0.5"),
    (" + regions - shared", " + regions"),
    ("(areas > 0).sum()", "len(areas)"),
    ("(regions > 0).sum()", "len(regions)"),
    ("2 * found / count", "found / count"),
    ("if count else 1.0", "if count else 0.0"),
    ("target.long() * columns", "target * columns"),
    ("target.long() * columns", "target.long() * rows"),
    ("min(predicted.min(), target.min()) < 0", "predicted.min() < 0"),
    ("0.5 <= least_iou < 1", "0.5 <= least_iou <= 1"),
    ("0.5 <= least_iou < 1", "0.0 <= least_iou < 1"),
]
