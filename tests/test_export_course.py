"""tools/export_course.py: nbgrader's metadata on every exercise and check."""

import importlib.util
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("export_course", ROOT / "tools" / "export_course.py")
export_course = importlib.util.module_from_spec(spec)
spec.loader.exec_module(export_course)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    assert export_course.main([str(folder)]) == 0
    return folder


def test_every_notebook_is_exported(course):
    sources = {path.stem for path in (ROOT / "notebooks" / "source").glob("*.py")}
    assert {path.stem for path in course.glob("source/*/*.ipynb")} == sources


def test_a_check_is_locked_and_worth_the_stars_of_its_exercise(course):
    cells = nbformat.read(course / "source" / "01_convolution_by_hand" / "01_convolution_by_hand.ipynb", as_version=4).cells
    points = {cell.id: cell.metadata.nbgrader.points for cell in cells if cell.id.startswith("check-")}
    assert points["check-moving-average"] == 1 and points["check-circular"] == 2
    for cell in cells:
        if cell.id.startswith("check-"):
            assert cell.metadata.nbgrader.grade and cell.metadata.nbgrader.locked and not cell.metadata.nbgrader.solution
        elif cell.id.startswith("ex-"):
            assert cell.metadata.nbgrader.solution and not cell.metadata.nbgrader.grade
            assert "### BEGIN SOLUTION" in cell.source, "nbgrader cuts at its own markers"
        else:
            assert "nbgrader" not in cell.metadata


def test_one_notebook_by_name_and_an_unknown_one(tmp_path, capsys):
    assert export_course.main([str(tmp_path / "one"), "07"]) == 0
    assert [path.stem for path in tmp_path.glob("one/source/*/*.ipynb")] == ["07_receptive_fields"]
    assert export_course.main([str(tmp_path / "none"), "01", "77_no_such"]) == 2
    assert "no notebook is named like 77_no_such; there are 01_convolution_by_hand, " in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_an_instructors_config_is_not_overwritten(course):
    config = course / "nbgrader_config.py"
    config.write_text("# mine")
    export_course.main([str(course)])
    assert config.read_text() == "# mine"
