"""Mutants of helpers/training/loop.py: each is one small mistake that its tests must see."""

TESTS = ["test_training.py"]
MUTANTS = [
    ('1 + math.cos(math.pi * done)', '1 + math.cos(2 * math.pi * done)'),
    ('(step + 1) / warmup_steps', 'step / warmup_steps'),
    ('scheduler(step / steps)', 'scheduler((step + 1) / steps)'),
    ('group["lr"] = lr * factor', 'group["lr"] = base_lr[0] * factor'),
    ('        stepper.zero_grad()\n', ''),
    ('if clip_norm is not None:', 'if False:'),
    ('            model.train()\n            measured', '            measured'),
    ('        torch.manual_seed(seed)\n', ''),
    ('losses @ sizes / sizes.sum()', 'losses.mean()'),
    ('errors @ sizes / sizes.sum()', 'errors.mean()'),
    ('limited_threads(threads if on_cpu else None)', 'limited_threads(None)'),
    ('                break\n', ''),
    ('if not math.isfinite(history.train_loss[-1]):', 'if math.isnan(history.train_loss[-1]):'),
    ('                bar.set_description(f"', '                print(f"'),
    ('threads if on_cpu else None), random_numbers, bar:', 'threads if on_cpu else None), random_numbers:'),
    ('disable=not progress', 'disable=False'),
    ('transform(x, y) if transform else (x, y)', '(x, y)'),
    ('with limited_threads(threads if on_cpu else None), random_numbers, bar:', 'with limited_threads(threads if on_cpu else None), bar:'),
    ('[test_error] if error is not None else []', '[test_error]'),
]  # fmt: skip
