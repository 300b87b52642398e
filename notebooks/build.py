"""Turn each notebooks/source/NN_name.py into a learner's notebook and a solved one.

    python notebooks/build.py                  # write notebooks/*.ipynb and notebooks/solutions/*.ipynb
    python notebooks/build.py 01 --execute     # the same for one notebook, and run its solutions and store the outputs
    python notebooks/build.py --check          # change nothing; fail if a committed notebook differs from its source

The source is a jupytext percent file with nbgrader's markers. In the learner's copy each solution becomes a stub, hidden
tests are gone and nothing has an output. Cells have an id from the source (`# %% id="ex-corr2d"`) or one derived
from their text, so that the same source gives the same bytes.
"""

import argparse
import ast
import hashlib
import os
import re
import sys
from pathlib import Path

import jupytext
import nbformat

HERE = Path(__file__).resolve().parent
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
MARKER = re.compile(r"^[ \t]*### (BEGIN|END) (SOLUTION|HIDDEN TESTS)[ \t]*$")
STUB = "# YOUR CODE HERE"


class BuildError(Exception):
    """A source or a committed notebook that cannot be right; the text says which and why."""


# ---------------------------------------------------------------- from source to cells
def read_source(path):
    """Cells of a percent file, each with an id and its tags; nothing else of its metadata is kept."""
    notebook = jupytext.reads(path.read_text(), fmt="py:percent")
    cells, seen = [], {}
    for cell in notebook.cells:
        given = cell.metadata.get("id")
        name = given or "c-" + hashlib.sha1(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:10]
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            if given:
                raise BuildError(f"{path.name}: the cell id {name!r} is used twice")
            name = f"{name}-{seen[name]}"
        metadata = {key: cell.metadata[key] for key in ("tags", "jupyter") if key in cell.metadata}
        new = nbformat.v4.new_markdown_cell if cell.cell_type == "markdown" else nbformat.v4.new_code_cell
        cells.append(new(source=cell.source, id=name, metadata=metadata))
    for cell in cells:
        regions(cell.source, f"{path.name}, cell {cell.id!r}")
    return cells


def regions(text, where):
    """[(kind, first line, last line)] of the marked regions, markers included; refuses unbalanced ones."""
    found, opened = [], None
    for number, line in enumerate(text.split("\n")):
        match = MARKER.match(line)
        if not match:
            if "### BEGIN" in line or "### END" in line:
                raise BuildError(f"{where}: line {number + 1} looks like a marker but is none: {line.strip()!r}")
            continue
        edge, kind = match.groups()
        if edge == "BEGIN" and opened is None:
            opened = (kind, number)
        elif edge == "END" and opened is not None and opened[0] == kind:
            found.append((kind, opened[1], number))
            opened = None
        else:
            raise BuildError(f"{where}: line {number + 1}: '### {edge} {kind}' has no partner")
    if opened is not None:
        raise BuildError(f"{where}: '### BEGIN {opened[0]}' is never closed")
    return found


def stub(lines, where):
    """What a learner finds instead of the solution `lines`."""
    indent = re.match(r"[ \t]*", next(line for line in lines if line.strip())).group()
    if indent:
        return [indent + STUB, indent + "raise NotImplementedError()"]
    names = [
        name.id
        for node in ast.parse("\n".join(lines)).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    ]
    if not names:
        raise BuildError(f"{where}: a solution outside a function must assign the names that the learner fills in")
    return [STUB, *(f"{name} = ..." for name in dict.fromkeys(names))]


def rewrite(cell, solved, where):
    """The cell's text for a learner (stubs) or, if `solved`, as it stands without the marker lines."""
    lines = cell.source.split("\n")
    for kind, first, last in reversed(regions(cell.source, where)):
        inside = lines[first + 1 : last]
        if solved:
            lines[first : last + 1] = inside
        elif kind == "SOLUTION":
            if not any(line.strip() for line in inside):
                raise BuildError(f"{where}: the solution is empty")
            lines[first : last + 1] = stub(inside, where)
        else:
            lines[first : last + 1] = []
    return "\n".join(lines).rstrip()


def build(path, solved):
    """The notebook of a source: the learner's copy, or the solved one without outputs."""
    cells = []
    for cell in read_source(path):
        where = f"{path.name}, cell {cell.id!r}"
        exercise = cell.cell_type == "code" and (cell.id.startswith(("ex-", "check-")) or bool(regions(cell.source, where)))
        cell.source = rewrite(cell, solved, where)
        if exercise and not solved:
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "raises-exception"]
        cells.append(cell)
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    if not solved:
        refuse_leaks(path, notebook)
    return notebook


def refuse_leaks(path, notebook):
    """Raise BuildError if a line that stands only in a solution or a hidden test is in the learner's copy."""
    secret, public = set(), set()
    for cell in read_source(path):
        inside = {n for _, first, last in regions(cell.source, path.name) for n in range(first, last + 1)}
        for number, line in enumerate(cell.source.split("\n")):
            (secret if number in inside else public).add(line.strip())
    secret -= public | {""}
    for cell in notebook.cells:
        for line in cell.source.split("\n"):
            if line.strip() in secret:
                raise BuildError(f"{path.name}: a solution line is in the learner's copy, cell {cell.id!r}: {line.strip()!r}")


# ---------------------------------------------------------------- outputs
def execute(notebook, name):
    """Run all cells in a kernel of this environment and keep the outputs that do not change from run to run."""
    from nbclient import NotebookClient

    print(f"running {name} …", flush=True)
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}
    NotebookClient(notebook, timeout=300, kernel_name="python3", record_timing=False, coalesce_streams=True).execute(env=one_thread)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            # The live widget has a random id; its static picture and its text stay.
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    notebook.metadata = nbformat.from_dict(METADATA)


def keep_outputs(notebook, old):
    """Take over the stored outputs if no code cell has changed since they were made."""

    def code(nb):
        return [(cell.id, cell.source) for cell in nb.cells if cell.cell_type == "code"]

    if old is None or code(notebook) != code(old):
        return
    stored = {cell.id: cell for cell in old.cells}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = stored[cell.id].outputs, stored[cell.id].execution_count


def prints(statement):
    """Does this part of a cell call print, whatever happens? A loop's body runs, a function's runs elsewhere, an if has two branches."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
        return False
    if isinstance(statement, ast.If):
        return all(any(map(prints, branch)) for branch in (statement.body, statement.orelse))
    called = isinstance(statement, ast.Call) and isinstance(statement.func, ast.Name) and statement.func.id == "print"
    return called or any(prints(part) for part in ast.iter_child_nodes(statement))


def missing_outputs(notebook):
    """Ids of the cells that nbval would compare although nothing is stored: not run, or a print or last expression without output."""
    found, code = [], [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code):
        if {"nbval-ignore-output", "nbval-skip"} & set(cell.metadata.get("tags", [])):
            continue
        plain = "\n".join("pass" if line.startswith(("%", "!")) else line for line in cell.source.split("\n"))
        body = ast.parse(plain).body
        shows = number > 0 and body and isinstance(body[-1], ast.Expr) and not cell.source.rstrip().endswith(";")
        shows = shows or any(prints(statement) for statement in body)
        if cell.execution_count is None or (shows and not cell.outputs):
            found.append(cell.id)
    return found


# ---------------------------------------------------------------- files
def load(path):
    """A committed notebook, or None."""
    return nbformat.v4.reads(path.read_text()) if path.exists() else None  # nbformat.read would quietly mend double ids


def save(notebook, path):
    """Write with sorted keys and a final newline; untouched if the bytes are the same."""
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        print("wrote", path.name if path.parent == HERE else f"{path.parent.name}/{path.name}")


def differences(path, folder):
    """Sentences on what is wrong with the committed notebooks of one source."""
    wrong = []
    for solved in (False, True):
        target = folder / ("solutions" if solved else "") / f"{path.stem}.ipynb"
        fresh, old = build(path, solved), load(target)
        label = f"{'solutions/' if solved else ''}{target.name}"
        if old is None:
            wrong.append(f"{label} does not exist: run notebooks/build.py")
            continue
        ids = [cell.get("id") for cell in old.cells]
        wrong += [f"{label}: the cell id {name!r} is used twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
        for cell, stored in zip(fresh.cells, old.cells, strict=False):
            if any(cell.get(key) != stored.get(key) for key in ("id", "cell_type", "source", "metadata")):
                wrong.append(f"{label}: cell {stored.get('id')!r} is not what the source gives ({cell.id!r}): run notebooks/build.py")
                break
        if len(fresh.cells) != len(old.cells):
            wrong.append(f"{label} has {len(old.cells)} cells, its source gives {len(fresh.cells)}")
        if solved:
            wrong += [f"{label}: cell {name!r} has no stored output to compare: run --execute" for name in missing_outputs(old)]
        elif any(cell.get("outputs") or cell.get("execution_count") for cell in old.cells):
            wrong.append(f"{label} has stored outputs; a learner's copy has none")
    return wrong


def main(arguments=None, folder=HERE):
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="parts of names; all notebooks if left out")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a committed notebook differs from its source")
    parser.add_argument("--execute", action="store_true", help="run the solutions and store their outputs")
    options = parser.parse_args(arguments)
    sources = [p for p in sorted((folder / "source").glob("*.py")) if not options.names or any(n in p.stem for n in options.names)]
    if not sources:
        print(f"no source in {folder / 'source'} has {' or '.join(options.names) or 'a name'} in its name", file=sys.stderr)
        return 2
    wrong = []
    for path in sources:
        try:
            if options.check:
                wrong += differences(path, folder)
                continue
            save(build(path, solved=False), folder / f"{path.stem}.ipynb")
            target = folder / "solutions" / f"{path.stem}.ipynb"
            notebook = build(path, solved=True)
            if options.execute:
                execute(notebook, path.stem)
            else:
                keep_outputs(notebook, load(target))
            save(notebook, target)
        except BuildError as error:
            wrong.append(str(error))
    if options.check and not options.names:
        known = {path.stem for path in sources}
        orphans = [p for p in (*folder.glob("*.ipynb"), *(folder / "solutions").glob("*.ipynb")) if p.stem not in known]
        wrong += [f"{path.name} has no source" for path in orphans]
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
