"""CIFAR-10, the real one, from the reader's own disk: 60,000 colour pictures of 32×32 pixels in ten classes.

Krizhevsky, Learning multiple layers of features from tiny images, 2009; https://www.cs.toronto.edu/~kriz/cifar.html, binary version.
A file holds 10,000 records of one label byte and 3,072 pixel bytes: red, green, blue, each row by row. Nothing is unpickled.
"""

import gzip
import tarfile
import zlib
from pathlib import Path

import torch
from jaxtyping import Float, Shaped, UInt8
from torch import Generator, Tensor

from helpers.data.download import download_checked
from helpers.data.split import Split

ARCHIVE = "cifar-10-binary.tar.gz"
PAGE = "https://www.cs.toronto.edu/~kriz/cifar.html"
CIFAR10_URL = f"https://www.cs.toronto.edu/~kriz/{ARCHIVE}"
CIFAR10_MD5 = "c32a1d4ab5d03f1284b67883e8d87530"  # as the page above prints it
CIFAR10_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
# Mean and deviation of each colour over the 50,000 training pictures, on a scale from 0 to 1.
CIFAR10_MEAN = (0.4914, 0.4822, 0.4465)
CIFAR10_STD = (0.2470, 0.2435, 0.2616)
FILES = (*(f"data_batch_{part}.bin" for part in range(1, 6)), "test_batch.bin")
RECORDS = 10_000  # in each file
RECORD = 1 + 3 * 32 * 32  # bytes
DAMAGED = (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile)


def load_cifar10(folder: str | Path, download: bool = False, url: str = CIFAR10_URL, md5: str = CIFAR10_MD5) -> Split:
    """Return the 50,000 training and 10,000 test pictures in `folder`: n 3 32 32 uint8 from 0 to 255, labels 0 to 9 int64.

    The folder holds the six .bin files, or cifar-10-batches-bin/ with them, or cifar-10-binary.tar.gz, which is read as it is. Only if
    none of these is there and download=True, the archive (162 MB) is fetched into the folder; it is kept only if its checksum is right.

    >>> load_cifar10("no such folder")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    FileNotFoundError: no CIFAR-10 in no such folder: put cifar-10-binary.tar.gz from https://...

    Raises FileNotFoundError if the data are not there, NotADirectoryError if `folder` is a file, ValueError if they are damaged,
    ConnectionError if the download fails, OSError if the folder cannot be read or written.
    """
    folder = Path(folder).expanduser()
    if folder.is_file():
        raise NotADirectoryError(f"{folder} is a file: name the folder that holds it")
    archive = folder / ARCHIVE
    for place in (folder, folder / "cifar-10-batches-bin"):
        missing = [name for name in FILES if not (place / name).is_file()]
        if not missing:
            return _split(((name, (place / name).read_bytes()) for name in FILES), place)
        if len(missing) < len(FILES) and not archive.is_file() and not download:
            raise FileNotFoundError(f"CIFAR-10 in {place} is not complete: {', '.join(missing)} not found")
    if not archive.is_file():
        if not download:
            raise FileNotFoundError(f"no CIFAR-10 in {folder}: put {ARCHIVE} from {PAGE} there, or call with download=True")
        download_checked(url, archive, md5, "CIFAR-10")
    return _split(_members(archive), archive)


def normalise_cifar10(x: Shaped[Tensor, "n 3 32 32"]) -> Float[Tensor, "n 3 32 32"]:
    """Return uint8 pictures as float32 of mean 0 and deviation 1 in each colour, measured over the training set.

    >>> normalise_cifar10(torch.zeros(1, 3, 32, 32, dtype=torch.uint8))[0, :, 0, 0]
    tensor([-1.9895, -1.9803, -1.7068])

    Raises ValueError for anything but uint8: a float picture may already be scaled.
    """
    if x.dtype != torch.uint8:
        raise ValueError(f"normalise_cifar10 wants uint8 pictures from 0 to 255, got {x.dtype}")
    mean, std = (torch.tensor(values, dtype=torch.float32).view(3, 1, 1) for values in (CIFAR10_MEAN, CIFAR10_STD))
    return (x.float() / 255 - mean) / std


def augment_cifar10(x: Shaped[Tensor, "n c h w"], generator: Generator | None = None, padding: int = 4) -> Shaped[Tensor, "n c h w"]:
    """Return each picture moved by up to `padding` pixels either way, zeros moving in, and mirrored left to right every second time.

    The standard augmentation of He et al., arXiv:1512.03385, section 4.2: pad, cut out at random, flip. Call it on normalised pictures,
    where zero is the mean colour.

    >>> augment_cifar10(torch.ones(5, 3, 32, 32), padding=0).min()
    tensor(1.)

    Raises ValueError unless x has four axes and padding is at least 0.
    """
    if x.ndim != 4:
        raise ValueError(f"x must be a batch of shape (n, c, h, w), got {tuple(x.shape)}")
    if padding < 0:
        raise ValueError(f"padding must be at least 0, got {padding}")
    n, _, h, w = x.shape
    top, left = torch.randint(2 * padding + 1, (2, n, 1), generator=generator)
    flip = torch.rand(n, 1, generator=generator) < 0.5
    rows = top + torch.arange(h)  # n h
    columns = left + torch.where(flip, torch.arange(w - 1, -1, -1), torch.arange(w))  # n w
    padded = torch.nn.functional.pad(x, (padding,) * 4).permute(0, 2, 3, 1)
    cut = padded[torch.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]  # n h w c
    return cut.permute(0, 3, 1, 2).contiguous()


def _split(files, place):
    """The four tensors from names and contents; one file at a time, or the bytes would lie in memory twice."""
    x, y, missing = torch.empty(6 * RECORDS, 3, 32, 32, dtype=torch.uint8), torch.empty(6 * RECORDS, dtype=torch.long), set(FILES)
    for name, content in files:
        first = FILES.index(name) * RECORDS
        x[first : first + RECORDS], y[first : first + RECORDS] = _records(content, f"{name} in {place}")
        missing.discard(name)
    if missing:
        raise ValueError(f"{place} lacks {', '.join(sorted(missing))}: it is not the binary version of CIFAR-10")
    return Split(x[: 5 * RECORDS], y[: 5 * RECORDS], x[5 * RECORDS :], y[5 * RECORDS :])


def _records(content, name) -> tuple[UInt8[Tensor, "n 3 32 32"], Tensor]:
    """Pictures and labels of one file."""
    if len(content) != RECORDS * RECORD:
        raise ValueError(f"{name} is damaged: it must have {RECORDS * RECORD:,} bytes, got {len(content):,}")
    table = torch.frombuffer(bytearray(content), dtype=torch.uint8).view(RECORDS, RECORD)
    labels = table[:, 0].long()
    if labels.max() > 9:
        raise ValueError(f"{name} is damaged: labels go from 0 to 9, got {int(labels.max())}")
    return table[:, 1:].reshape(-1, 3, 32, 32), labels


def _members(archive):
    """Names and contents of the six files of the archive, read to its end, so that gzip's checksum is tested; never unpacked."""
    try:
        with gzip.open(archive) as stream:
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                for member in tar:
                    name = Path(member.name).name
                    if member.isfile() and name in FILES:
                        yield name, tar.extractfile(member).read(RECORDS * RECORD + 1)
            while stream.read(2**20):
                pass
    except DAMAGED as error:
        raise ValueError(f"{archive} is damaged or no .tar.gz archive ({error}): delete it and fetch it again") from error
