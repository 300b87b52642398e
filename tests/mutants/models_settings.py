"""Mutants of helpers/models/settings.py: each is one small mistake that its tests must see."""

TESTS = ("models/test_inputs.py", "models/test_models_resnet.py")
MUTANTS = [
    ("if len(numbers) != len(widths):", "if len(numbers) < len(widths):"),
    ("if not widths:", "if False:"),
    ("if name in settings:", "if False:"),
]
