"""The two headline results of the course, run again with one seed and beside the recorded seeds.

    python tools/bench_headlines.py

Plain-56 against ResNet-56 on the digits (training error), and a U-Net with and without links on touching cells. About a minute.
"""

import importlib
from statistics import mean, stdev
from time import process_time

import torch

from helpers.experiments import recorded

DEPTH = {"plain-56": {"depth": 56, "skip": False}, "ResNet-56": {"depth": 56, "skip": True}}
LINKS = {name: {"links": links, "depth": 4, "epochs": 9} for name, links in (("U-Net without links", False), ("U-Net", True))}
# experiment, what to read, then the pair
HEADLINES = [("depth", "train_error", DEPTH), ("links", "miou", LINKS), ("links", "instance_f1", LINKS)]


def main():
    """Print one line a net: this run, and mean ± sample standard deviation of the recorded seeds."""
    torch.set_num_threads(1)
    done = {}
    print(f"{'result':14}{'net':22}{'this run':>10}{'CPU s':>8}{'recorded':>18}")
    for name, measure, pair in HEADLINES:
        experiment, runs = importlib.import_module(f"helpers.experiments.{name}"), recorded(name)
        for net, variant in pair.items():
            if (name, net) not in done:
                start = process_time()
                done[name, net] = experiment.run(experiment.SEEDS[0], **variant), process_time() - start
            result, seconds = done[name, net]
            old = [run[measure] for run in runs.where(**variant)]
            spread = f"{mean(old):.3f} ± {stdev(old):.3f} ({len(old)})"
            print(f"{measure:14}{net:22}{result[measure]:10.3f}{seconds:8.1f}{spread:>18}", flush=True)
        print(f"{'':14}{runs.label}")


if __name__ == "__main__":
    main()
