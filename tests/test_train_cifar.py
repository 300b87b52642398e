"""tools/train_cifar.py: two processes give the weights and losses of one. The pictures are made here, as CIFAR-10's files hold them."""

import importlib.util
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from helpers.data import cifar10

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "tools" / "train_cifar.py"
RECORDS = 10
SMALL = ["--depth", "8", "--epochs", "2", "--batch", "16", "--lr", "0.02", "--quiet", "--cpu"]
# What torchrun starts: the script's train on files of 10 pictures; each process keeps what it ended with.
WORKER = """
import functools, importlib.util, sys
import torch
import torch.nn.functional as F
from helpers.data import cifar10
torch.set_num_threads(1)
cifar10.RECORDS = {records}
spec = importlib.util.spec_from_file_location("train_cifar", {script!r})
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
for norm in ("group", "batch"):
    plain = ["--no-augment"] if norm == "group" else []
    options = script.parse([*sys.argv[2:], "--norm", norm, *plain])
    result = script.train(options, *script.prepare(options))
    loss, state = result["history"].train_loss, result["net"].state_dict()
    torch.save((loss, result["history"].test_loss, state), f"{{sys.argv[1]}}/{{norm}}{{result['rank']}}.pt")

steps = []
def endless(output, y):  # in process 0 alone the last loss of the first epoch is infinite
    steps.append(torch.is_grad_enabled())
    return F.cross_entropy(output, y) * (float("inf") if script.place()[0] == 0 and steps.count(True) == 4 else 1)

script.fit = functools.partial(script.fit, loss=endless)
options = script.parse([*sys.argv[2:], "--norm", "group", "--epochs", "3"])
history = script.train(options, *script.prepare(options))["history"]
torch.save((history.train_loss, history.about), f"{{sys.argv[1]}}/diverged{{script.place()[0]}}.pt")
"""


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("train_cifar", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Six files of 10 pictures each: a label byte, then 3072 bytes of colour."""
    place, draw = tmp_path_factory.mktemp("cifar"), torch.Generator().manual_seed(0)
    for name in cifar10.FILES:
        labels = torch.randint(10, (RECORDS, 1), generator=draw)
        pixels = (torch.randint(128, (RECORDS, 3072), generator=draw) + 12 * labels).clamp(max=255)
        (place / name).write_bytes(bytes(torch.cat([labels, pixels], 1).flatten().tolist()))
    return place


@pytest.fixture(scope="module")
def of_two(folder, tmp_path_factory):
    """What two processes under torchrun end with, over gloo on the CPU: {"group0": (train loss, test loss, weights), ...}."""
    out = tmp_path_factory.mktemp("two")
    worker = out / "worker.py"
    worker.write_text(WORKER.format(records=RECORDS, script=str(SCRIPT)))
    command = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node=2",
        str(worker),
        str(out),
        str(folder),
        *SMALL,
    ]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return {path.stem: torch.load(path) for path in out.glob("*.pt")}


def test_both_processes_end_with_the_same_weights(of_two):
    for norm in ("group", "batch"):
        (loss, _, state), (loss_1, _, state_1) = of_two[f"{norm}0"], of_two[f"{norm}1"]
        assert loss == loss_1 and len(loss) == 2
        learned = [key for key in state if "running" not in key and "num_batches" not in key]
        assert learned and all(torch.equal(state[key], state_1[key]) for key in learned)


def test_processes_stop_together_if_the_loss_of_one_is_no_number(of_two):
    (loss, about), (loss_1, about_1) = of_two["diverged0"], of_two["diverged1"]
    assert len(loss) == len(loss_1) == 1 and math.isinf(loss[0]) and math.isinf(loss_1[0])
    assert about["diverged"] is about_1["diverged"] is True and about["world"] == 2


def test_two_processes_lose_what_one_does_with_the_same_batches(script, folder, of_two, monkeypatch):
    monkeypatch.setattr(cifar10, "RECORDS", RECORDS)
    with torch.random.fork_rng([]):
        options = script.parse([str(folder), *SMALL, "--norm", "group", "--no-augment"])
        alone = script.train(options, *script.prepare(options))
    loss, test_loss, state = of_two["group0"]
    assert alone["world"] == 1 and loss[1] < loss[0]
    assert loss == pytest.approx(alone["history"].train_loss, abs=1e-4)
    assert test_loss == pytest.approx(alone["history"].test_loss, abs=1e-3)
    weights = alone["net"].state_dict()
    assert max((weights[key] - state[key]).abs().max().item() for key in weights) < 1e-3


def test_alone_the_script_is_fit_on_the_same_pairs(script, folder, monkeypatch):
    monkeypatch.setattr(cifar10, "RECORDS", RECORDS)
    x, y, *_ = cifar10.load_cifar10(folder)
    share = script.Share(x, y, 16, 0, 1, seed=3)
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(3))
    assert torch.equal(torch.cat([labels for _, labels in share]), y[order])
    assert not torch.equal(torch.cat([labels for _, labels in share]), y[order])  # the next epoch has an order of its own


def test_shares_are_equal_and_together_the_batch(script):
    x = torch.arange(45.0)
    shares = [list(script.Share(x, x, 12, rank, 4, seed=1)) for rank in range(4)]
    whole = list(script.Share(x[:44], x[:44], 12, 0, 1, seed=1))
    assert len(whole) == len(shares[0]) == len(script.Share(x, x, 12, 0, 4, seed=1)) == 4
    for parts in zip(*shares, strict=True):
        assert len({len(part[0]) for part in parts}) == 1
    assert len({float(value) for share in shares for part, _ in share for value in part}) == 44
    with pytest.raises(ValueError, match="the batch of 12 cannot be shared equally by 5 processes"):
        script.Share(x, x, 12, 0, 5, seed=1)


def test_the_setting_is_the_papers(script):
    options = script.parse(["folder"])
    assert (options.batch, options.lr, script.STEPS) == (128, 0.1, 64_000)
    assert [script.three_rates(step / 64_000) for step in (0, 31_999, 32_000, 47_999, 48_000)] == pytest.approx([1, 1, 0.1, 0.1, 0.01])
    assert round(script.STEPS / len(script.Share(torch.zeros(50_000), torch.zeros(50_000), 128, 0, 1, 0))) == 164


def test_the_run_is_kept_and_told(script, folder, tmp_path, monkeypatch, capsys):
    from helpers.models import plain_cifar
    from helpers.training import History

    monkeypatch.setattr(cifar10, "RECORDS", RECORDS)
    with torch.random.fork_rng([]):
        script.main([str(folder), *SMALL, "--plain", "--epochs", "1", "--out", str(tmp_path / "runs")])
    assert capsys.readouterr().out.startswith("History('plain-8', 1 epoch,")
    names = "plain-8_batch_seed0_batch16_lr0.02_epochs1"
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == [f"{names}.json", f"{names}.pt"]
    history = History.load(tmp_path / "runs" / f"{names}.json")
    assert len(history.train_loss) == len(history.test_error) == 1
    told = {"depth": 8, "plain": True, "bottleneck": False, "norm": "batch", "batch_size": 16, "lr": 0.02, "augmented": True, "world": 1}
    assert {key: history.about[key] for key in told} == told and history.about["seed"] == 0
    plain_cifar(8).load_state_dict(torch.load(tmp_path / "runs" / f"{names}.pt"))


def test_what_is_done_survives_an_interrupt(script, folder, tmp_path, monkeypatch):
    """Stopped in the second epoch: history and weights of the first are there, whole."""
    from helpers.models import plain_cifar
    from helpers.training import History

    monkeypatch.setattr(cifar10, "RECORDS", RECORDS)
    calls = []

    def stopped(x):
        calls.append(len(x))
        if len(calls) == 6:
            raise KeyboardInterrupt
        return x

    monkeypatch.setattr(script, "augment_cifar10", stopped)
    with torch.random.fork_rng([]), pytest.raises(KeyboardInterrupt):
        script.main([str(folder), *SMALL, "--plain", "--out", str(tmp_path)])
    (record,), (weights,) = tmp_path.glob("*.json"), tmp_path.glob("*.pt")
    assert len(History.load(record).train_loss) == 1 and len(list(tmp_path.iterdir())) == 2
    plain_cifar(8).load_state_dict(torch.load(weights))


def test_other_settings_have_other_files(script):
    runs = [
        "",
        "--plain",
        "--bottleneck",
        "--depth 29",
        "--norm group",
        "--seed 1",
        "--batch 64",
        "--lr 0.05",
        "--epochs 3",
        "--no-augment",
    ]
    names = [script.file_name(script.parse(["folder", *run.split()])) for run in runs]
    assert names[:3] == ["ResNet-20_batch_seed0", "plain-20_batch_seed0", "ResNet-20_batch_seed0_bottleneck"]
    assert len(set(names)) == len(runs)


@pytest.mark.parametrize(
    ("arguments", "world", "sentence"),
    [
        (["nowhere"], 1, "train_cifar.py: no CIFAR-10 in nowhere: put cifar-10-binary.tar.gz from "),
        (["FOLDER", "--depth", "21"], 1, r"train_cifar.py: depth must be 6n \+ 2 \(8, 14, 20, ...\) .* got 21"),
        (["FOLDER", "--out", "FILE"], 1, "train_cifar.py: .*File exists"),
        (["FOLDER", "--out", "LOCKED"], 1, "train_cifar.py: .*[Dd]enied|train_cifar.py: .*ot permitted"),
        (["FOLDER"], 3, "train_cifar.py: the batch of 128 cannot be shared equally by 3 processes"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence_before_the_first_step(script, folder, monkeypatch, arguments, world, sentence):
    monkeypatch.setattr(cifar10, "RECORDS", RECORDS)
    monkeypatch.setattr(script, "train", None)
    monkeypatch.setenv("WORLD_SIZE", str(world))
    places = {"FOLDER": str(folder), "FILE": str(folder / cifar10.FILES[0]), "LOCKED": str(folder)}
    if "LOCKED" in arguments:  # root may write anywhere, so the refusal is made here

        def denied(path, *settings, **more):
            raise PermissionError(f"Permission denied: {path}")

        monkeypatch.setattr(Path, "touch", denied)
    with torch.random.fork_rng([]), pytest.raises(SystemExit, match=f"^{sentence}"):
        script.main([places.get(argument, argument) for argument in arguments])


def test_numbers_below_one_are_refused_and_the_help_tells_what_to_expect(script, capsys):
    for option, number in (("--batch", "0"), ("--epochs", "-3"), ("--depth", "2.5")):
        with pytest.raises(SystemExit, match="2"):
            script.parse(["folder", option, number])
        assert f"argument {option}: it must be a whole number of at least 1, got {number}" in capsys.readouterr().err
    for number in ("nan", "-1", "0", "inf", "fast"):
        with pytest.raises(SystemExit, match="2"):
            script.parse(["folder", f"--lr={number}"])
        assert f"argument --lr: it must be a number above 0, got {number}" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="0"):
        script.parse(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "6.97 % (56)" in told and "It states no time" in told


def test_the_notebooks_switch_runs_the_same_setting(script, folder, monkeypatch, capsys):
    """The cell of notebook 13, with the folder filled in and one epoch of the smallest net."""
    import jupytext

    monkeypatch.setattr(cifar10, "RECORDS", RECORDS)
    notebook = jupytext.read(ROOT / "notebooks" / "source" / "13_resnet_from_scratch.py")
    (cell,) = (cell.source for cell in notebook.cells if cell.metadata.get("id") == "cifar10")
    switched = cell.replace("CIFAR10 = None", f"CIFAR10 = {str(folder)!r}").replace("DEPTH, EPOCHS = 56, 164", "DEPTH, EPOCHS = 8, 1")
    assert switched.count(str(folder)) == 1 and "8, 1" in switched
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    names = {}
    with torch.random.fork_rng([]):
        exec(notebook.cells[1].source, names)  # the notebook's imports
        exec(switched, names)
    assert len(names["history"].train_loss) == len(names["history"].test_error) == 1
    assert [names["three_rates"](done) for done in (0.1, 0.5, 0.8)] == [script.three_rates(done) for done in (0.1, 0.5, 0.8)]
    assert "1 epoch," in capsys.readouterr().out
