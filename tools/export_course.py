"""Write an nbgrader course folder from the notebook sources.

    python tools/export_course.py FOLDER [NAME ...]    # FOLDER/source/NN_name/NN_name.ipynb and FOLDER/nbgrader_config.py

The solved notebooks keep nbgrader's own markers, so `nbgrader generate_assignment NN_name` makes the students' copies.
An exercise cell becomes a solution cell, its check a locked test worth as many points as the exercise has stars.
"""

import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "notebooks"))
import build  # noqa: E402

CONFIG = """c = get_config()
c.CourseDirectory.course_id = "convnets-by-hand"
c.CourseDirectory.root = __import__("os").path.dirname(__import__("os").path.abspath(__file__))
c.ExecutePreprocessor.timeout = 300
"""


def grading(cell, points):
    """nbgrader's metadata for an exercise cell (`points` is None) or for its check."""
    tested = points is not None
    return {
        "schema_version": 3,
        "grade_id": cell.id,
        "cell_type": cell.cell_type,
        "grade": tested,
        "solution": not tested,
        "locked": tested,
        "task": False,
        **({"points": points} if tested else {}),
    }


def course_notebook(path):
    """The solved notebook of a source, with markers, nbgrader's metadata and `raises-exception` on exercises and checks."""
    cells, stars = build.read_source(path), 0
    for cell in cells:
        heading = re.search(r"^### ✏️ Exercise .* · (★+)", cell.source, re.M)
        stars = len(heading.group(1)) if heading else stars
        if cell.id.startswith(("ex-", "check-")):
            cell.metadata["nbgrader"] = grading(cell, None if cell.id.startswith("ex-") else stars)
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "raises-exception"]
    return nbformat.v4.new_notebook(cells=cells, metadata=build.METADATA)


def main(arguments):
    """Export the named notebooks (all if none is named); returns the exit status."""
    if not arguments:
        print(__doc__)
        return 2
    folder, names = Path(arguments[0]), arguments[1:]
    sources = sorted((ROOT / "notebooks" / "source").glob("*.py"))
    if unknown := [name for name in names if not any(name in path.stem for path in sources)]:
        print(f"no notebook is named like {', '.join(unknown)}; there are {', '.join(path.stem for path in sources)}", file=sys.stderr)
        return 2
    for path in sources:
        if names and not any(name in path.stem for name in names):
            continue
        target = folder / "source" / path.stem / path.name.replace(".py", ".ipynb")
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(course_notebook(path), target)
        print("wrote", target)
    config = folder / "nbgrader_config.py"
    if not config.exists():
        config.write_text(CONFIG, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
