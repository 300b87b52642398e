"""The learner's calls in the kernel itself, for systems without a safe fork.

A trace function looks at the clock on every line of the learner's code and raises `TimeIsUp` when the time is up; where the system has an
alarm (macOS, Linux) it also ends a time.sleep. Global state (random numbers, default dtype, autograd's switch, threads, rebound functions
of torch) is put back afterwards. What this cannot do: limit the memory, or stop a call into C code that does not look for signals, or a
loop that catches BaseException and keeps it; the kernel's stop button does that.
"""

import builtins
import contextlib
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType, FunctionType

import numpy as np
import torch
import torch.nn.functional as F

from helpers.check.worker import describe_error, is_theirs, observe


class TimeIsUp(BaseException):
    """Raised in the learner's code. Python forgets a trace function that raises; if `except: pass` swallows this, it sets it again."""

    def __init__(self, watch: "Watch") -> None:
        self.watch = watch

    def __del__(self) -> None:
        self.watch.again()


class Watch:
    """Raises `TimeIsUp` on the first line of the learner's code after the deadline, and on every line that follows it."""

    def __init__(self, function: Callable, seconds: float) -> None:
        self.own = function.__code__.co_filename if type(function) is FunctionType else None
        self.deadline, self.running, self.before = time.monotonic() + seconds, True, sys.gettrace()
        self.swallowed = self.wait = 0

    def again(self) -> None:
        """After each swallowed exception wait one step longer before the next, so that one is raised outside the `try`."""
        if self.running:
            self.swallowed += 1
            self.wait = self.swallowed % 50
            step = sys._getframe(1)
            while step is not None:
                if self.watches(step):
                    step.f_trace = self.trace
                step = step.f_back
            sys.settrace(self.trace)

    def stop(self) -> None:
        self.running = False
        sys.settrace(self.before)

    def watches(self, step: FrameType) -> bool:
        return step.f_code.co_filename == self.own or is_theirs(step.f_code.co_filename)

    def trace(self, step: FrameType, event: str, _: object) -> Callable | None:
        if not self.watches(step):
            return None
        late = self.running and time.monotonic() > self.deadline
        if late and event not in ("exception", "return"):  # both come while an error leaves a function, too
            self.wait -= 1
            if self.wait >= 0:
                return self.trace
            raise TimeIsUp(self)  # in no local variable: it must be freed, not kept in a cycle, when it is swallowed
        step.f_trace_opcodes = sys.version_info < (3, 13)  # before that, `while True: pass` is one line that is entered once
        return self.trace


def run(function: Callable, calls: list[tuple[tuple, dict]], seconds: float) -> dict:
    """See `sandbox.run`."""
    result = {"records": [], "ending": "done", "reason": "", "line": 0, "text": ""}
    with unchanged_state(), no_exit():
        watch = Watch(function, seconds)
        sys.settrace(watch.trace)
        try:
            with alarm(watch, seconds):
                for args, kwargs in calls:
                    result["records"].append(observe(function, args, kwargs))
        except TimeIsUp as problem:
            watch.stop()
            error = describe_error(problem, function)
            result["ending"], result["line"], result["text"] = "time", error["line"], error["text"]
        finally:
            watch.stop()
    return result


@contextlib.contextmanager
def alarm(watch: Watch, seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` a little after the deadline where the trace function does not look, as in time.sleep, and again until it helps."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        if watch.running:
            raise TimeIsUp(watch)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds + 0.2, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
