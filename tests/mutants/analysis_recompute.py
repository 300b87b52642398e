"""Mutants of helpers/analysis/recompute.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_freezing.py"]
MUTANTS = [
    ('correction=0 if pooled else 1', 'correction=1'),
    ('correction=0 if pooled else 1', 'correction=0'),
    ('variance * count / (count - 1) if pooled else variance', 'variance'),
    ('share * (1 - share) * difference**2 if pooled else 0.0', '0.0'),
    ('share * (1 - share) * difference**2 if pooled else 0.0', 'share * (1 - share) * difference**2'),
    ('share = new[0] / (old[0] + new[0])', 'share = 0.5'),
    ('norm.training = True', 'norm.training = False'),
    ('list(found)[:1] if pooled else found', 'list(found)'),
    ('norm.num_batches_tracked.fill_(batches)', 'pass'),
    ('inputs[0].double()', 'inputs[0].float()'),
    ('with torch.no_grad(), eval_mode(model), ', 'with torch.no_grad(), '),
    ('always=False', 'always=True'),
    (', kept_buffers(model, always=False)', ''),
    ('list(images) if iter(images) is images else images', 'images'),
    ('_is_batch_norm(m) and ', ''),
    ('if x.shape[1] == 1 and not pooled:', 'if False:'),
    ('if count == 1:', 'if False:'),
    ('if len(x):', 'if True:'),
    ('batch[0] if isinstance(batch, tuple | list) else batch', 'batch'),
]  # fmt: skip
