"""README's commands, snippet, picture, links and table are true."""

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
CONSTRAINTS = (ROOT / "constraints.txt").read_text()


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def test_the_two_commands_are_makefile_targets():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    commands = re.findall(r"^make ([a-z]+)", blocks("bash")[0], re.M)
    assert commands == ["lab", "test"]
    assert set(commands) <= targets
    for name in re.findall(r"`make ([a-z]+)", README + (ROOT / "CONTRIBUTING.md").read_text()):
        assert name in targets


def test_ci_runs_the_test_command():
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("make test")


def test_the_snippet_prints_what_its_comment_says():
    (snippet,) = blocks("python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(snippet, {})
    assert printed.getvalue().strip() == snippet.split("# ")[-1].strip()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "INSTRUCTORS.md"])
def test_links_inside_the_repository_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", (ROOT / page).read_text()):
        if not target.startswith(("http", "../../")):
            assert (ROOT / target).exists(), target


def test_the_table_names_every_notebook_in_order():
    listed = re.findall(r"\]\(notebooks/(\d\d\w+\.ipynb)\)", README)
    assert listed == [path.name for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]


def test_the_table_gives_the_time_that_the_notebook_gives():
    for name, minutes in re.findall(r"notebooks/(\d\d\w+)\.ipynb\).*\| (\d+) min \|", README):
        source = (ROOT / "notebooks" / "source" / f"{name}.py").read_text()
        assert re.search(rf"\*\*Time\W.*\b{minutes}\b", source), f"{name} does not say {minutes} minutes"


@pytest.mark.skipif(not CONSTRAINTS, reason="constraints.txt is empty: this run tries the newest versions")
def test_the_cpu_build_is_the_version_that_constraints_name():
    """Another version would be replaced by the default build, with CUDA, in the next line of the recipe."""
    (version,) = re.findall(r"whl/cpu torch==([\d.]+)$", README, re.M)
    assert f"torch=={version}\n" in CONSTRAINTS
