"""`make lab` fills work/ and never overwrites what a learner wrote."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("work_folder", ROOT / "tools" / "work_folder.py")
work_folder = importlib.util.module_from_spec(spec)
spec.loader.exec_module(work_folder)


@pytest.fixture
def folders(tmp_path):
    source, work = tmp_path / "notebooks", tmp_path / "work"
    source.mkdir()
    (source / "01_a.ipynb").write_text("first edition")
    return source, work


def test_a_new_notebook_is_copied(folders):
    source, work = folders
    assert work_folder.refresh(source, work) == ["new: 01_a.ipynb"]
    assert (work / "01_a.ipynb").read_text() == "first edition"
    assert work_folder.refresh(source, work) == []


def test_an_untouched_notebook_is_refreshed(folders):
    source, work = folders
    work_folder.refresh(source, work)
    (source / "01_a.ipynb").write_text("second edition")
    assert work_folder.refresh(source, work) == ["refreshed: 01_a.ipynb (you had not changed it)"]
    assert (work / "01_a.ipynb").read_text() == "second edition"


def test_a_changed_notebook_survives_every_update(folders):
    source, work = folders
    work_folder.refresh(source, work)
    (work / "01_a.ipynb").write_text("my answers")
    for edition in ("second edition", "third edition"):
        (source / "01_a.ipynb").write_text(edition)
        assert "kept: your 01_a.ipynb" in work_folder.refresh(source, work)[0]
        assert (work / "01_a.ipynb").read_text() == "my answers"


def test_a_changed_notebook_without_an_update_is_left_without_a_word(folders):
    source, work = folders
    work_folder.refresh(source, work)
    (work / "01_a.ipynb").write_text("my answers")
    assert work_folder.refresh(source, work) == []
    assert (work / "01_a.ipynb").read_text() == "my answers"


def notebook(text, outputs=(), **metadata):
    cell = {"cell_type": "code", "source": [text], "outputs": list(outputs), "execution_count": None, "metadata": {}}
    return json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def test_a_notebook_that_was_only_opened_is_refreshed(folders):
    """JupyterLab writes the kernel's version into the metadata and saves, without a key pressed."""
    source, work = folders
    (source / "01_a.ipynb").write_text(notebook("x = ..."))
    work_folder.refresh(source, work)
    (work / "01_a.ipynb").write_text(notebook("x = ...", language_info={"version": "3.12.1"}))
    (source / "01_a.ipynb").write_text(notebook("y = ..."))
    assert work_folder.refresh(source, work) == ["refreshed: 01_a.ipynb (you had not changed it)"]


@pytest.mark.parametrize("mine", [notebook("x = 3"), notebook("x = ...", [{"output_type": "stream", "name": "stdout", "text": "3"}])])
def test_a_notebook_with_an_answer_or_an_output_is_kept(folders, mine):
    source, work = folders
    (source / "01_a.ipynb").write_text(notebook("x = ..."))
    work_folder.refresh(source, work)
    (work / "01_a.ipynb").write_text(mine)
    (source / "01_a.ipynb").write_text(notebook("y = ..."))
    assert "kept: your 01_a.ipynb" in work_folder.refresh(source, work)[0]
    assert (work / "01_a.ipynb").read_text() == mine


@pytest.mark.parametrize("damage", ["", "{", "[1, 2]", None])
def test_without_its_record_nothing_is_overwritten(folders, damage):
    source, work = folders
    work_folder.refresh(source, work)
    (work / "01_a.ipynb").write_text("my answers")
    (source / "01_a.ipynb").write_text("second edition")
    record = work / work_folder.RECORD
    record.unlink() if damage is None else record.write_text(damage)
    work_folder.refresh(source, work)
    assert (work / "01_a.ipynb").read_text() == "my answers"


def test_a_file_of_the_learners_that_has_a_notebooks_name_is_kept(folders):
    source, work = folders
    work.mkdir()
    (work / "01_a.ipynb").write_text("mine, from before")
    assert "kept" in work_folder.refresh(source, work)[0]
    assert (work / "01_a.ipynb").read_text() == "mine, from before"


def test_to_start_over_rename_and_run_again(folders):
    source, work = folders
    work_folder.refresh(source, work)
    (work / "01_a.ipynb").rename(work / "01_mine.ipynb")
    assert work_folder.refresh(source, work) == ["new: 01_a.ipynb"]
    assert (work / "01_mine.ipynb").exists()


def test_a_failed_write_leaves_the_old_file_and_a_record_that_fits(folders, monkeypatch):
    source, work = folders
    work_folder.refresh(source, work)
    (source / "01_a.ipynb").write_text("second edition")

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(work_folder.os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        work_folder.refresh(source, work)
    assert (work / "01_a.ipynb").read_text() == "first edition"
    record = json.loads((work / work_folder.RECORD).read_text())
    assert record["01_a.ipynb"] == work_folder.digest(work / "01_a.ipynb")


def test_git_ignores_the_folder():
    assert "work/" in (ROOT / ".gitignore").read_text().split()
