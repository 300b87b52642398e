"""Mutants of helpers/analysis/cam.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_maps.py"]
MUTANTS = [
    ('if gradient is None:', 'if False:'),
    ('first_tensor(kept[-1])', 'kept[-1]'),
    ('scores.requires_grad and features.requires_grad', 'True'),
    ('chosen.dtype == torch.bool or ', ''),
    ('chosen.is_floating_point() or ', ''),
    ('if len(x) == 0:', 'if False:'),
    ('chosen.long().expand(n)', 'chosen.expand(n)'),
    ('return maps if bias is None else maps + bias', 'return maps if bias is None else maps - bias'),
    ('gradient.flatten(2).mean(2)', 'gradient.flatten(2).sum(2)'),
    ('maps.relu() if relu else maps', 'maps.relu()'),
    ('scores.argmax(1) if classes is None', 'scores.argmin(1) if classes is None'),
    ('not torch.allclose(means, scores', 'False and torch.allclose(means, scores'),
    ('chosen.min() < 0 or ', ''),
    ('chosen.max() >= k', 'chosen.max() > k'),
    ('with torch.no_grad(), eval_mode(model):', 'with torch.no_grad():'),
    ('if features.ndim < 3 or scores.ndim != 2:', 'if scores.ndim != 2:'),
    ('features.ndim < 3 or weight', 'weight'),
]  # fmt: skip
