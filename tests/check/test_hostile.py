"""Whatever is handed in gets an answer within ten seconds, and the kernel goes on: tried in a real kernel, cell by cell.

One kernel runs all hand-ins one after the other. After each, a probe looks at what must not have changed: torch's switches and random
numbers, the process's children, standard output, the oracle. `inprocess` is the way of systems without a safe fork; what it cannot
stop (crashes, C code that does not look for signals, memory) is not asked of it.
"""

import os
import re
import sys
import time
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

HERE = str(Path(__file__).parent)
SETUP = f"""
import sys; sys.path.insert(0, {HERE!r})
import os, time, random, ctypes, signal, threading
import torch, torch.nn.functional as F
torch.set_num_threads(1)
from helpers.check.engine import CheckFailed
from window_exercise import window, correlate
check = window(time_limit=1.2)
weight = torch.ones(3, requires_grad=True)
(weight ** 2).sum().backward()          # autograd has run in the kernel
"""
PROBE = """
own_command = open("/proc/self/cmdline").read() if os.path.isdir("/proc") else ""
def children():
    # Processes of this kernel besides itself: children, and strays whose parent has ended (same command line, or `sleep 86397`).
    found = []
    for process in filter(str.isdigit, os.listdir("/proc") if os.path.isdir("/proc") else []):
        try:
            parent = open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()[1]
            command = open(f"/proc/{process}/cmdline").read()
        except OSError:
            continue
        ours = int(parent) == os.getpid() or command == own_command or ("sleep" in command and "86397" in command)
        found += [process] if ours and int(process) != os.getpid() else []
    return found
state = (
    torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_num_threads(), sys.getrecursionlimit(), os.getcwd(), sys.stdout.name,
    hash(torch.get_rng_state().numpy().tobytes()), hash(random.getstate()), children(), threading.active_count(),
    F.conv2d is conv2d_before, signal.getsignal(signal.SIGINT), len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc") else 0,
)
"""

# name: (the body of f(x, k), what the answer must say, may it run in-process)
HAND_INS = {
    "raises": ("raise ValueError('odd')", "ValueError: odd — in line 2: raise ValueError('odd')", True),
    "raises an exception that cannot be shown": (
        "class E(Exception):\n    def __str__(self): raise RuntimeError\nraise E",
        "your code stops with E: (its message cannot be shown)",
        True,
    ),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "your code stops with KeyboardInterrupt", True),
    "SystemExit": ("raise SystemExit(3)", "your code calls exit()", True),
    "exit()": ("exit()", "your code calls exit()", True),
    "quit()": ("quit()", "your code calls exit()", True),
    "sys.exit": ("sys.exit('bye')", "your code calls exit()", True),
    "os._exit": ("os._exit(0)", "your code calls exit()", True),
    "abort": ("os.abort()", "it crashed Python (SIGABRT) — in line 2: os.abort()", False),
    "segmentation fault": ("ctypes.string_at(0)", "it crashed Python (SIGSEGV)", False),
    "kills itself": ("os.kill(os.getpid(), signal.SIGKILL)", "it was killed", False),
    "kills its group": ("os.killpg(0, signal.SIGKILL)", "it was killed", False),
    "endless loop": ("while True: pass", "stopped after 1.2 seconds — it was in line 2: while True: pass", True),
    "endless loop that catches all": ("while True:\n    try:\n        x = x + 1\n    except: pass", "stopped after 1.2 seconds", True),
    "endless loop that catches BaseException": (
        "while True:\n    try:\n        while True: pass\n    except BaseException:\n        continue",
        "stopped after 1.2 seconds",
        True,
    ),
    "sleeps": ("time.sleep(1000)", "stopped after 1.2 seconds — it was in line 2: time.sleep(1000)", True),
    "one call into C that takes an hour": ("sum(range(10**12))", "stopped after 1.2 seconds", False),
    "ignores signals": (
        "for n in (2, 14, 15): signal.signal(n, signal.SIG_IGN)\nwhile True: time.sleep(1)",
        "stopped after 1.2 seconds",
        False,
    ),
    "closes all files": ("os.closerange(0, 100)\nwhile True: pass", "stopped after 1.2 seconds", False),
    "endless printing": ("while True: print('spam' * 1000)", "stopped after 1.2 seconds", True),
    "much printing": ("for i in range(3000): print('spam' * 100)\nreturn x", "You return the input x unchanged", True),
    "prints on file descriptor 1": (
        "os.write(1, b'LEAK'); os.system('echo LEAK'); sys.__stdout__.write('LEAK')\nreturn x",
        "unchanged",
        False,
    ),
    "a tensor too large": (
        "return torch.ones(10**7, 10**5)",
        "more memory than there is — in line 2: return torch.ones(10**7, 10**5)",
        True,
    ),
    "a tensor of 6 GB": ("return torch.ones(10**9, 6)[:2, :2]", "more memory than there is", False),
    "a list that grows": ("xs = []\nwhile True: xs.append(bytes(10**8))", "more memory than there is", False),
    "a string that grows": ("s = 'ab'\nwhile True: s = s + s", "your code", False),
    "deep recursion": ("return f(x, k)", "calls itself without end (RecursionError) — in line", True),
    "deep recursion without a limit": ("sys.setrecursionlimit(10**9)\ndef g(n): return [g(n + 1)]\nreturn g(0)", "case", False),
    "a result that is too large": ("return torch.zeros(3000, 3000)", "it should have shape (2, 2)", True),
    "another shape": ("return torch.zeros(0)", "your result has shape (0,)", True),
    "NaN": ("return correlate(x, k) * float('nan')", "there is NaN", True),
    "infinity": ("return correlate(x, k) / 0", "case", True),
    "complex": ("return correlate(x, k) + 1j", "case", True),
    "sparse, double, requires grad": ("return correlate(x, k).double().requires_grad_().to_sparse()", "all 3 cases right", True),
    "a tensor on no device": ("return torch.empty(2, 2, device='meta')", "case", True),
    "a list that holds itself": ("xs = []; xs.append(xs); return xs", "your result is a list", True),
    "nested lists without end": ("xs = [0]\nfor i in range(40): xs = [xs, xs]\nreturn xs", "your result is a list", True),
    "a huge number": ("return 10 ** 5000", "your result is an int", True),
    "a generator": ("return (i for i in iter(int, 1))", "your result is a generator", True),
    "a class": ("return int", "your result is a type", True),
    "an object that cannot be compared or shown": (
        "class Odd:\n    def __eq__(self, *a): raise ZeroDivisionError\n"
        "    __repr__ = __str__ = __len__ = __iter__ = __hash__ = __bool__ = __float__ = __eq__\nreturn Odd()",
        "your result is an Odd",
        True,
    ),
    "a tensor subclass that lies": (
        "class Odd(torch.Tensor):\n    shape = property(lambda s: 1 / 0)\n    def tolist(s): raise ValueError\n"
        "return correlate(x, k).as_subclass(Odd)",
        "case",
        True,
    ),
    "changes its input": ("r = correlate(x, k); x.zero_(); k.zero_(); return r", "changes its input x in place", True),
    "resizes its input": ("r = correlate(x, k); x.resize_(1); return r", "changes its input x in place", True),
    "default dtype": ("torch.set_default_dtype(torch.float64); return correlate(x, k)", "all 3 cases right", True),
    "manual_seed": ("torch.manual_seed(5); random.seed(5); torch.rand(3); return correlate(x, k)", "all 3 cases right", True),
    "threads": ("torch.set_num_threads(2); return correlate(x, k)", "all 3 cases right", True),
    "no grad": ("torch.set_grad_enabled(False); return correlate(x, k)", "all 3 cases right", True),
    "changes folder": ("os.chdir('/'); sys.stdout = None; return correlate(x, k)", "all 3 cases right", True),
    "rebinds torch's function": ("F.conv2d = torch.nn.functional.conv2d = None; return correlate(x, k)", "all 3 cases right", True),
    "rebinds torch's methods": ("torch.zeros = torch.isclose = torch.allclose = None; return correlate(x, k)", "all 3 cases right", True),
    "autograd": (
        "w = k.clone().requires_grad_(); (correlate(x, w) ** 2).sum().backward(); assert w.grad.abs().sum() > 0; return correlate(x, k)",
        "right",
        True,
    ),
    "starts a process": ("import subprocess; subprocess.Popen(['sleep', '86397']); return correlate(x, k)", "all 3 cases right", False),
    "forks": ("pid = os.fork()\nif pid == 0: time.sleep(100)\nreturn correlate(x, k)", "all 3 cases right", False),
    "starts a thread": ("threading.Thread(target=time.sleep, args=(100,)).start(); return correlate(x, k)", "all 3 cases right", False),
    "writes to the answer's pipe": (
        "for n in range(3, 200):\n    try: os.write(n, b'xxxx')\n    except OSError: pass\nreturn x",
        "case",
        False,
    ),
}
# name: a whole cell (hand-ins that are no function, and names rebound in the learner's notebook)
CELLS = {
    "None": ("answer = None", "not started"),
    "dots": ("answer = ...", "not started"),
    "a number": ("answer = 3", "You handed in a number"),
    "a tensor": ("answer = torch.zeros(2)", "You handed in a tensor"),
    "text": ("answer = 'corr2d'", "You handed in the text 'corr2d'"),
    "a module": ("answer = torch", "You handed in a module"),
    "a lying object": ("class Odd:\n    def __getattribute__(self, n): raise ZeroDivisionError\nanswer = Odd()", "You handed in an Odd"),
    "a callable object": ("class Odd:\n    def __call__(self, x, k): return correlate(x, k)\nanswer = Odd()", "all 3 cases right"),
    "a built-in": ("answer = max", "case"),
    "a class ": ("answer = dict", "case"),
    "torch = None": (
        "keep = torch; torch = None\ndef answer(x, k): return torch.zeros(2)",
        "AttributeError: 'NoneType' object has no attribute 'zeros'",
    ),
    "sum = 0": ("sum = len = range = print = 0\ndef answer(x, k): return sum(x)", "TypeError: 'int' object is not callable"),
    "built-in sum = 0": ("import builtins; kept = sum; builtins.sum = 0\nanswer = correlate", "all 3 cases right"),
    "F.conv2d replaced": (
        "F.conv2d = lambda *a, **k: 0\ndef answer(x, k): return F.conv2d(x[None, None], k[None, None])",
        "a single number; it should",
    ),
    "autograd switched off": (
        "torch.set_grad_enabled(False)\n"
        "def answer(x, k): w = k.clone().requires_grad_(); correlate(x, w).sum().backward(); return correlate(x, k)",
        "all 3 cases right",
    ),
    "torch replaced": (
        "torch.isclose = torch.allclose = torch.equal = torch.manual_seed = torch.Tensor.tolist = None\nanswer = correlate",
        "right",
    ),
}
RESTORE = """
torch = sys.modules["torch"]
for name in ("sum", "len", "range", "print"):
    globals().pop(name, None)
import builtins; builtins.sum = builtins_before["sum"]
for name, thing in torch_before.items():
    setattr(torch, name, thing)
torch.Tensor.tolist, F.conv2d = tolist_before, conv2d_before
torch.set_grad_enabled(True)
"""


class Kernel:
    def __init__(self):
        # Under pytest's name in the environment ipykernel would not catch what is written to file descriptor 1.
        environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
        self.manager, self.client = start_new_kernel(kernel_name="python3", env=environment)
        self.run(SETUP)
        self.run("conv2d_before, tolist_before, torch_before = F.conv2d, torch.Tensor.tolist, dict(vars(torch))")
        self.run("import builtins; builtins_before = dict(vars(builtins))")
        self.run("def f(x, k): return correlate(x, k)\ncheck(f); None")
        self.run("check.judge(f, 'inprocess'); None")

    def run(self, code: str) -> str:
        """The text that a cell shows; the reply must come within ten seconds."""
        parts = []

        def keep(message):
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                parts.append(content["text"])
            elif kind == "error":
                parts.append("\n".join(content["traceback"]))
            elif kind in ("execute_result", "display_data"):
                parts.append(content["data"]["text/plain"])

        begun = time.monotonic()
        reply = self.client.execute_interactive(code, timeout=12, output_hook=keep, store_history=False)["content"]
        self.seconds = time.monotonic() - begun
        assert self.seconds < 10, f"{self.seconds:.1f} s"
        assert not reply.get("payload"), "the kernel was asked to exit"
        return re.sub(r"\x1b\[[0-9;]*m", "", "".join(parts))

    def state(self) -> str:
        return self.run(PROBE + "\nstate")

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.close()


def function(body: str) -> str:
    return "def f(x, k):\n" + "\n".join("    " + line for line in body.splitlines())


def one_line(text: str) -> str:
    return " ".join(text.split())


def is_one_block(text: str) -> bool:
    """One friendly block: no traceback of Python's, no line of ours, nothing leaked in front of it."""
    return (
        text[0] in "✗✓○" and "Traceback" not in text and "helpers/check" not in text and "LEAK" not in text and len(text.splitlines()) < 20
    )


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
@pytest.mark.parametrize("name", HAND_INS)
def test_a_hostile_function_gets_an_answer_and_the_kernel_goes_on(kernel, name):
    body, says, _ = HAND_INS[name]
    before = kernel.state()
    kernel.run(function(body))
    shown = kernel.run("check(f)")
    assert is_one_block(shown), shown
    assert says in one_line(shown), shown
    assert kernel.state() == before
    assert kernel.run("check(correlate)") == "✓ 1.1 Slide the window — all 3 cases right."


@pytest.mark.parametrize("name", [name for name, (_, _, possible) in HAND_INS.items() if possible])
def test_in_process_too(kernel, name):
    body, says, _ = HAND_INS[name]
    before = kernel.state()
    kernel.run(function(body))
    shown = kernel.run("print(check.judge(f, 'inprocess'))").strip()
    assert is_one_block(shown), shown
    assert says in one_line(shown), shown
    assert kernel.state() == before


@pytest.mark.parametrize("name", CELLS)
def test_a_hostile_notebook(kernel, name):
    code, says = CELLS[name]
    kernel.run(code)
    shown = kernel.run("check(answer)")
    assert is_one_block(shown), shown
    assert says in one_line(shown), shown
    kernel.run(RESTORE)
    assert kernel.run("check(correlate)") == "✓ 1.1 Slide the window — all 3 cases right."


def test_an_interrupt_of_the_kernel_stops_the_check_at_once(kernel):
    kernel.run("patient = window(time_limit=9)\ndef f(x, k):\n    while True: pass")
    kernel.client.execute("patient(f)", store_history=False)
    time.sleep(1)
    kernel.manager.interrupt_kernel()
    begun = time.monotonic()
    while kernel.client.get_shell_msg(timeout=10)["msg_type"] != "execute_reply":
        pass
    assert time.monotonic() - begun < 4
    assert "[]" in kernel.run(PROBE + "\nchildren()")


def test_threads_of_the_kernel_do_not_hang_the_check(kernel):
    """A thread pool that the kernel has used does not exist in a forked process."""
    kernel.run("torch.set_num_threads(2); (torch.randn(800, 800) @ torch.randn(800, 800)).sum(); None")
    kernel.run("def f(x, k):\n    torch.set_num_threads(2); torch.randn(800, 800) @ torch.randn(800, 800)\n    return correlate(x, k)")
    assert kernel.run("check(f)") == "✓ 1.1 Slide the window — all 3 cases right."
    assert kernel.seconds < 1.5
    assert kernel.run("n = torch.get_num_threads(); torch.set_num_threads(1); n") == "2"


def test_warnings_as_errors(kernel):
    kernel.run("import warnings; warnings.simplefilter('error')")
    assert kernel.run("check(correlate)") == "✓ 1.1 Slide the window — all 3 cases right."
    kernel.run("warnings.resetwarnings(); warnings.simplefilter('ignore')")
