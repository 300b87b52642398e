"""Train a CIFAR-10 ResNet, or its plain twin, in the setting of He et al. 2015, section 4.2, on one processor or on several GPUs.

    python tools/train_cifar.py ~/cifar10 --depth 56
    torchrun --nproc-per-node=2 tools/train_cifar.py ~/cifar10 --depth 56

The folder holds CIFAR-10's binary version. Under torchrun every process takes its share of each batch of 128, and PyTorch's
DistributedDataParallel averages the gradients, so the weights stay the same everywhere. Batch norm sees its own share only (the paper
spread its batches of 128 over two GPUs); --norm group makes the numbers independent of how many share the batch.

Two things differ from the paper: it subtracts a mean picture where normalise_cifar10 gives each colour mean 0 and deviation 1, and it
warms the 110 layers up at a rate of 0.01 for about 400 steps, where the rate here grows to 0.1 step by step.

What to expect, says the paper's table 6: test errors of 8.75 % (20 layers), 7.51 % (32), 7.17 % (44), 6.97 % (56), 6.43 % (110, the best of
five runs). It states no time. ResNet-56 needs 125 million multiply-adds a picture forwards, three times that with the way back, for
8.2 million pictures: about an hour on a GPU that does a trillion a second, days on a laptop. With --out the history and the weights are
written after every epoch, each setting into files of its own. An interrupted run keeps them but cannot be resumed: it starts again.
"""

import argparse
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from helpers.data import augment_cifar10, load_cifar10, normalise_cifar10
from helpers.models import resnet_cifar
from helpers.training import History, fit, seed_everything, sgd

STEPS, BATCH, LR = 64_000, 128, 0.1  # 164 epochs of 50,000 pictures
NORMS = {"batch": nn.BatchNorm2d, "group": lambda channels: nn.GroupNorm(8, channels)}


def three_rates(done: float) -> float:
    """The paper's learning rate: a tenth after half of the steps, a hundredth after three quarters.

    >>> three_rates(0.2), round(three_rates(0.5), 3), round(three_rates(0.9), 3)
    (1.0, 0.1, 0.01)
    """
    return 0.1 ** ((done >= 0.5) + (done >= 0.75))


class Share:
    """The batches of one process: of every batch of `batch_size` pictures it takes each `world`-th one, beginning with number `rank`.

    All processes draw the same order from the same seed, the one that `fit` would draw alone. An epoch's last batch is cut to a multiple
    of `world`, so that every share counts the same.
    """

    def __init__(self, x: Tensor, y: Tensor, batch_size: int, rank: int, world: int, seed: int):
        if batch_size % world or batch_size < 1:
            raise ValueError(f"the batch of {batch_size} cannot be shared equally by {world} processes")
        self.x, self.y, self.batch_size, self.rank, self.world = x, y, batch_size, rank, world
        self.usable = len(x) - len(x) % world
        self.generator = torch.Generator().manual_seed(seed)

    def __len__(self) -> int:
        return -(-self.usable // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        order = torch.randperm(len(self.x), generator=self.generator)[: self.usable]
        for batch in order.split(self.batch_size):
            own = batch[self.rank :: self.world]
            yield self.x[own], self.y[own]


def place() -> tuple[int, int]:
    """Which process this is, and of how many: torchrun tells it."""
    return int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))


def file_name(options: argparse.Namespace) -> str:
    """Name the results after the settings: whatever differs from the paper's is in it, so that no run overwrites another's."""
    parts = [f"{'plain' if options.plain else 'ResNet'}-{options.depth}", options.norm, f"seed{options.seed}"]
    parts += ["bottleneck"] * options.bottleneck + ["no-augment"] * options.no_augment
    parts += [f"batch{options.batch}"] * (options.batch != BATCH) + [f"lr{options.lr:g}"] * (options.lr != LR)
    return "_".join(parts + [f"epochs{options.epochs}"] * (options.epochs is not None))


def prepare(options: argparse.Namespace) -> tuple[nn.Module, Share, tuple[Tensor, Tensor]]:
    """Build the net, read the pictures and make the folder for the results: whatever is wrong shows before the first step.

    Raises ValueError for a depth that does not exist, a batch that cannot be shared or damaged files, OSError if a folder is not there
    or cannot be written to.
    """
    rank, world = place()
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        trial = options.out / f"{file_name(options)}.trial{rank}"
        trial.touch()
        trial.unlink()
    seed_everything(options.seed)  # the same weights in every process
    net = resnet_cifar(options.depth, skip=not options.plain, bottleneck=options.bottleneck, norm=NORMS[options.norm])
    x_train, y_train, x_test, y_test = load_cifar10(options.folder)
    share = Share(normalise_cifar10(x_train), y_train, options.batch, rank, world, options.seed)
    return net, share, (normalise_cifar10(x_test), y_test)


def train(options: argparse.Namespace, net: nn.Module, share: Share, test_set: tuple[Tensor, Tensor]) -> dict:
    """Train what `prepare` made, alone or as one of several processes; give the losses, the errors and the weights."""
    rank, world = place()
    gpu = torch.cuda.is_available() and not options.cpu
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if gpu else torch.device("cpu")
    if gpu:
        torch.cuda.set_device(device)
    if world > 1 and not dist.is_initialized():
        dist.init_process_group("nccl" if gpu else "gloo")
    net.to(device)
    model = DistributedDataParallel(net, device_ids=[device.index] if gpu else None) if world > 1 else net
    about = {key: getattr(options, key) for key in ("depth", "plain", "bottleneck", "norm", "lr", "seed")}
    about |= {"batch_size": options.batch, "augmented": not options.no_augment, "world": world}

    def after_epoch(history: History) -> None:
        """Take the mean over the shares, which are equally large: all processes see the same loss, and stop or go on together."""
        numbers = torch.tensor([history.train_loss[-1], history.train_error[-1]], dtype=torch.float64, device=device)
        if world > 1:
            dist.all_reduce(numbers)
        history.train_loss[-1], history.train_error[-1] = (numbers / world).tolist()
        history.about.update(about)
        if options.out and rank == 0:
            keep(options, history, net)

    history = fit(
        model,
        share,
        test_set,
        epochs=options.epochs or round(STEPS / len(share)),
        optimizer=sgd(lr=options.lr, momentum=0.9, weight_decay=1e-4),
        scheduler=three_rates,
        warmup_steps=400 if options.depth >= 110 else 0,  # see above
        transform=None if options.no_augment else lambda x, y: (augment_cifar10(x), y),
        after_epoch=after_epoch,
        device=device,
        seed=options.seed + rank,  # each process moves and mirrors its pictures in its own way
        progress=rank == 0 and not options.quiet,
        name=f"{'plain' if options.plain else 'ResNet'}-{options.depth}",
    )
    if options.out and rank == 0:
        keep(options, history, net)  # once more: fit may have marked the last step
    return {"rank": rank, "world": world, "history": history, "net": net}


def keep(options: argparse.Namespace, history: History, net: nn.Module) -> None:
    """Write the history and the weights so far; the older files stay until the new ones are whole."""
    target = options.out / file_name(options)
    history.save(f"{target}.json")
    torch.save(net.state_dict(), f"{target}.pt.part")
    os.replace(f"{target}.pt.part", f"{target}.pt")


def from_one(text: str) -> int:
    """A whole number of at least 1, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"it must be a whole number of at least 1, got {text}")
    return int(text)


def above_zero(text: str) -> float:
    """A finite number above 0, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"it must be a number above 0, got {text}")
    return number


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="where CIFAR-10 lies: the .bin files, or cifar-10-binary.tar.gz")
    parser.add_argument("--depth", type=from_one, default=20, help="weighted layers, 6n + 2, or 9n + 2 with --bottleneck (default 20)")
    parser.add_argument("--plain", action="store_true", help="leave the shortcuts away")
    parser.add_argument("--bottleneck", action="store_true", help="blocks of 1x1, 3x3 and 1x1")
    parser.add_argument("--norm", choices=NORMS, default="batch", help="default batch, as in the paper; group: groups of 8 channels")
    parser.add_argument("--batch", type=from_one, default=BATCH, help="pictures a step, over all processes (default 128)")
    parser.add_argument("--epochs", type=from_one, help="default: as many as make 64,000 steps")
    parser.add_argument("--lr", type=above_zero, default=LR, help="divided by 10 after half and three quarters of the steps (default 0.1)")
    parser.add_argument("--no-augment", action="store_true", help="neither move nor mirror the pictures")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cpu", action="store_true", help="leave the GPU alone")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument("--out", type=Path, help="folder for the history (.json) and the weights (.pt)")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Train; a wrong folder, depth or batch ends with one sentence."""
    options = parse(arguments)
    try:
        prepared = prepare(options)
    except (OSError, ValueError) as error:
        sys.exit(f"train_cifar.py: {error}")
    result = train(options, *prepared)
    if result["rank"] == 0:
        print(result["history"])
    if dist.is_initialized():
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
