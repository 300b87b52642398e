"""Mutants of helpers/layers/residual.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_layers_residual.py"]
MUTANTS = [
    ('if shortcut.shape != branch.shape:', 'if shortcut.ndim != branch.ndim:'),
    ('return shortcut + branch', 'return shortcut - branch'),
    ('return shortcut + branch', 'return shortcut.detach() + branch'),
    ('else self.scale * change', 'else change'),
    ('add_shortcut(self.shortcut(x), change', 'add_shortcut(x, change'),
    ('nn.Identity() if shortcut is None else shortcut', 'nn.Identity()'),
    ('add_shortcut(x, self.branch(self.norm(x)))', 'add_shortcut(self.norm(x), self.branch(self.norm(x)))'),
    ('add_shortcut(x, self.branch(self.norm(x)))', 'x + self.branch(self.norm(x))'),
    ('self.norm(add_shortcut(x, self.branch(x)))', 'add_shortcut(x, self.norm(self.branch(x)))'),
    ('{tuple(shortcut.shape)} and {tuple(branch.shape)}', '{tuple(branch.shape)} and {tuple(shortcut.shape)}'),
]  # fmt: skip
