"""One list of dependencies: pyproject.toml; environment.yml, binder/ and the constraints file agree with it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
CONDA_NAMES = {"torch": "pytorch-cpu", "matplotlib": "matplotlib-base"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def split(requirement):
    """'jupyterlab>=4.4,<5' -> ('jupyterlab', '>=4.4,<5')."""
    return re.match(r"([\w-]+)(.*)", requirement.replace(" ", "")).groups()


def conda_list():
    return yaml.safe_load((ROOT / "environment.yml").read_text())


def test_conda_has_exactly_the_learners_dependencies():
    wanted = {f"{CONDA_NAMES.get(name, name)}{bounds}" for name, bounds in map(split, PROJECT["dependencies"])}
    assert set(conda_list()["dependencies"]) == wanted | {"python=3.12", "pip"}


def test_conda_takes_everything_from_conda_forge():
    assert conda_list()["channels"] == ["conda-forge", "nodefaults"]


def test_binder_reads_the_same_file():
    assert (ROOT / "binder" / "environment.yml").read_bytes() == (ROOT / "environment.yml").read_bytes()


@pytest.mark.parametrize("name, last", [("postBuild", "python -m pip install --no-deps -e ."), ("start", 'exec "$@"')])
def test_binder_scripts(name, last):
    script = ROOT / "binder" / name
    assert script.stat().st_mode & 0o111, f"{name} must be executable"
    assert script.read_text().rstrip().endswith(last)
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_post_build_stops_at_the_first_error():
    assert "set -euo pipefail" in (ROOT / "binder" / "postBuild").read_text()


def test_start_sets_one_thread():
    done = subprocess.run([str(ROOT / "binder" / "start"), "sh", "-c", "echo $OMP_NUM_THREADS"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_repo2docker_plans_our_python_and_our_scripts():
    plan = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    text = plan.stdout + plan.stderr
    assert plan.returncode == 0, text[-2000:]
    assert "binder/environment.yml" in text
    assert "./binder/postBuild" in text
    assert re.search(r'ENV R2D_ENTRYPOINT="?/?\S*binder/start', text)
    assert "conda environment for python=3.12" in text, "the image must have Python 3.12, not repo2docker's default"


def test_constraints_pin_every_dependency_and_name_no_address():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in pins)
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in pins}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    assert {split(requirement)[0] for requirement in wanted} <= pinned


def test_the_grader_is_not_in_the_learners_environment():
    text = " ".join([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]])
    assert "nbgrader" not in text
    assert any("nbgrader" in line for line in PROJECT["optional-dependencies"]["grading"])


def test_pyproject_leaves_torch_a_range():
    assert dict(map(split, PROJECT["dependencies"]))["torch"].startswith(">=")
