"""Mutants of helpers/data/mnist1d.py: each is one small mistake that its tests must see."""

TESTS = ["data/test_mnist1d.py"]
MUTANTS = [
    ('args.num_samples, args.seed = n, seed', 'args.num_samples, args.seed = n, 42'),
    ('args.num_samples, args.seed = n, seed', 'args.num_samples, args.seed = 5000, seed'),
    ('data.make_dataset(args)', 'data.get_dataset(args, download=False)'),
    ('        random.setstate(states[0])\n', ''),
    ('        np.random.set_state(states[1])\n', '        pass\n'),
    ('    finally:\n        random', '    except ImportError:\n        pass\n    else:\n        random'),
    ('signals("x_test")', 'signals("x")'),
    ('.unsqueeze(1)', ''),
    ('    if n % 10:', '    if n % 4:'),
    ('at_least(10, n=n)', 'pass'),
]  # fmt: skip
