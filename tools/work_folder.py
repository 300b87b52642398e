"""Fill the learner's folder from notebooks/ and never lose what a learner wrote.

    python tools/work_folder.py            # notebooks/*.ipynb -> work/

A notebook that is not in work/ is copied. One that the learner has not touched since is refreshed when a newer one
arrives. One that the learner has changed is left alone, and a sentence says so; to start it over, rename it and run
the command again. `work/.laid_down.json` remembers what was laid down.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORD = ".laid_down.json"


def digest(path):
    """Fingerprint of what a learner can change: text, outputs and pictures of the cells; of the bytes if it is no notebook.

    JupyterLab rewrites a notebook's metadata as soon as it is opened: that is no change of the learner's.
    """
    data = path.read_bytes()
    try:
        cells = json.loads(data)["cells"]
        content = [[cell["cell_type"], "".join(cell["source"]), cell.get("outputs"), cell.get("attachments")] for cell in cells]
        data = json.dumps(content, sort_keys=True).encode()
    except (ValueError, KeyError, TypeError):
        pass
    return hashlib.sha256(data).hexdigest()


def read_record(work):
    """{name: fingerprint laid down}; empty, so that every file counts as changed, if it is missing or damaged."""
    try:
        record = json.loads((work / RECORD).read_text())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def replace(path, data):
    """Write all of it or nothing: a full disk or a power cut leaves the old file."""
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(data)
    os.replace(draft, path)


def refresh(source, work):
    """Bring `work` up to date with the notebooks in `source`; returns sentences on what was done."""
    work.mkdir(exist_ok=True)
    record, said = read_record(work), []
    for notebook in sorted(source.glob("*.ipynb")):
        mine, new = work / notebook.name, digest(notebook)
        if not mine.exists():
            said.append(f"new: {notebook.name}")
        elif digest(mine) == new:
            record[notebook.name] = new
            continue
        elif digest(mine) == record.get(notebook.name):
            said.append(f"refreshed: {notebook.name} (you had not changed it)")
        else:
            if record.get(notebook.name) != new:
                said.append(f"kept: your {notebook.name}; a newer one exists. To get it, rename yours and run this again")
            continue
        replace(mine, notebook.read_bytes())
        record[notebook.name] = new
        replace(work / RECORD, json.dumps(record, indent=1, sort_keys=True).encode())
    replace(work / RECORD, json.dumps(record, indent=1, sort_keys=True).encode())
    return said


def main():
    """Refresh work/ beside notebooks/ and print what was done."""
    try:
        said = refresh(ROOT / "notebooks", ROOT / "work")
    except OSError as error:
        print(f"The folder {ROOT / 'work'} could not be filled: {error}. Nothing of yours was changed.", file=sys.stderr)
        return 1
    print("\n".join(said) or "work/ is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
