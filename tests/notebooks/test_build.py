"""notebooks/build.py: what it writes, and that each of its guards fails when it should."""

import importlib.util
import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("build", ROOT / "notebooks" / "build.py")
build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build)

HEADER = "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       extension: .py\n#       format_name: percent\n# ---\n\n"
SOURCE = (
    HEADER
    + '''# %% [markdown]
# # Doubling

# %%
import math

# %% tags=["claim:A1"]
math.comb(4, 2)

# %% id="ex-double"
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    answer = x + x
    return answer
    ### END SOLUTION

# %% id="check-double"
assert double(4) == 8
### BEGIN HIDDEN TESTS
assert double(-1) == -2
### END HIDDEN TESTS

# %% id="ex-size"
### BEGIN SOLUTION
width, height = 3, 4
### END SOLUTION

# %%
for side in (width, height):
    print(side)
'''
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "source").mkdir()
    write(tmp_path, SOURCE)
    return tmp_path


def write(folder, text):
    (folder / "source" / "99_doubling.py").write_text(text)


def learner(folder):
    return nbformat.read(folder / "99_doubling.ipynb", as_version=4)


def solved(folder):
    return nbformat.read(folder / "solutions" / "99_doubling.ipynb", as_version=4)


def text(notebook, name):
    return next(cell.source for cell in notebook.cells if cell.id == name)


def test_the_learner_gets_stubs_and_the_solution_stays_whole(folder):
    assert build.main([], folder) == 0
    assert text(learner(folder), "ex-double") == (
        'def double(x):\n    """Twice x."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    )
    assert text(learner(folder), "check-double") == "assert double(4) == 8"
    assert text(learner(folder), "ex-size") == "# YOUR CODE HERE\nwidth = ...\nheight = ..."
    assert text(solved(folder), "ex-double").endswith("    answer = x + x\n    return answer")
    assert "double(-1)" in text(solved(folder), "check-double")


def test_only_exercise_and_check_cells_may_raise(folder):
    build.main([], folder)
    tagged = [cell.id for cell in learner(folder).cells if "raises-exception" in cell.metadata.get("tags", [])]
    assert tagged == ["ex-double", "check-double", "ex-size"]
    assert not any("raises-exception" in cell.metadata.get("tags", []) for cell in solved(folder).cells)


def test_the_same_source_gives_the_same_bytes(folder):
    build.main([], folder)
    first = {path: path.read_bytes() for path in folder.rglob("*.ipynb")}
    for path in first:
        path.unlink()
    build.main([], folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.ipynb")} == first


def test_running_the_solutions_twice_gives_the_same_bytes_and_passes_the_check(folder):
    assert build.main(["--execute"], folder) == 0
    first = (folder / "solutions" / "99_doubling.ipynb").read_bytes()
    assert build.main(["--execute"], folder) == 0
    assert (folder / "solutions" / "99_doubling.ipynb").read_bytes() == first
    assert build.main(["--check"], folder) == 0


def test_prose_can_change_without_losing_outputs_but_code_cannot(folder):
    build.main(["--execute"], folder)
    write(folder, SOURCE.replace("# # Doubling", "# # Twice"))
    build.main([], folder)
    assert build.main(["--check"], folder) == 0
    write(folder, SOURCE.replace("math.comb(4, 2)", "math.comb(5, 2)"))
    build.main([], folder)
    assert build.main(["--check"], folder) == 1


# Every guard of --check, seen failing: (what is done to a good folder, a part of the sentence).
def stale_text(folder):
    write(folder, SOURCE.replace("Twice x.", "Two times x."))


def stale_tag(folder):
    write(folder, SOURCE.replace("claim:A1", "claim:A2"))


def missing_notebook(folder):
    (folder / "99_doubling.ipynb").unlink()


def orphan(folder):
    shutil.copy(folder / "99_doubling.ipynb", folder / "98_old.ipynb")


def leaked_line(folder):
    notebook = learner(folder)
    notebook.cells[3].source += "\n    answer = x + x"
    nbformat.write(notebook, folder / "99_doubling.ipynb")


def lost_output(folder):
    notebook = solved(folder)
    notebook.cells[2].outputs = []
    nbformat.write(notebook, folder / "solutions" / "99_doubling.ipynb")


def never_run(folder):
    notebook = solved(folder)
    notebook.cells[1].execution_count = None
    nbformat.write(notebook, folder / "solutions" / "99_doubling.ipynb")


def learner_output(folder):
    notebook = learner(folder)
    notebook.cells[2].outputs = solved(folder).cells[2].outputs
    nbformat.write(notebook, folder / "99_doubling.ipynb")


def double_id(folder):
    path = folder / "99_doubling.ipynb"
    path.write_text(path.read_text().replace('"id": "ex-size"', '"id": "ex-double"'))


def cell_added(folder):
    notebook = learner(folder)
    notebook.cells.append(nbformat.v4.new_code_cell("1 + 1", id="extra"))
    nbformat.write(notebook, folder / "99_doubling.ipynb")


def learner_ran_it(folder):
    notebook = learner(folder)
    notebook.cells[1].execution_count = 1
    nbformat.write(notebook, folder / "99_doubling.ipynb")


def orphan_solution(folder):
    shutil.copy(folder / "solutions" / "99_doubling.ipynb", folder / "solutions" / "98_old.ipynb")


def lost_print(folder):
    notebook = solved(folder)
    (cell,) = (cell for cell in notebook.cells if "for side" in cell.source)
    cell.outputs = []
    nbformat.write(notebook, folder / "solutions" / "99_doubling.ipynb")


@pytest.mark.parametrize(
    "damage, sentence",
    [
        (cell_added, "has 8 cells, its source gives 7"),
        (learner_ran_it, "has stored outputs"),
        (orphan_solution, "98_old.ipynb has no source"),
        (lost_print, "has no stored output to compare"),
        (stale_text, "is not what the source gives"),
        (stale_tag, "is not what the source gives"),
        (missing_notebook, "does not exist"),
        (orphan, "98_old.ipynb has no source"),
        (leaked_line, "is not what the source gives"),
        (lost_output, "has no stored output to compare"),
        (never_run, "has no stored output to compare"),
        (learner_output, "has stored outputs"),
        (double_id, "'ex-double' is used twice"),
    ],
)
def test_check_fails_on(folder, capsys, damage, sentence):
    build.main(["--execute"], folder)
    assert build.main(["--check"], folder) == 0
    damage(folder)
    assert build.main(["--check"], folder) == 1
    assert sentence in capsys.readouterr().err


# Every refusal of a bad source: (text replaced, by what, a part of the sentence).
@pytest.mark.parametrize(
    "old, new, sentence",
    [
        ('    ### END SOLUTION\n\n# %% id="check', '\n# %% id="check', "'### BEGIN SOLUTION' is never closed"),
        ("    ### BEGIN SOLUTION\n    answer", "    answer", "'### END SOLUTION' has no partner"),
        ("### END HIDDEN TESTS", "### END SOLUTION", "'### END SOLUTION' has no partner"),
        ("### BEGIN HIDDEN TESTS", "### BEGIN SECRET", "looks like a marker but is none"),
        ('id="ex-size"', 'id="ex-double"', "the cell id 'ex-double' is used twice"),
        ("width, height = 3, 4", "print(3, 4)", "must assign the names"),
        ("width, height = 3, 4\n", "\n", "the solution is empty"),
    ],
)
def test_a_bad_source_is_refused(folder, capsys, old, new, sentence):
    assert old in SOURCE
    write(folder, SOURCE.replace(old, new))
    assert build.main([], folder) == 1
    assert sentence in capsys.readouterr().err


def test_a_solution_line_in_the_learners_copy_is_refused(folder, monkeypatch):
    monkeypatch.setattr(build, "stub", lambda lines, where: lines)
    with pytest.raises(build.BuildError, match=r"solution line is in the learner's copy, cell 'ex-double': 'answer = x \+ x'"):
        build.build(folder / "source" / "99_doubling.py", solved=False)


def test_a_solution_line_in_a_late_cell_is_refused(folder):
    """The guard reads every cell, not only those of the exercise."""
    notebook = build.build(folder / "source" / "99_doubling.py", solved=False)
    notebook.cells[-1].source += "\n    answer = x + x"
    with pytest.raises(build.BuildError, match="solution line is in the learner's copy"):
        build.refuse_leaks(folder / "source" / "99_doubling.py", notebook)


def test_an_unknown_name_is_told(folder, capsys):
    assert build.main(["77"], folder) == 2
    assert "no source in" in capsys.readouterr().err


def test_the_committed_notebooks_are_what_their_sources_give(capsys):
    status = build.main(["--check"])
    assert status == 0, capsys.readouterr().err
