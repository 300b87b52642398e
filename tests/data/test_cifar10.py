"""CIFAR-10 in its published binary form: read, refused when damaged, downloaded whole or not at all. All files here are made small."""

import gzip
import hashlib
import io
import pickle
import socket
import tarfile
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from made import check_refused

from helpers.data import CIFAR10_CLASSES, CIFAR10_MEAN, CIFAR10_STD, augment_cifar10, cifar10, download, load_cifar10, normalise_cifar10

RECORDS = 7
NAMES = [*(f"data_batch_{part}.bin" for part in range(1, 6)), "test_batch.bin"]
ARCHIVE = "cifar-10-binary.tar.gz"


@pytest.fixture(autouse=True)
def few_records(monkeypatch):
    monkeypatch.setattr(cifar10, "RECORDS", RECORDS)
    monkeypatch.setattr(pickle, "load", None)
    monkeypatch.setattr(pickle, "loads", None)


@pytest.fixture
def truth():
    """Pictures 42 3 32 32 and their labels."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randint(256, (6 * RECORDS, 3, 32, 32), generator=generator).to(torch.uint8)
    return x, torch.arange(6 * RECORDS) % 10


@pytest.fixture
def contents(truth):
    """The bytes of the six files, written as the page describes them: a label, then red, green, blue, row by row."""
    files = {}
    for part, name in enumerate(NAMES):
        content = bytearray()
        for i in range(part * RECORDS, (part + 1) * RECORDS):
            content.append(int(truth[1][i]))
            for colour in range(3):
                for row in range(32):
                    content += bytes(truth[0][i, colour, row].tolist())
        files[name] = bytes(content)
    return files


def archive_of(files, folder="cifar-10-batches-bin/"):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in {"batches.meta.txt": b"airplane\n", "readme.html": b"<html>"}.items() | files.items():
            member = tarfile.TarInfo(folder + name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def archive(contents):
    return archive_of(contents)


def check_truth(split, truth):
    x, y = truth
    cut = 5 * RECORDS
    for got, wanted in zip(split, (x[:cut], y[:cut], x[cut:], y[cut:]), strict=True):
        assert torch.equal(got, wanted) and got.dtype == wanted.dtype and got.is_contiguous()


@pytest.mark.parametrize("inner", ["", "cifar-10-batches-bin"])
def test_files_in_a_folder(tmp_path, contents, truth, inner):
    (tmp_path / inner).mkdir(exist_ok=True)
    for name, content in contents.items():
        (tmp_path / inner / name).write_bytes(content)
    check_truth(load_cifar10(tmp_path), truth)
    check_truth(load_cifar10(str(tmp_path), download=True, url="http://127.0.0.1:9/never-asked"), truth)


def test_the_archive_is_read_as_it_is(tmp_path, archive, truth):
    (tmp_path / ARCHIVE).write_bytes(archive)
    check_truth(load_cifar10(tmp_path, download=True, url="http://127.0.0.1:9/never-asked"), truth)
    assert [path.name for path in tmp_path.iterdir()] == [ARCHIVE], "nothing is unpacked"


def test_the_home_folder_is_understood(tmp_path, archive, truth, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ARCHIVE).write_bytes(archive)
    check_truth(load_cifar10("~/data"), truth)


def test_the_real_sizes_and_constants(monkeypatch):
    monkeypatch.undo()
    assert cifar10.RECORDS * cifar10.RECORD == 30_730_000  # bytes of each published file
    assert cifar10.CIFAR10_MD5 == "c32a1d4ab5d03f1284b67883e8d87530"
    assert cifar10.CIFAR10_URL == "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
    assert CIFAR10_MEAN == (0.4914, 0.4822, 0.4465) and CIFAR10_STD == (0.2470, 0.2435, 0.2616)
    assert len(CIFAR10_CLASSES) == 10 and list(CIFAR10_CLASSES) == sorted(CIFAR10_CLASSES)


def test_nothing_there(tmp_path):
    with pytest.raises(
        FileNotFoundError, match=f"no CIFAR-10 in {tmp_path}: put {ARCHIVE} from https://.*cifar.html there, or call with download"
    ):
        load_cifar10(tmp_path)
    with pytest.raises(FileNotFoundError, match="no CIFAR-10 in"):
        load_cifar10(tmp_path / "not" / "there")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_named(tmp_path, contents):
    for name in NAMES[:5]:
        (tmp_path / name).write_bytes(contents[name])
    with pytest.raises(FileNotFoundError, match=f"CIFAR-10 in {tmp_path} is not complete: test_batch.bin not found"):
        load_cifar10(tmp_path)


def test_an_archive_beside_a_torn_folder_is_taken(tmp_path, contents, archive, truth):
    (tmp_path / NAMES[0]).write_bytes(contents[NAMES[0]])
    (tmp_path / ARCHIVE).write_bytes(archive)
    check_truth(load_cifar10(tmp_path), truth)


@pytest.mark.parametrize(
    "change", [lambda content: content[:-1], lambda content: content[:-3073], lambda content: content + b"\0", lambda content: b""]
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_of_the_wrong_size_is_named(tmp_path, contents, change, packed):
    contents["data_batch_3.bin"] = change(contents["data_batch_3.bin"])
    if packed:
        (tmp_path / ARCHIVE).write_bytes(archive_of(contents))
    else:
        for name, content in contents.items():
            (tmp_path / name).write_bytes(content)
    length = len(contents["data_batch_3.bin"])
    check_refused(lambda: load_cifar10(tmp_path), rf"data_batch_3.bin in .* is damaged: it must have 21,511 bytes, got {length:,}")


def test_a_label_above_nine_is_named(tmp_path, contents):
    contents["test_batch.bin"] = bytes([10]) + contents["test_batch.bin"][1:]
    (tmp_path / ARCHIVE).write_bytes(archive_of(contents))
    check_refused(lambda: load_cifar10(tmp_path), "test_batch.bin in .* is damaged: labels go from 0 to 9, got 10")


def test_damaged_archives_are_named(tmp_path, archive):
    middle = len(archive) // 2
    flipped = archive[:middle] + bytes([archive[middle] ^ 0xFF]) + archive[middle + 1 :]
    stream = zlib.compressobj(wbits=31)
    torn = stream.compress(gzip.decompress(archive)[:30_000]) + stream.flush(zlib.Z_SYNC_FLUSH) + b"\xff" * 99  # no such kind of block
    wrong_crc = archive[:-8] + bytes(4) + archive[-4:]
    for damaged in (archive[:middle], archive[:100], b"", b"<html>not found</html>", gzip.compress(b"no tar"), flipped, torn, wrong_crc):
        (tmp_path / ARCHIVE).write_bytes(damaged)
        check_refused(lambda: load_cifar10(tmp_path), f"{ARCHIVE} is damaged or no .tar.gz archive .*: delete it and fetch it again")


def test_the_python_version_of_the_archive_is_not_read(tmp_path, contents):
    (tmp_path / ARCHIVE).write_bytes(archive_of({name.removesuffix(".bin"): content for name, content in contents.items()}))
    check_refused(lambda: load_cifar10(tmp_path), "lacks data_batch_1.bin, .*test_batch.bin: it is not the binary version of CIFAR-10")


def test_the_archives_own_name_is_no_folder(tmp_path, archive):
    (tmp_path / ARCHIVE).write_bytes(archive)
    with pytest.raises(NotADirectoryError, match=f"{ARCHIVE} is a file: name the folder that holds it"):
        load_cifar10(tmp_path / ARCHIVE, download=True, url="http://127.0.0.1:9/never-asked")


def test_a_link_in_the_archive_is_not_followed(tmp_path, contents):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        link = tarfile.TarInfo("data_batch_1.bin")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
    (tmp_path / ARCHIVE).write_bytes(packed.getvalue())
    check_refused(lambda: load_cifar10(tmp_path), "lacks data_batch_1.bin")


@pytest.fixture
def server():
    """A server on this machine: .body is what it sends, .promise the length it promises, .status its answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            here = self.server
            here.asked += 1
            if here.status != 200:
                self.send_error(here.status)
                return
            self.send_response(200)
            if here.promise is not None:
                self.send_header("Content-Length", str(here.promise))
            self.end_headers()
            self.wfile.write(here.body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.asked, server.body, server.promise = 200, 0, b"", None
    server.url = f"http://127.0.0.1:{server.server_port}/{ARCHIVE}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("promised", [True, False])
def test_a_download_is_kept_and_used_the_next_time(tmp_path, server, archive, truth, promised):
    server.body, server.promise = archive, len(archive) if promised else None
    folder = tmp_path / "new" / "folder"
    md5 = hashlib.md5(archive).hexdigest()
    check_truth(load_cifar10(folder, download=True, url=server.url, md5=md5), truth)
    assert [path.name for path in folder.iterdir()] == [ARCHIVE] and (folder / ARCHIVE).read_bytes() == archive
    assert (folder / ARCHIVE).stat().st_mode & 0o777 == 0o644
    check_truth(load_cifar10(folder, download=True, url=server.url, md5=md5), truth)
    check_truth(load_cifar10(folder), truth)
    assert server.asked == 1


def test_two_fetch_at_the_same_time(tmp_path, server, archive, truth, monkeypatch):
    """Both have a whole file of their own until the last moment; one of the two stays, and both read what they want."""
    server.body, server.promise = archive, len(archive)
    both, found, replace = threading.Barrier(2, timeout=10), [], Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: (both.wait(), replace(self, target)))
    md5 = hashlib.md5(archive).hexdigest()
    fetch = [
        threading.Thread(target=lambda: found.append(load_cifar10(tmp_path, download=True, url=server.url, md5=md5))) for _ in range(2)
    ]
    for thread in fetch:
        thread.start()
    for thread in fetch:
        thread.join()
    assert len(found) == server.asked == 2
    for split in found:
        check_truth(split, truth)
    assert [path.name for path in tmp_path.iterdir()] == [ARCHIVE] and (tmp_path / ARCHIVE).read_bytes() == archive


def test_a_folder_that_cannot_be_written(tmp_path, server, archive, monkeypatch):
    def refused(*args, **kwargs):
        raise PermissionError(13, "Permission denied", str(tmp_path / ".download-x"))

    server.body, server.promise = archive, len(archive)
    monkeypatch.setattr(download.tempfile, "NamedTemporaryFile", refused)
    with pytest.raises(PermissionError, match=f"^cannot write CIFAR-10 into {tmp_path}: Permission denied$"):
        load_cifar10(tmp_path, download=True, url=server.url)
    assert list(tmp_path.iterdir()) == []


def test_without_download_nobody_is_asked(tmp_path, server):
    with pytest.raises(FileNotFoundError):
        load_cifar10(tmp_path, url=server.url)
    assert server.asked == 0


def test_a_download_that_breaks_off(tmp_path, server, archive):
    server.body, server.promise = archive[:1000], len(archive)
    with pytest.raises(
        ConnectionError, match=rf"the download from {server.url} broke off after [\d,]+ of {len(archive):,} bytes: try again"
    ):
        load_cifar10(tmp_path, download=True, url=server.url, md5=hashlib.md5(archive).hexdigest())
    assert list(tmp_path.iterdir()) == []


def test_a_download_with_the_wrong_checksum(tmp_path, server, archive):
    server.body, server.promise = archive, len(archive)
    wrong = f"what came from {server.url} is not CIFAR-10: its md5 must be {cifar10.CIFAR10_MD5}, got {hashlib.md5(archive).hexdigest()}"
    check_refused(lambda: load_cifar10(tmp_path, download=True, url=server.url), wrong)
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_gone(tmp_path, server):
    server.status = 404
    with pytest.raises(ConnectionError, match=f"cannot fetch CIFAR-10: {server.url} answered 404 Not Found"):
        load_cifar10(tmp_path / "folder", download=True, url=server.url)
    assert list(tmp_path.iterdir()) == [], "not even an empty folder is left"


def test_offline(tmp_path):
    with socket.socket() as free:  # a port where nobody listens
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/{ARCHIVE}"
    with pytest.raises(ConnectionError, match=rf"cannot fetch CIFAR-10 from {url} \(.*refused\): are you offline\?"):
        load_cifar10(tmp_path / "folder", download=True, url=url)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_hangs_up_or_falls_silent(tmp_path, server, archive, monkeypatch):
    for error, words in ((ConnectionResetError(104, "reset by peer"), "reset by peer"), (TimeoutError("timed out"), "timed out")):

        class Torn(io.BytesIO):
            headers = {"Content-Length": "99"}  # noqa: RUF012

            def read(self, size, error=error):
                raise error

        monkeypatch.setattr(download.urllib.request, "urlopen", lambda url, timeout, answer=Torn: answer())
        with pytest.raises(ConnectionError, match=rf"cannot fetch CIFAR-10 from {server.url} \(.*{words}\): are you offline\?"):
            load_cifar10(tmp_path, download=True, url=server.url)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_stopped_download_leaves_nothing(tmp_path, server, archive, monkeypatch, error):
    server.body, server.promise = archive, len(archive)

    class Stopped:
        def update(self, block):
            # Beside its place: a move across disks would copy, and could stop half-way.
            assert [path.name.startswith(".download-") for path in tmp_path.iterdir()] == [True]
            raise error

    monkeypatch.setattr(download.hashlib, "md5", lambda **kwargs: Stopped())
    with pytest.raises((KeyboardInterrupt, OSError)):
        load_cifar10(tmp_path, download=True, url=server.url)
    assert list(tmp_path.iterdir()) == []


def test_normalised_pictures():
    x = torch.arange(256, dtype=torch.uint8).repeat(12).view(1, 3, 32, 32)
    wanted = torch.stack([(x[0, c].double() / 255 - CIFAR10_MEAN[c]) / CIFAR10_STD[c] for c in range(3)])
    got = normalise_cifar10(x)
    assert got.dtype == torch.float32
    torch.testing.assert_close(got[0], wanted.float())
    check_refused(lambda: normalise_cifar10(x.float()), "normalise_cifar10 wants uint8 pictures from 0 to 255, got torch.float32")


def windows(picture, padding):
    """Every cut-out of the padded picture and its mirror image, each as a list, with its place."""
    padded = torch.nn.functional.pad(picture, (padding,) * 4)
    h, w = picture.shape[1:]
    for top in range(2 * padding + 1):
        for left in range(2 * padding + 1):
            cut = padded[:, top : top + h, left : left + w]
            yield (top, left, False), cut
            yield (top, left, True), cut.flip(2)


def test_augmentation_draws_every_window_and_mirror_image_equally():
    picture = torch.arange(1.0, 61).view(3, 4, 5)  # h != w
    out = augment_cifar10(picture.expand(3600, 3, 4, 5), torch.Generator().manual_seed(0), padding=1)
    assert out.shape == (3600, 3, 4, 5) and out.is_contiguous()
    seen = {key: int((out == cut).all(dim=(1, 2, 3)).sum()) for key, cut in windows(picture, 1)}
    assert sum(seen.values()) == 3600, "something else than a window came out"
    assert len(seen) == 18 and min(seen.values()) > 150 and max(seen.values()) < 250


def test_augmentation_moves_by_four_and_keeps_the_type():
    x = torch.arange(1, 1 + 3 * 32 * 32).view(1, 3, 32, 32)
    out = augment_cifar10(x.repeat(400, 1, 1, 1), torch.Generator().manual_seed(0))
    assert out.dtype == torch.int64
    blank = (out[:, 0] == 0).all(dim=2).sum(dim=1)  # rows of zeros
    assert blank.max() == 4 and blank.min() == 0
    blank = (out[:, 0] == 0).all(dim=1).sum(dim=1)  # columns
    assert blank.max() == 4 and blank.min() == 0


def test_augmentation_follows_its_generator_and_leaves_the_input():
    x = torch.rand(6, 3, 8, 8)
    kept = x.clone()
    first, again, other = (augment_cifar10(x, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other) and torch.equal(x, kept)
    torch.manual_seed(5)
    first = augment_cifar10(x)
    torch.manual_seed(5)
    assert torch.equal(first, augment_cifar10(x))


def test_augmentation_refuses():
    check_refused(lambda: augment_cifar10(torch.zeros(3, 8, 8)), r"x must be a batch of shape \(n, c, h, w\), got \(3, 8, 8\)")
    check_refused(lambda: augment_cifar10(torch.zeros(1, 3, 8, 8), padding=-1), "padding must be at least 0, got -1")
