"""One file from the web: whole and with the right checksum, or not at all."""

import contextlib
import hashlib
import http.client
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from tqdm.auto import tqdm


def download_checked(url: str, path: Path, md5: str, what: str) -> None:
    """Fetch `url` to a temporary file beside `path`, and move it there only if its checksum is right; `what` names it in the messages.

    Raises ConnectionError if nobody answers, the answer is an error, or the download breaks off; ValueError for a wrong checksum;
    OSError if the folder cannot be written. Whatever happens, no half-written file is left, also if two fetch at the same time.
    """
    temporary = None
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            size, digest = int(answer.headers.get("Content-Length") or 0), hashlib.md5(usedforsecurity=False)
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".download-", delete=False) as file:
                temporary = Path(file.name)
                bar = tqdm(total=size or None, unit="B", unit_scale=True, desc=what)
                with bar, contextlib.suppress(http.client.IncompleteRead):  # not every Python raises it; the size below tells
                    while block := answer.read(2**18):
                        file.write(block)
                        digest.update(block)
                        bar.update(len(block))
        received = temporary.stat().st_size
        if size and received != size:
            raise ConnectionError(f"the download from {url} broke off after {received:,} of {size:,} bytes: try again")
        if digest.hexdigest() != md5:
            raise ValueError(f"what came from {url} is not {what}: its md5 must be {md5}, got {digest.hexdigest()}")
        temporary.chmod(0o644)  # temporary files are for their owner only
        temporary.replace(path)
    except urllib.error.HTTPError as error:
        raise ConnectionError(f"cannot fetch {what}: {url} answered {error.code} {error.reason}") from error
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionResetError) as error:
        reason = getattr(error, "reason", error)
        raise ConnectionError(f"cannot fetch {what} from {url} ({reason}): are you offline?") from error
    except PermissionError as error:
        raise PermissionError(f"cannot write {what} into {path.parent}: {error.strerror}") from error
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
