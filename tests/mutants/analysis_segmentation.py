"""Mutants of helpers/analysis/segmentation.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_segmentation.py"]
MUTANTS = [
    ("[target.flatten(), predicted.flatten()]", "[predicted.flatten(), target.flatten()]"),
    ("predicted.flatten()]).long()", "predicted.flatten()])"),
    ("if any(labels.is_floating_point() or", "if all(labels.is_floating_point() or"),
    ("0 <= both.min() <= both.max() < classes", "both.max() < classes"),
    ("0 <= both.min() <= both.max() < classes", "0 <= both.min()"),
    ("minlength=classes**2", "minlength=classes**2 + 1"),
    ("(predicted == target).double().mean()", "(predicted == target)[0].double().mean()"),
    ("hits / (table.sum(0) + table.sum(1) - hits)", "hits / (table.sum(0) + table.sum(1))"),
    ("hits / (table.sum(0) + table.sum(1) - hits)", "hits / table.sum(1)"),
    ("2 * table.diagonal() / (table.sum(0) + table.sum(1))", "table.diagonal() / table.sum(0)"),
    ("(hits / predicted.sum()).item(), (hits / target.sum()).item()", "(hits / target.sum()).item(), (hits / predicted.sum()).item()"),
    ("members // 2 + 1", "(members + 1) // 2"),
    ('"unanimous": members}', '"unanimous": members - 1}'),
    ("if rule not in VOTES:", "if False:"),
    ("or masks.ndim == 0 or len(masks) == 0", ""),
    ("predicted.dtype != torch.bool or target.dtype", "target.dtype"),
    ("if predicted.shape != target.shape:", "if False:"),
]  # fmt: skip
