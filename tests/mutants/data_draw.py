"""Mutants of helpers/data/draw.py: each is one small mistake that its tests must see."""

TESTS = [
    "data/test_stick_figures.py", "data/test_chirps.py", "data/test_stripes.py", "data/test_cells.py", "data/test_volumes.py",
    "data/test_default_dtype.py", "data/test_bar_codes.py",
]  # fmt: skip
MUTANTS = [
    ('Generator().manual_seed(seed)', 'torch.default_generator.manual_seed(seed)'),
    ('low + (high - low) * torch.rand', 'low + high * torch.rand'),
    ('torch.randint(low, high + 1', 'torch.randint(low, high + 2'),
    ('if not value >= low:', 'if not value > low:'),
    ('if not value >= low:', 'if value < low:'),
    ('generator=generator, dtype=torch.float32).item()', 'generator=generator).item()'),
    ('torch.arange(size, dtype=torch.float32) for size', 'torch.arange(float(size)) for size'),
    ('if not 0 <= low <= high:', 'if not low <= high:'),
    ('if not 0 <= low <= high:', 'if not 0 <= low:'),
    ('(0.5 - distance / width)', '(0.5 + distance / width)'),
    ('.div_(length).clamp_(0, 1)', '.div_(length)'),
    ('p - start - share * step', 'p - start + share * step'),
    ('indexing="ij"', 'indexing="xy"'),
    ('torch.randn(*shape, generator=generator', 'torch.randn(*shape'),
    ('torch.randn(*shape, generator', 'torch.rand(*shape, generator'),
]  # fmt: skip
