"""Seconds that importing helpers, and each of its parts, adds to importing torch.

    python tools/bench_import.py

Each number is the median of five fresh processes; the goal holds for `import helpers` and for the parts that need no more than torch.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median

GOAL = 0.3
ROOT = Path(__file__).resolve().parents[1]
PARTS = ("helpers", *(f"helpers.{path.parent.name}" for path in sorted((ROOT / "helpers").glob("*/__init__.py"))))
DRAWN = ("helpers.figures", "helpers.explorers")  # these bring matplotlib and the widgets
TIMED = "import time, torch; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def seconds(part):
    """What one fresh process measures."""
    return float(subprocess.run([sys.executable, "-c", TIMED.format(part)], cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def main():
    """Print the median of each part."""
    print(f"seconds that an import adds to import torch; goal {GOAL}")
    for part in PARTS:
        found = median(seconds(part) for _ in range(5))
        mark = "" if part in DRAWN else "   met" if found <= GOAL else "   MISSED"
        print(f"  {part:22}{found:7.3f}{mark}", flush=True)


if __name__ == "__main__":
    main()
