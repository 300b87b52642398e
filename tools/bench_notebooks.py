"""Cost of every solved notebook: CPU seconds (user + system, children included) and peak resident memory of its kernel.

    python tools/bench_notebooks.py [NAME ...]

The goal is 60 CPU seconds and 700 MB a notebook, with one thread.
"""

import json
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks" / "solutions"
GOAL_SECONDS, GOAL_MEGABYTES = 60, 700
# ru_maxrss is in kilobytes on Linux and in bytes on macOS.
ASK = """
import json, resource, sys
own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
scale = 1e6 if sys.platform == "darwin" else 1e3
print(json.dumps([own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, own.ru_maxrss / scale]))
"""


def cost(path):
    """(CPU seconds, peak megabytes) of running the notebook from top to bottom in a fresh kernel."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(ASK))
    quiet = ["--IPKernelApp.log_level=40"]  # it warns of TCP at each start
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", extra_arguments=quiet)
    client.execute(env={**os.environ, "OMP_NUM_THREADS": "1"})
    return json.loads(notebook.cells[-1].outputs[0].text)


def main():
    """Print a line a notebook, with a mark where a goal is missed."""
    paths = [p for p in sorted(NOTEBOOKS.glob("*.ipynb")) if not sys.argv[1:] or any(n in p.stem for n in sys.argv[1:])]
    if not paths:
        sys.exit(f"no solved notebook is named like {' or '.join(sys.argv[1:])}")
    print(f"{'notebook':34}{'CPU s':>8}{'MB':>8}   goal: {GOAL_SECONDS} CPU s, {GOAL_MEGABYTES} MB")
    for path in paths:
        seconds, megabytes = cost(path)
        over = "   over the goal" if seconds > GOAL_SECONDS or megabytes > GOAL_MEGABYTES else ""
        print(f"{path.stem:34}{seconds:8.1f}{megabytes:8.0f}{over}", flush=True)


if __name__ == "__main__":
    main()
