"""Mutants of helpers/training/pairs.py: each is one small mistake that its tests must see."""

TESTS = ["test_training.py"]
MUTANTS = [
    ("if not is_pair(batch):", "if False:"),
    ('torch.randperm(len(x), generator=generator)', 'torch.randperm(len(x))'),
    ('if len(x) != len(y) or len(x) == 0:', 'if len(x) == 0:'),
    ('is None else order[first', 'is not None else order[first'),
    ('            yield batch\n', '            yield batch\n            break\n'),
    ('if batch_size < 1:', 'if batch_size < -1:'),
    ('first : first + batch_size]', 'first : first + batch_size - 1]'),
    ('len(data) == 2 and ', 'len(data) == 1 and '),
]  # fmt: skip
