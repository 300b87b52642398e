"""House rules of the notebook sources that a machine can check (CONTRIBUTING.md says why they are rules)."""

import ast
import re
from pathlib import Path

import jupytext
import pytest

SOURCES = sorted((Path(__file__).resolve().parents[2] / "notebooks" / "source").glob("*.py"))
EXERCISE = re.compile(r"^### ✏️ Exercise (\d+\.\d+) · .+ · [★☆]{3} · \d+ min$", re.M)
pytestmark = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)


def cells(path, kind=None):
    found = jupytext.reads(path.read_text(), fmt="py:percent").cells
    return [cell for cell in found if kind in (None, cell.cell_type)]


def code_lines(cell):
    return [line for line in cell.source.split("\n") if line.strip() and not line.strip().startswith("#")]


def is_exercise(cell):
    return "### BEGIN SOLUTION" in cell.source


def test_there_is_a_number_a_title_and_an_opening(path):
    assert re.match(r"\d\d_[a-z0-9_]+$", path.stem)
    opening = "\n".join(cell.source for cell in cells(path)[:2])
    assert opening.startswith("# ")
    for word in ("You will", "You need", "Time"):
        assert f"**{word}" in opening, f"the opening has no **{word}**"


def test_the_end_says_what_was_learned_what_is_next_and_where_to_read(path):
    end = "\n".join(cell.source for cell in cells(path, "markdown")[-4:])
    for word in ("learned", "next", "References"):
        assert re.search(word, end, re.I), f"the end has no word on {word!r}"


def test_the_first_code_cell_sets_seed_and_one_thread(path):
    first = cells(path, "code")[0].source
    assert "torch.manual_seed(" in first and "torch.set_num_threads(1)" in first


def test_no_path_tricks_and_no_installs(path):
    assert not re.search(r"sys\.path|pip install|conda install", path.read_text())


def test_cells_outside_exercises_have_at_most_15_lines(path):
    long = {cell.source.split("\n")[0]: len(code_lines(cell)) for cell in cells(path, "code") if not is_exercise(cell)}
    assert {first: count for first, count in long.items() if count > 15} == {}


def test_never_more_than_two_code_cells_without_prose(path):
    run = 0
    for cell in cells(path):
        run = 0 if cell.cell_type == "markdown" else run + 1
        assert run <= 2, f"a third code cell in a row: {cell.source[:60]!r}"


def test_each_exercise_has_a_heading_two_hints_an_answer_and_a_check(path):
    found = cells(path)
    headings = [(n, cell) for n, cell in enumerate(found) if re.search("^### ✏️", cell.source, re.M)]
    assert 4 <= len(headings) <= 6, f"{len(headings)} exercises; 4 to 6 are asked for"
    for n, cell in headings:
        assert EXERCISE.search(cell.source), f"not '### ✏️ Exercise 1.1 · Title · ★☆☆ · 5 min': {cell.source[:60]!r}"
        assert cell.source.count("<details>") == cell.source.count("</details>") == 2, f"two hints, please: {cell.source[:60]!r}"
        answer, check = [c for c in found[n:] if c.cell_type == "code"][:2]
        assert is_exercise(answer) and answer.metadata["id"].startswith("ex-")
        assert check.metadata["id"] == answer.metadata["id"].replace("ex-", "check-"), "the check must follow its exercise"
        assert "check." in check.source


def test_exercises_climb_from_an_easy_first_to_the_hardest_last(path):
    stars = [line.count("★") for cell in cells(path, "markdown") for line in cell.source.split("\n") if line.startswith("### ✏️ Exercise")]
    assert stars[0] == min(stars) and stars[-1] == max(stars) > stars[0], f"exercises climb: {stars}"


def test_a_claim_in_a_code_cell_is_asserted_by_something_that_can_fail(path):
    for cell in cells(path, "code"):
        claims = [tag for tag in cell.metadata.get("tags", []) if tag.startswith("claim:")]
        asserts = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Assert)]
        assert not claims or asserts or "check." in cell.source, f"{claims} without an assert"
        for node in asserts:
            names = {n.id for n in ast.walk(node.test) if isinstance(n, ast.Name)} - {"True", "False"}
            assert names, f"this assert cannot fail: {ast.unparse(node)}"


def test_answers_of_exercises_are_not_used_later(path):
    """A blank learner's copy must run: what a learner writes is called in its own exercise only."""
    found = cells(path, "code")
    for n, cell in enumerate(found):
        if not is_exercise(cell):
            continue
        own = {node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)}
        check = cell.metadata["id"].replace("ex-", "check-")
        for later in found[n + 1 :]:
            if later.metadata.get("id") == check or is_exercise(later):
                continue
            used = {node.id for node in ast.walk(ast.parse(later.source)) if isinstance(node, ast.Name)}
            redefined = {node.name for node in ast.parse(later.source).body if isinstance(node, ast.FunctionDef)}
            assert not (own & used) - redefined, f"{own & used} of {cell.metadata['id']} is used in {later.source[:60]!r}"
