"""Mutants of helpers/training/seeds.py: each is one small mistake that its tests must see."""

TESTS = ["test_training.py"]
MUTANTS = [
    ('    random.seed(seed)\n', ''),
    ('    np.random.seed(seed)\n', ''),
    ('    torch.manual_seed(seed)\n', ''),
    ('torch.set_num_threads(count or before)', 'pass'),
    ('        torch.set_num_threads(before)', '        pass'),
    ('torch.set_num_threads(1)', 'torch.set_num_threads(2)'),
]  # fmt: skip
