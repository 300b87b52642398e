"""Mutants of helpers/layers/dense.py: each is one small mistake that its tests must see."""

TESTS = ["layers/test_dense_block.py"]
MUTANTS = [
    ('torch.cat([x, self.dropout(new)], dim=1)', 'torch.cat([self.dropout(new), x], dim=1)'),
    ('torch.cat([x, self.dropout(new)], dim=1)', 'self.dropout(torch.cat([x, new], dim=1))'),
    ('torch.cat([x, self.dropout(new)], dim=1)', 'torch.cat([x.detach(), self.dropout(new)], dim=1)'),
    ('self.conv1(self.relu1(self.norm1(x)))', 'self.relu1(self.norm1(self.conv1(x)))'),
    ('self.conv1(self.relu1(self.norm1(x)))', 'self.conv1(self.norm1(self.relu1(x)))'),
    ('self.conv2(self.relu2(self.norm2(new)))', 'self.conv2(self.norm2(new))'),
    ('in_channels + i * growth_rate', 'in_channels + (i + 1) * growth_rate'),
    ('in_channels + num_layers * growth_rate', 'in_channels + growth_rate'),
    ('self.out_channels = in_channels + growth_rate\n        self.norm1', 'self.out_channels = growth_rate\n        self.norm1'),
    ('nn.Conv2d(in_channels, bn_size * growth_rate, 1, bias=False)', 'nn.Conv2d(in_channels, bn_size * growth_rate, 1)'),
    ('self.norm2, self.relu2 = norm(', 'self.norm2, self.relu2 = nn.BatchNorm2d('),
    ('growth_rate, bn_size, drop_rate, norm, activation)', 'growth_rate, bn_size, 0.0, norm, activation)'),
    ('growth_rate, bn_size, drop_rate, norm, activation)', 'growth_rate, bn_size, drop_rate, norm)'),
    ('growth_rate, bn_size, drop_rate, norm, activation)', 'growth_rate, 4, drop_rate, norm, activation)'),
    ('nn.AvgPool2d(2, 2)', 'nn.MaxPool2d(2, 2)'),
    ('self.relu = activation()\n        self.conv', 'self.relu = nn.ReLU()\n        self.conv'),
    ('check_input(self, x, self.in_channels)', 'check_input(self, x, x.shape[1])'),
    ('require_at_least(1, num_layers=num_layers)', 'require_at_least(0, num_layers=num_layers)'),
    ('bn_size=1 if bn_size is None else bn_size', 'bn_size=1'),
    ('check_input(self, x, self.conv.in_channels)', 'pass'),
]  # fmt: skip
