"""Mutants of helpers/analysis/table.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_counts_of_models.py"]
MUTANTS = [
    ('return f"{value:,}"', 'return str(value)'),
    ('return "×".join(map(str, value))', 'return ", ".join(map(str, value))'),
    ('all(isinstance(v, int | float | None) for v in column)', 'all(isinstance(v, int) for v in column[:0])'),
    ('name.replace("_", " ")', 'name'),
    ('escape(t)', 't'),
    ('body[-1] = line(cells[-1], "th")', 'body[-1] = line(cells[-1], "td")'),
    ('if row[0] == key:', 'if row[0] >= key:'),
    ('if not self.rows:', 'if self.rows is None:'),
    ('if name not in self.rows[0]._fields:', 'if name not in self.columns:'),
]  # fmt: skip
