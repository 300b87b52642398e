"""One training loop for every notebook: seeded batches, a progress bar, a history of what happened.

The same seed, data and model give the same numbers on the same machine.
"""

import math
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from tqdm.auto import tqdm

from helpers.training.checks import check_data, check_last_batch, check_optimizer, count_batches, is_finite, usable_device
from helpers.training.evaluation import classification_error, evaluate
from helpers.training.history import History, about_this_run
from helpers.training.pairs import Data, batches, is_pair, onto
from helpers.training.seeds import threads as limited_threads

BAR = "{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}]"  # tqdm's own without the steps a second


def cosine(done: float) -> float:
    """The learning rate's factor after a share `done` of the training: half a cosine from 1 to 0.

    >>> cosine(0.0), cosine(0.5), cosine(1.0)
    (1.0, 0.5, 0.0)
    """
    return 0.5 * (1 + math.cos(math.pi * done))


def sgd(lr: float = 0.1, momentum: float = 0.9, weight_decay: float = 1e-4, **settings) -> Callable:
    """Make an optimizer factory for `fit`: parameters -> torch.optim.SGD with these settings.

    >>> sgd(lr=0.5)([torch.zeros(1, requires_grad=True)]).defaults["lr"]
    0.5
    """
    return lambda parameters: torch.optim.SGD(parameters, lr=lr, momentum=momentum, weight_decay=weight_decay, **settings)


def fit(
    model: nn.Module,
    train_data: Data,
    test_data: Data | None = None,
    epochs: int = 10,
    batch_size: int = 128,
    optimizer: Callable = sgd(),  # noqa: B008 (a factory, it holds no state)
    scheduler: Callable[[float], float] | None = cosine,
    warmup_steps: int = 0,
    loss: Callable = F.cross_entropy,
    error: Callable | None = classification_error,
    transform: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]] | None = None,
    clip_norm: float | None = None,
    after_epoch: Callable[[History], None] | None = None,
    device: str | torch.device = "cpu",
    seed: int = 0,
    threads: int | None = 1,
    progress: bool = True,
    name: str = "",
) -> History:
    """Train `model` in place on (x, y), or on a DataLoader of such pairs, and tell what happened.

    The seed fixes the order of the examples, dropout and the transform (a DataLoader shuffles by itself); the random numbers outside
    go on as if nothing had been drawn. Weights are the caller's: seed before building the model. It ends in train mode.
    Learning rate at step t of T: the optimizer's * scheduler(t / T) * min(1, (t + 1) / warmup_steps).
    Training loss and error are those of the batches as they were trained on. If the loss is no finite number at an epoch's end, training
    stops there, the progress bar says so, and `history.about["diverged"]` is True; so it is if the last step alone broke the weights or
    the test loss. An interrupt leaves the weights of the last step.

    >>> x = torch.linspace(-1, 1, 8)[:, None]
    >>> history = fit(nn.Linear(1, 1), (x, 2 * x), epochs=40, batch_size=4, loss=F.mse_loss, error=None, progress=False)
    >>> history.train_loss[-1] < 0.01
    True

    Args:
        optimizer: parameters -> torch optimizer, such as sgd(lr=0.05) or lambda p: torch.optim.AdamW(p, 1e-3).
        scheduler: share of the training done, 0 to 1 -> factor on the learning rate; None keeps it.
        transform: changes each training batch, (x, y) -> (x, y).
        clip_norm: longest gradient that a step may take, over all parameters together.
        after_epoch: called with the history at each epoch's end, to keep it, or to change the loss by which the run is stopped.
        threads: how many torch uses meanwhile; None leaves them.

    Raises ValueError, before the first step, if a number is too small, the data are no pairs, have no example or pass only once, nothing
    is there to train, the device or the optimizer cannot be used, or a batch norm would meet a last batch of one vector.
    """
    for label, value, least in (("epochs", epochs, 1), ("batch_size", batch_size, 1), ("warmup_steps", warmup_steps, 0)):
        if value < least:
            raise ValueError(f"{label} must be at least {least}, got {value}")
    if clip_norm is not None and not clip_norm > 0:
        raise ValueError(f"clip_norm must be above 0, got {clip_norm}")
    check_data("train_data", train_data)
    if test_data is not None:
        check_data("test_data", test_data)
    check_optimizer(optimizer, model)
    device = usable_device(device)
    model.to(device)
    check_last_batch(model, train_data, batch_size, device)
    steps = epochs * count_batches(train_data, batch_size)
    stepper = optimizer(model.parameters())
    base_lr = [group["lr"] for group in stepper.param_groups]
    generator = torch.Generator().manual_seed(seed)
    on_cpu = device.type == "cpu"
    history, start = History(name=name), time.perf_counter()

    def train_on(x: Tensor, y: Tensor) -> tuple:
        """One step; the numbers stay tensors, to wait for them only once an epoch."""
        step = len(history.lr)
        factor = (1.0 if scheduler is None else scheduler(step / steps)) * (min(1.0, (step + 1) / warmup_steps) if warmup_steps else 1.0)
        for group, lr in zip(stepper.param_groups, base_lr, strict=True):
            group["lr"] = lr * factor
        history.lr.append(base_lr[0] * factor)
        output = model(x)
        value = loss(output, y)
        stepper.zero_grad()
        value.backward()
        if clip_norm is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
        stepper.step()
        return len(x), value.detach(), math.nan if error is None else error(output.detach(), y)

    random_numbers = torch.random.fork_rng([] if on_cpu else [device], device_type="cuda" if on_cpu else device.type)
    bar = tqdm(total=steps, desc=name or "training", disable=not progress, mininterval=0.5, bar_format=BAR)
    with limited_threads(threads if on_cpu else None), random_numbers, bar:
        torch.manual_seed(seed)
        size = batch_size if is_pair(train_data) else None  # a loader's batches are its own matter
        history.about = about_this_run(device=device.type, seed=seed, epochs=epochs, batch_size=size, diverged=False)
        for _ in range(epochs):
            model.train()
            measured = []
            for x, y in batches(train_data, batch_size, generator):
                x, y = onto(device, x, y)
                measured.append(train_on(*(transform(x, y) if transform else (x, y))))
                bar.update()
            _add_epoch(history, measured, error is not None)
            if test_data is not None:
                test_loss, test_error = evaluate(model, test_data, loss, error, device=device)
                history.test_loss.append(test_loss)
                history.test_error.extend([test_error] if error is not None else [])
            history.seconds.append(time.perf_counter() - start)
            if after_epoch is not None:
                after_epoch(history)
            bar.set_postfix_str(_last(history, percent=error is classification_error), refresh=False)
            if not math.isfinite(history.train_loss[-1]):
                history.about["diverged"] = True
                bar.set_description(f"{name or 'training'} stopped: the loss is no finite number")
                break
        if not is_finite([*history.test_loss[-1:], *model.parameters()]):
            history.about["diverged"] = True
    return history


def _last(history: History, percent: bool) -> str:
    """The last epoch in few words, so that the progress bar stays on one line: the errors if there are any, otherwise the losses."""
    curves = history.curves()
    shown = {label: curve[-1] for label, curve in curves.items() if "error" in label or not history.train_error}
    return ", ".join(f"{label} {100 * value:.3g} %" if percent else f"{label} {value:.3g}" for label, value in shown.items())


def _add_epoch(history: History, measured: list[tuple], with_error: bool) -> None:
    """Means over the examples of one epoch: each batch counts by its size."""
    sizes = torch.tensor([float(size) for size, _, _ in measured], dtype=torch.float64)
    losses = torch.tensor([float(value) for _, value, _ in measured], dtype=torch.float64)
    history.step_loss.extend(losses.tolist())
    history.train_loss.append(float(losses @ sizes / sizes.sum()))
    if with_error:
        errors = torch.tensor([float(value) for _, _, value in measured], dtype=torch.float64)
        history.train_error.append(float(errors @ sizes / sizes.sum()))
