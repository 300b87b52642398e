"""The training loop against the same steps written out with torch; repeatable, leaves no trace outside, records and reads runs."""

import json
import math
import platform
import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, IterableDataset, TensorDataset

from helpers import training
from helpers.training import History, batches, classification_error, cosine, evaluate, fit, one_thread, seed_everything, sgd, threads


def small(seed=0, dropout=0.0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(dropout), nn.Linear(8, 2)).double()


def data(n=10, seed=1):
    x = torch.randn(n, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    return x, (x[:, 0] > 0).long()


def by_hand(model, x, y, epochs, batch_size, optimizer, factor, seed, clip_norm=None):
    """The loop of fit with nothing around it: weights afterwards, losses and errors of the steps, learning rates."""
    generator = torch.Generator().manual_seed(seed)
    steps = epochs * -(-len(x) // batch_size)
    base, losses, errors, rates = optimizer.param_groups[0]["lr"], [], [], []
    torch.manual_seed(seed)
    model.train()
    for _ in range(epochs):
        for chosen in torch.randperm(len(x), generator=generator).split(batch_size):
            rates.append(base * factor(len(rates), steps))
            for group in optimizer.param_groups:
                group["lr"] = rates[-1]
            optimizer.zero_grad()
            out = model(x[chosen])
            loss = F.cross_entropy(out, y[chosen])
            loss.backward()
            if clip_norm:
                nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
            optimizer.step()
            losses.append(loss.item())
            errors.append((out.argmax(1) != y[chosen]).double().mean().item())
    return losses, errors, rates


SCHEDULES = {
    "cosine": ({}, lambda t, steps: 0.5 * (1 + math.cos(math.pi * t / steps))),
    "constant, warm-up": ({"scheduler": None, "warmup_steps": 4}, lambda t, steps: min(1, (t + 1) / 4)),
    "own, warm-up": ({"scheduler": lambda done: 1 - done, "warmup_steps": 3}, lambda t, steps: (1 - t / steps) * min(1, (t + 1) / 3)),
}


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("clip_norm", [None, 0.1])
def test_every_step_is_torchs(schedule, clip_norm):
    settings, factor = SCHEDULES[schedule]
    x, y = data()
    ours, theirs = small(dropout=0.2), small(dropout=0.2)
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
    losses, errors, rates = by_hand(theirs, x, y, 3, 4, optimizer, factor, seed=5, clip_norm=clip_norm)
    history = fit(ours.eval(), (x, y), (x, y), epochs=3, batch_size=4, clip_norm=clip_norm, seed=5, progress=False, **settings)
    for mine, other in zip(ours.state_dict().values(), theirs.state_dict().values(), strict=True):
        assert torch.equal(mine, other)
    assert history.step_loss == losses and ours.training
    np.testing.assert_allclose(history.lr, rates, rtol=0, atol=1e-15)
    sizes = np.array([4, 4, 2] * 3)
    for curve, steps in ((history.train_loss, losses), (history.train_error, errors)):
        np.testing.assert_allclose(curve, (sizes * steps).reshape(3, 3).sum(1) / 10, rtol=1e-6)
    theirs.eval()
    assert history.test_loss[-1] == pytest.approx(F.cross_entropy(theirs(x), y).item())
    assert history.test_error[-1] == pytest.approx((theirs(x).argmax(1) != y).double().mean().item())
    assert len(history.seconds) == len(history.test_loss) == 3 and history.seconds == sorted(history.seconds)


def test_the_same_seed_repeats_another_does_not_and_outside_nothing_moves():
    runs, weights = [], []
    for seed in (3, 3, 4):
        torch.manual_seed(7)
        model = small(dropout=0.5)
        torch.manual_seed(11 + len(runs))
        expected = torch.rand(2)
        torch.manual_seed(11 + len(runs))
        runs.append(fit(model, data(), epochs=2, batch_size=4, seed=seed, progress=False))
        assert torch.equal(torch.rand(2), expected)
        weights.append(model[0].weight.detach().clone())
    assert runs[0].step_loss == runs[1].step_loss != runs[2].step_loss
    assert torch.equal(weights[0], weights[1]) and not torch.equal(weights[0], weights[2])


def test_a_data_loader_of_pairs_does_the_same():
    x, y = data()
    order = torch.randperm(10, generator=torch.Generator().manual_seed(0))
    lists = [(x[part], y[part]) for part in order.split(4)]
    first, second, third = (
        fit(small(), d, epochs=1, batch_size=4, progress=False) for d in ((x, y), lists, DataLoader(lists, batch_size=None))
    )
    assert first.step_loss == second.step_loss == third.step_loss
    assert [run.about["batch_size"] for run in (first, second, third)] == [4, None, None]  # a loader's batches are its own matter
    loader = DataLoader(TensorDataset(x, y), batch_size=4)
    assert evaluate(small(), loader) == evaluate(small(), (x, y), batch_size=4) == pytest.approx(evaluate(small(), (x, y)))


def test_own_loss_error_optimizer_and_transform():
    x = torch.linspace(-1, 1, 8, dtype=torch.float64)[:, None]
    model = nn.Linear(1, 1).double()
    seen = []

    def doubled(x, y):
        seen.append(len(x))
        return x, 2 * y

    history = fit(
        model, (x, 3 * x + 1), (x, 6 * x + 2), epochs=60, batch_size=3, loss=F.mse_loss, error=None, transform=doubled,
        optimizer=lambda p: torch.optim.Adam(p, 0.2), progress=False,
    )  # fmt: skip
    assert seen == [3, 3, 2] * 60
    assert [round(v.item(), 2) for v in (model.weight, model.bias)] == [6, 2]
    assert history.test_loss[-1] < 1e-4 and history.train_error == [] == history.test_error
    absolute = fit(model, (x, x), epochs=1, loss=F.mse_loss, error=lambda out, y: (out - y).abs().mean(), progress=False)
    assert absolute.train_error[0] > 1


def test_the_optimizer_sees_all_groups_scaled():
    model = small()
    groups = [{"params": model[0].parameters(), "lr": 0.2}, {"params": model[4].parameters(), "lr": 0.4}]
    kept = []
    fit(model, data(), epochs=1, batch_size=10, optimizer=lambda p: kept.append(torch.optim.SGD(groups)) or kept[0],
        warmup_steps=2, scheduler=None, progress=False)  # fmt: skip
    assert [group["lr"] for group in kept[0].param_groups] == [0.1, 0.2]
    assert sgd(lr=0.3, nesterov=True)(model.parameters()).defaults["nesterov"] is True


def test_a_diverged_run_stops_and_says_so():
    history = fit(small(), data(), epochs=50, optimizer=sgd(lr=1e200), progress=False)
    assert history.about["diverged"] is True and 1 <= len(history.train_loss) < 50
    assert not math.isfinite(history.train_loss[-1])
    assert repr(history).startswith(f"History('', {len(history.train_loss)} epoch") and ", diverged, " in repr(history)
    assert fit(small(), data(), epochs=1, progress=False).about["diverged"] is False
    endless = fit(small(), data(), epochs=5, batch_size=10, loss=lambda out, y: out.abs().sum() * math.inf, progress=False)
    assert endless.train_loss == [math.inf] and endless.about["diverged"] is True


def test_weights_that_the_last_step_broke_are_told():
    """The losses of the epoch were finite, the weights after it are not, or their test loss is none."""
    x, y = data()
    for settings, test in (({"lr": math.nan}, None), ({"lr": 1e200, "momentum": 0}, (x, y))):
        broken = fit(
            nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2)).double(), (x, y), test, epochs=1, optimizer=sgd(**settings), progress=False
        )
        assert math.isfinite(broken.train_loss[0]) and broken.about["diverged"] is True


def test_after_each_epoch_a_hook_sees_the_history_and_may_stop_the_run():
    seen = []

    def after(history):
        seen.append((len(history.train_loss), len(history.test_loss), len(history.seconds), history.about["diverged"]))
        history.train_loss[-1] = math.nan if len(seen) == 2 else history.train_loss[-1]

    history = fit(small(), data(), data(), epochs=5, after_epoch=after, progress=False)
    assert seen == [(1, 1, 1, False), (2, 2, 2, False)] and len(history.train_loss) == 2 and history.about["diverged"] is True


def test_a_last_batch_of_one_is_told_before_the_first_step_where_a_batch_norm_stops_it():
    model, (x, y) = nn.Sequential(nn.Dropout(0.5), *small()), data(9)
    torch.manual_seed(2)
    before, random_numbers = [value.clone() for value in model.state_dict().values()], torch.get_rng_state()
    text = "9 examples in batches of 4 leave a last batch of 1, .* more than 1 value for each channel"
    with pytest.raises(ValueError, match=text):
        fit(model.eval(), (x, y), batch_size=4, progress=False)
    assert all(torch.equal(*pair) for pair in zip(before, model.state_dict().values(), strict=True)) and not model.training
    assert torch.equal(random_numbers, torch.get_rng_state())
    without = nn.Sequential(nn.Linear(3, 2)).double()
    maps = nn.Sequential(nn.Unflatten(1, (1, 3)), nn.BatchNorm1d(1), nn.Flatten(), nn.Linear(3, 2)).double()  # three values a channel
    for fine in (without, maps):
        assert len(fit(fine, (x, y), batch_size=4, epochs=1, progress=False).lr) == 3
    assert maps[1].num_batches_tracked == 3, "the trial is made on a copy"


def test_a_diverged_run_tells_it_on_its_bar(capsys):
    fit(small(), data(), epochs=50, optimizer=sgd(lr=1e200), name="wild")
    assert "wild stopped: the loss is no finite number" in capsys.readouterr().err


def test_an_interrupt_leaves_everything_outside_as_it_was_and_training_goes_on(capsys):
    """The kernel's stop button in the middle of an epoch: threads and random numbers come back, the bar is closed, the net can train."""

    def stopped(x, y):
        torch.rand(1)
        if stopped.calls == 4:
            raise KeyboardInterrupt
        stopped.calls += 1
        return x, y

    stopped.calls, model, before = 0, small(), torch.get_num_threads()
    start = model[0].weight.detach().clone()
    torch.set_num_threads(2)
    torch.manual_seed(11)
    expected = torch.rand(2)
    torch.manual_seed(11)
    try:
        with pytest.raises(KeyboardInterrupt) as caught:  # kept: it holds the loop's frame, so nothing closes the bar by chance
            fit(model, data(), epochs=3, batch_size=4, transform=stopped)
        assert torch.get_num_threads() == 2 and torch.equal(torch.rand(2), expected)
    finally:
        torch.set_num_threads(before)
    assert capsys.readouterr().err.endswith("\n"), "the bar is closed: what is printed next begins on a line of its own"
    assert caught.value.args == ()
    assert not torch.equal(model[0].weight, start)
    assert len(fit(model, data(), epochs=2, progress=False).train_loss) == 2

    class Stops(nn.Module):
        def forward(self, x):
            raise KeyboardInterrupt

    model.append(Stops())
    with pytest.raises(KeyboardInterrupt):
        evaluate(model, data())
    assert model.training


def test_evaluate_weighs_batches_and_keeps_modes():
    model, (x, y) = small(dropout=0.5), data(7)
    model[3].eval()
    for batch_size in (1, 3, 512):
        loss, error = evaluate(model, (x, y), batch_size=batch_size)
        model_eval = small(dropout=0.5).eval()
        assert loss == pytest.approx(F.cross_entropy(model_eval(x), y).item())
        assert error == pytest.approx((model_eval(x).argmax(1) != y).double().mean().item())
    assert [m.training for m in model] == [True, True, True, False, True]
    assert math.isnan(evaluate(model, (x, y), error=None)[1])
    scores = torch.randn(3, 2, 4, 5, generator=torch.Generator().manual_seed(0))  # maps: a picture counts once, not each pixel
    classes = torch.zeros(3, 4, 5, dtype=torch.long)
    for batch_size in (1, 2):
        values = evaluate(nn.Identity(), (scores, classes), batch_size=batch_size)
        assert values == pytest.approx((F.cross_entropy(scores, classes).item(), scores.argmax(1).float().mean().item()))
    pixels = torch.zeros(1, 2, 2, 2)
    pixels[0, 1, 0] = 1.0
    assert classification_error(pixels, torch.tensor([[[1, 0], [0, 0]]])) == 0.25


def test_threads_and_seeds():
    torch.set_num_threads(2)
    seen = []
    fit(small(), data(), epochs=1, progress=False, transform=lambda x, y: (seen.append(torch.get_num_threads()), (x, y))[1])
    fit(small(), data(), epochs=1, progress=False, threads=None, transform=lambda x, y: (seen.append(torch.get_num_threads()), (x, y))[1])
    assert seen == [1, 2] and torch.get_num_threads() == 2
    with pytest.raises(KeyError), threads(1):
        raise KeyError
    assert torch.get_num_threads() == 2
    one_thread()
    assert torch.get_num_threads() == 1
    draws = []
    for seed in (3, 3, 4):
        seed_everything(seed)
        draws.append((random.random(), np.random.rand(), torch.rand(1).item()))
    assert draws[0] == draws[1] and all(a != b for a, b in zip(draws[0], draws[2], strict=True))


def test_progress_bar_and_silence(capsys):
    fit(small(), data(), epochs=2, batch_size=4, progress=False)
    assert capsys.readouterr() == ("", "")
    fit(small(), data(), data(), epochs=2, batch_size=4, name="narrow")
    printed = capsys.readouterr()
    assert (
        printed.out == ""
        and "narrow: 100%" in printed.err
        and "6/6" in printed.err
        and "test error " in printed.err
        and " %" in printed.err
    )


def test_a_recorded_run_comes_back(tmp_path):
    history = fit(small(), data(), data(), epochs=3, batch_size=4, seed=2, name="run", progress=False)
    history.train_loss[1] = math.nan
    path = tmp_path / "run.json"
    history.save(path)
    again = History.load(path)
    assert again.name == "run" and again.about == history.about
    for name in ("train_loss", "train_error", "test_loss", "test_error", "step_loss", "lr", "seconds"):
        np.testing.assert_allclose(getattr(again, name), getattr(history, name), rtol=1e-5)
    text = path.read_text()
    assert "NaN" not in text and json.loads(text)["train_loss"][1] is None and path.stat().st_size < 3000
    about = history.about
    assert set(about) == {"date", "machine", "python", "torch", "numpy", "device", "seed", "epochs", "batch_size", "diverged"}
    assert (about["device"], about["seed"], about["epochs"], about["batch_size"]) == ("cpu", 2, 3, 4)
    assert len(about["date"]) == 10 and "1 thread" in about["machine"] and about["torch"] == torch.__version__
    assert not platform.node() or platform.node() not in text


def test_curves_are_ready_for_figures():
    history = History(train_loss=[2.0, 1.0], train_error=[0.5, 0.25], step_loss=[2.5, 1.5, 1.0], seconds=[1.0, 2.5])
    curves = history.curves()
    assert list(curves) == ["train loss", "train error"] and all(isinstance(c, np.ndarray) for c in curves.values())
    assert history.curves("step_loss")["step loss"].tolist() == [2.5, 1.5, 1.0]
    assert repr(history) == "History('', 2 epochs, 2.5 s: train loss 1, train error 25.0%)"
    assert repr(History("x")) == "History('x', no epoch)"
    assert repr(History(train_loss=[2.0])) == "History('', 1 epoch, 0.0 s: train loss 2)"
    assert "matplotlib" not in vars(training.loop) and "matplotlib" not in vars(training.history)


class Untouched(nn.Linear):
    """Whatever is wrong must be told before this model runs."""

    def __init__(self):
        super().__init__(3, 2)

    def forward(self, x):
        raise AssertionError("a step was made")


class Endless(IterableDataset):
    def __iter__(self):
        return iter([data()])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: fit(small(), data(), epochs=0), "epochs must be at least 1, got 0"),
        (lambda: fit(small(), data(), batch_size=0), "batch_size must be at least 1, got 0"),
        (lambda: fit(small(), data(), warmup_steps=-1), "warmup_steps must be at least 0, got -1"),
        (lambda: fit(small(), (data()[0], data(9)[1]), progress=False), "the same number of examples, at least 1; got 10 and 9"),
        (lambda: evaluate(small(), (torch.zeros(0, 3), torch.zeros(0))), "at least 1; got 0 and 0"),
        (lambda: evaluate(small(), []), "there is no example to evaluate on"),
        (lambda: fit(small(), [], progress=False), "train_data: there is no batch"),
        (lambda: fit(small(), data(), clip_norm=-1), "clip_norm must be above 0, got -1"),
        (lambda: fit(small(), data(), clip_norm=math.nan), "clip_norm must be above 0, got nan"),
        (lambda: fit(small(), None), "train_data must be two tensors .* a DataLoader; got a NoneType"),
        (lambda: fit(small(), iter([data()])), "train_data must be two tensors .* a DataLoader; got a list_iterator"),
        (lambda: fit(small(), DataLoader(Endless())), "train_data needs a length, .* got a DataLoader without one"),
        (lambda: fit(small().requires_grad_(False), data()), "no parameter of the model requires a gradient: there is nothing to train"),
        (lambda: fit(nn.ReLU(), data()), "no parameter of the model requires a gradient"),
        (lambda: fit(small(), data(), device="gpu"), "device 'gpu' cannot be used: "),
        (lambda: fit(small(), data(), device="cuda:99"), "device 'cuda:99' cannot be used: "),
        (
            lambda: fit(small(), data(), optimizer=torch.optim.SGD(small().parameters(), 0.1)),
            r"optimizer is a function .* sgd\(lr=0.05\); got a SGD",
        ),
        (lambda: fit(small(), data(), optimizer="sgd"), "optimizer is a function from parameters .* got a str"),
        (
            lambda: fit(Untouched(), data(), (data()[0], data(9)[1])),
            "test_data: x and y need the same number of examples, at least 1; got 10 and 9",
        ),
        (
            lambda: fit(Untouched(), data(), (np.zeros((9, 3)), np.zeros(9))),
            "test_data: data must be two tensors .*; got a ndarray in a tuple",
        ),
        (lambda: fit(Untouched(), data(), []), "test_data: there is no batch"),
        (lambda: fit(Untouched(), data(), iter([data()])), "test_data must be two tensors .* got a list_iterator"),
        (lambda: fit(small(), (np.zeros((9, 3)), np.zeros(9)), progress=False), r"two tensors \(x, y\), .*; got a ndarray in a tuple of 2"),
        (lambda: fit(small(), (*data(), *data()), progress=False), "batches that are; got a Tensor in a tuple of 4"),
        (lambda: evaluate(small(), [(*data(), 1)]), "got a tuple of 3 in a list of 1"),
        (lambda: list(batches(data(), 0)), "batch_size must be at least 1, got 0"),
        (lambda: History().curves("train_loss"), "no curve 'train_loss'; recorded are nothing"),
        (lambda: History(lr=[0.1]).curves("loss"), "no curve 'loss'; recorded are lr"),
    ],
)
def test_bad_input_is_told(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_a_run_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "run.json"
    History("old").save(path)

    def full(self, text, **settings):
        self.open("w").write(text[:20])
        raise OSError("no space left")

    monkeypatch.setattr(type(path), "write_text", full)
    with pytest.raises(OSError, match="no space"):
        History("new").save(path)
    assert History.load(path).name == "old"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "colour": []}'])
def test_other_files_are_refused(tmp_path, text):
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"^other.json is not a recorded run of format 1$"):
        History.load(path)


def test_cosine():
    assert [cosine(t) for t in (0, 0.5, 1)] == [1, 0.5, 0] and cosine(0.25) == pytest.approx((1 + 0.5**0.5) / 2)
