"""The learner's calls in the kernel itself, for systems without a safe fork.

A second thread raises `TimeIsUp` in the running code when the time is up, again and again until it gets out. Global state (random numbers,
default dtype, autograd's switch, threads, rebound functions of torch) is put back afterwards. What this cannot do: limit the memory, or
stop a call into C code that does not come back.
"""

import builtins
import contextlib
import ctypes
import os
import random
import sys
import threading
from collections.abc import Callable, Iterator

import numpy as np
import torch
import torch.nn.functional as F

from helpers.check.worker import describe_error, observe


class TimeIsUp(BaseException):
    """Raised in the learner's code by the watchman."""


def run(function: Callable, calls: list[tuple[tuple, dict]], seconds: float) -> dict:
    """See `sandbox.run`."""
    result = {"records": [], "ending": "done", "reason": "", "line": 0, "text": ""}
    over, me = threading.Event(), threading.get_ident()

    def watch() -> None:
        pause = seconds
        while not over.wait(pause):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(me), ctypes.py_object(TimeIsUp))
            pause = 0.002

    with unchanged_state(), no_exit():
        watchman = threading.Thread(target=watch, daemon=True)
        watchman.start()
        try:
            try:
                for args, kwargs in calls:
                    result["records"].append(observe(function, args, kwargs))
            finally:
                over.set()
                watchman.join()
        except TimeIsUp as problem:
            error = describe_error(problem, function)
            result["ending"], result["line"], result["text"] = "time", error["line"], error["text"]
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(me), None)
    return result


@contextlib.contextmanager
def unchanged_state() -> Iterator[None]:
    """Put back what a function may change beyond its result."""
    modules = [(module, dict(vars(module))) for module in (torch, F, builtins)]
    before = torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_num_threads(), sys.getrecursionlimit(), os.getcwd()
    numbers = torch.get_rng_state(), random.getstate(), np.random.get_state()
    out, err = sys.stdout, sys.stderr
    try:
        yield
    finally:
        for module, names in modules:
            for name, thing in names.items():
                if vars(module).get(name) is not thing:
                    setattr(module, name, thing)
        sys.stdout, sys.stderr = out, err
        dtype, grad, threads, depth, folder = before
        torch.set_default_dtype(dtype)
        torch.set_grad_enabled(grad)
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
        sys.setrecursionlimit(depth)
        os.chdir(folder)
        torch.set_rng_state(numbers[0])
        random.setstate(numbers[1])
        np.random.set_state(numbers[2])


@contextlib.contextmanager
def no_exit() -> Iterator[None]:
    """Let exit(), quit() and os._exit raise SystemExit, in a notebook too, instead of ending the kernel."""

    def leave(*_: object) -> None:
        raise SystemExit

    saved, os._exit = os._exit, leave
    shell = None
    with contextlib.suppress(Exception):
        shell = sys.modules["IPython"].get_ipython()
        if shell is not None:
            shell.ask_exit = leave
    try:
        yield
    finally:
        os._exit = saved
        if shell is not None:
            with contextlib.suppress(Exception):
                del shell.ask_exit
