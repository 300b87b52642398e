"""The learner's calls in a forked process (Linux): time limit, memory limit, nothing survives."""

import contextlib
import faulthandler
import gc
import linecache
import marshal
import os
import re
import select
import signal
import struct
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable

import torch

from helpers.check.inprocess import no_exit
from helpers.check.lines import clipped
from helpers.check.worker import is_theirs, observe

MEMORY = 1_500_000_000  # bytes the learner's code may use on top of what the kernel has
_fork, _exit, _threads = getattr(os, "fork", None), os._exit, torch.set_num_threads


def run(function: Callable, calls: list[tuple[tuple, dict]], seconds: float) -> dict:
    """See `sandbox.run`."""
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as trace, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python 3.12 warns of fork beside threads; the child touches none of them
        child = _fork()
        if child == 0:
            _child(function, calls, seconds, writing, trace)
        os.close(writing)
        try:
            frames, done, status = _listen(reading, child, time.monotonic() + seconds)
        finally:
            os.close(reading)
            _end(child)
        trace.seek(0)
        line, text = _where(trace.read().decode(errors="replace"))
    result = {"records": frames, "ending": "done", "reason": "", "line": line, "text": text}
    if not done:
        result["ending"], result["reason"] = ("time", "") if status is None else ("died", _reason(status))
    return result


def _child(function: Callable, calls: list, seconds: float, writing: int, trace) -> None:
    """The forked process: never returns."""
    try:
        os.setsid()  # a group of its own: an interrupt of the kernel does not reach it, and one signal ends it with all it started
        _limits(seconds)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        for descriptor in map(int, os.listdir("/proc/self/fd")):  # the kernel's sockets are not for the learner's code
            if descriptor > 2 and descriptor not in (writing, trace.fileno()):
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        sys.settrace(None)
        gc.freeze()
        faulthandler.enable(trace)
        threading.Thread(
            target=_note_line, args=(threading.get_ident(), max(seconds - 0.3, seconds / 2), trace.fileno()), daemon=True
        ).start()
        _threads(1)  # the threads of the kernel's pool do not exist here: a second one would be waited for without end
        torch.set_num_threads = lambda number: None
        with no_exit():
            for args, kwargs in calls:
                _send(writing, observe(function, args, kwargs))
        _send(writing, "done")
    except BaseException:
        pass
    finally:
        _exit(0)


def _note_line(thread: int, pause: float, trace: int) -> None:
    """Shortly before the time is up, write down where the code is. (faulthandler's own timer does so without the GIL, and may crash.)"""
    time.sleep(pause)
    step = sys._current_frames().get(thread)
    while step is not None:
        os.write(trace, f'File "{step.f_code.co_filename}", line {step.f_lineno}\n'.encode())
        step = step.f_back


def _limits(seconds: float) -> None:
    import resource

    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[0])
    size = pages * os.sysconf("SC_PAGE_SIZE") + MEMORY
    for what, limit in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, int(seconds) + 2)):
        _, hard = resource.getrlimit(what)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (limit, hard))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        with contextlib.suppress(ValueError):
            signal.signal(number, signal.SIG_DFL)
    signal.alarm(int(seconds) + 2)  # should the kernel be killed meanwhile, this process ends by itself


def _send(writing: int, data) -> None:
    body = marshal.dumps(data)
    body = struct.pack("<I", len(body)) + body
    while body:
        body = body[os.write(writing, body) :]


def _listen(reading: int, child: int, deadline: float) -> tuple[list[dict], bool, int | None]:
    """Collect frames until the child says "done", ends (its wait status is given) or the time is up (status None)."""
    buffer, frames, closed = b"", [], False
    while (left := deadline - time.monotonic()) > 0:
        ready = not closed and select.select([reading], [], [], min(left, 0.05))[0]
        if ready and (chunk := os.read(reading, 1 << 20)):
            buffer += chunk
            while len(buffer) >= 4 and len(buffer) >= 4 + (size := struct.unpack("<I", buffer[:4])[0]):
                try:
                    frame, buffer = marshal.loads(buffer[4 : 4 + size]), buffer[4 + size :]
                except (ValueError, EOFError, TypeError):  # the learner's code wrote into our pipe
                    return frames, False, 0
                if frame == "done":
                    return frames, True, None
                frames.append(frame)
            continue
        closed = closed or bool(ready)
        ended, status = _look(child)
        if ended:
            return frames, False, status
        if closed:
            time.sleep(min(left, 0.01))
    return frames, False, None


def _look(child: int) -> tuple[bool, int]:
    """Has the child ended, and with which status?"""
    try:
        ended, status = os.waitpid(child, os.WNOHANG)
        return ended == child, status
    except ChildProcessError:
        return True, 0


def _end(child: int) -> None:
    """Kill the child's whole group and collect it: no process is left, not even a dead one."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)


def _reason(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGKILL:
            return "it was killed, most likely because the memory ran out"
        return f"it crashed Python ({signal.Signals(number).name})"
    return "it ended Python itself, as exit() or os._exit() do"


def _where(dump: str) -> tuple[int, str]:
    """The learner's line in a dump of faulthandler."""
    for file, number in re.findall(r'File "(.+?)", line (\d+)', dump):
        if is_theirs(file):
            return int(number), clipped(linecache.getline(file, int(number)).strip())
    return 0, ""
