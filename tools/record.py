"""Run the experiments over all variants and seeds and record the results: minutes to an hour of one core.

python tools/record.py [NAME ...]       all experiments, or those named: file names of helpers/experiments/
"""

import importlib
import pkgutil
import sys
import time

import torch
from tqdm import tqdm

import helpers.experiments
from helpers.experiments.recording import write

NAMES = [module.name for module in pkgutil.iter_modules(helpers.experiments.__path__) if module.name != "recording"]


def main():
    """Record each experiment in turn; the file is written when all its runs are there."""
    torch.set_num_threads(1)
    unknown = set(sys.argv[1:]) - set(NAMES)
    if unknown:
        sys.exit(f"no experiment named {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    for name in sys.argv[1:] or NAMES:
        experiment = importlib.import_module(f"helpers.experiments.{name}")
        todo = [(variant, seed) for variant in experiment.VARIANTS for seed in experiment.SEEDS]
        runs, start = [], time.process_time()
        for variant, seed in tqdm(todo, desc=name):
            runs.append({**variant, "seed": seed, **experiment.run(seed, **variant)})
        print(f"{write(name, runs).name}: {len(runs)} runs, {time.process_time() - start:.0f} CPU s")


if __name__ == "__main__":
    main()
