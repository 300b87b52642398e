"""Mutants of helpers/layers/learned_activation.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_activation_layers.py"]
MUTANTS = [
    ('require_at_least(1, num_parameters=num_parameters)', 'pass'),
    ('init: float = 0.25', 'init: float = 0.01'),
    ('torch.full((num_parameters,), init', 'torch.full((1,), init'),
    ('nn.init.constant_(self.weight, self.init)', 'pass'),
    ('prelu(x, self.weight)', 'prelu(x, self.weight.detach())'),
    ('if learnable else alpha', 'if learnable else 1.0'),
    ('nn.Parameter(torch.tensor(float(alpha)))', 'torch.tensor(float(alpha))'),
    ('silu(x, self.alpha)', 'silu(x)'),
]  # fmt: skip
