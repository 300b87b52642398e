"""Mutants of helpers/analysis/measured_field.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_receptive_fields.py"]
MUTANTS = [
    ('torch.Size(self.size).numel() - int', 'torch.Size(self.size).numel() + int'),
    ('if "max_pool" in name:', 'if False:'),
    ('if "max_unpool" in name:', 'if False:'),
    ('(0.5 + 0.5 * torch.rand(p.shape', '(0.5 - torch.rand(p.shape'),
    ('0.0 if name.endswith("running_mean")', '1.0 if name.endswith("running_mean")'),
    ('last - first + 1', 'last - first'),
    ('tuple(size // 2 for size in units)', 'tuple(0 for size in units)'),
    ('_uneven) == 0).all(0)', '_uneven) == 0).any(0)'),
    ('if ceil_mode and (stops - 1)', 'if False and (stops - 1)'),
    ('moved[..., t * dilation[axis] :]', 'moved[..., t:]'),
    ('not all(0 <= u < size', 'not all(u < size'),
    ('enable_grad(), eval_mode(model), _AverageForMax():', 'enable_grad(), _AverageForMax():'),
    ('with torch.enable_grad(), ', 'with '),
    ('_uneven(output)[at]', '1.0'),
    ('return 0.5 + 0.5 * torch.rand(output.shape', 'return 1.0 + 0.0 * torch.rand(output.shape'),
    ('b.detach().double() if b.is_floating_point() else ', ''),
    ('if bare in CLIPS:', 'if False:'),
    ('if not any(a.requires_grad for a in numbers) or', 'if'),
    ('bare not in CLIPS | EXTREMES', 'bare not in CLIPS'),
    ('if len(numbers) > 1:', 'if False:'),
    ('name.rstrip("_")', 'name'),
]  # fmt: skip
