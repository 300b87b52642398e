"""One list of dependencies: pyproject.toml; environment.yml, binder/ and the constraints file agree with it."""

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
# What Windows lacks is taken away after torch and others are imported; then all of helpers is imported, and a check answers.
WINDOWS = """
import importlib, os, pkgutil, signal, sys
import anywidget, matplotlib.pyplot, mnist1d, skimage.data, skimage.measure, sklearn.datasets, torch
for home, names in ((os, "fork setsid killpg WNOHANG WIFSIGNALED sysconf"), (signal, "SIGALRM SIGKILL alarm setitimer")):
    for name in names.split():
        delattr(home, name)
sys.modules["resource"] = sys.modules["fcntl"] = None
sys.platform = "win32"
import helpers
for module in pkgutil.walk_packages(helpers.__path__, "helpers."):
    importlib.import_module(module.name)
from helpers.check import convolution_by_hand as check
print(check.moving_average(lambda x: (x + x.roll(-1) + x.roll(-2)) / 3))
"""
CONDA_NAMES = {"torch": "pytorch-cpu", "matplotlib": "matplotlib-base"}
NOT_ON_CONDA_FORGE = {"mnist1d"}  # pip brings these, from the list under "pip:"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text()


def split(requirement):
    """'jupyterlab>=4.4,<5' -> ('jupyterlab', '>=4.4,<5')."""
    return re.match(r"([\w-]+)(.*)", requirement.replace(" ", "")).groups()


def conda_list():
    return yaml.safe_load((ROOT / "environment.yml").read_text())


def test_conda_and_its_pip_part_have_exactly_the_learners_dependencies():
    *conda, pip = conda_list()["dependencies"]
    learners = list(map(split, PROJECT["dependencies"]))
    wanted = [f"{CONDA_NAMES.get(name, name)}{bounds}" for name, bounds in learners if name not in NOT_ON_CONDA_FORGE]
    assert sorted(conda) == sorted([*wanted, "python=3.12", "pip"])
    assert pip == {"pip": [f"{name}{bounds}" for name, bounds in learners if name in NOT_ON_CONDA_FORGE]}
    assert {name for name, _ in learners} >= NOT_ON_CONDA_FORGE


def test_what_pip_brings_into_conda_needs_nothing_heavy():
    """Each need of a pip package must be one of the learner's, or come with one of them, so that pip never installs a second copy."""
    ours = {split(requirement)[0] for requirement in PROJECT["dependencies"]}
    brought = {split(need)[0] for name in ours - NOT_ON_CONDA_FORGE for need in metadata.requires(name) or [] if "extra ==" not in need}
    brought |= {split(need)[0] for need in metadata.requires("jupyterlab-server") if "extra ==" not in need}  # a part of jupyterlab
    for name in NOT_ON_CONDA_FORGE:
        needs = {split(need)[0] for need in metadata.requires(name) if "extra ==" not in need}
        assert needs <= ours | brought, f"{name} needs {needs - ours - brought}"


def test_conda_takes_everything_from_conda_forge():
    assert conda_list()["channels"] == ["conda-forge", "nodefaults"]


def test_binder_reads_the_same_file():
    assert (ROOT / "binder" / "environment.yml").read_bytes() == (ROOT / "environment.yml").read_bytes()


@pytest.mark.parametrize(
    "name, last", [("postBuild", "disable --level=sys_prefix @jupyterlab/apputils-extension:announcements"), ("start", 'exec "$@"')]
)
def test_binder_scripts(name, last):
    script = ROOT / "binder" / name
    assert script.stat().st_mode & 0o111, f"{name} must be executable"
    assert script.read_text().rstrip().endswith(last)
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_post_build_stops_at_the_first_error():
    post_build = (ROOT / "binder" / "postBuild").read_text()
    assert "set -euo pipefail" in post_build and "\npython -m pip install --no-deps -e .\n" in post_build


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


def test_helpers_need_nothing_that_windows_lacks():
    done = subprocess.run([sys.executable, "-c", WINDOWS], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0 and "✓ 1.1" in done.stdout, done.stdout + done.stderr[-2000:]


@pytest.mark.skipif(not CONSTRAINTS, reason="constraints.txt is empty: this run tries the newest versions")
def test_constraints_pin_every_dependency_and_name_no_address():
    pins = [line for line in CONSTRAINTS.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in pins)
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in pins}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    assert {split(requirement)[0] for requirement in wanted} <= pinned


def test_commits_are_checked_by_the_tools_of_the_environment():
    """A shell without the environment has no ruff, and its python no jupytext."""
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    entries = [hook["entry"].split() for hook in repository["hooks"]]
    assert len(entries) == 3 and all(command in (".venv/bin/ruff", ".venv/bin/python") for command, *_ in entries)
    assert all((ROOT / argument).exists() for _, *arguments in entries for argument in arguments if argument.endswith(".py"))


def test_the_grader_is_not_in_the_learners_environment():
    text = " ".join([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]])
    assert "nbgrader" not in text
    assert any("nbgrader" in line for line in PROJECT["optional-dependencies"]["grading"])


def test_pyproject_leaves_torch_a_range():
    assert dict(map(split, PROJECT["dependencies"]))["torch"].startswith(">=")
