"""Experiments that notebooks repeat live with one seed and compare with recorded runs of other seeds; one experiment a file.

Each file has VARIANTS (the settings that are compared), SEEDS, CHEAPEST (the variant that a test runs again) and run(seed, **variant),
which returns a dict of plain numbers. `make experiments` runs all of them and writes recorded/<name>.json.
"""

from helpers.experiments.recording import Recording, recorded

__all__ = ["Recording", "recorded"]
