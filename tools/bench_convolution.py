"""Time of the reference convolution and of the five other formulations as a ratio to torch.nn.functional.conv2d.

    python tools/bench_convolution.py

3x3 kernel, padding 1, 8 images of 32x32, float32, one thread; forward alone, and forward + backward (gradients of input and weight).
CPU time, so that a busy machine disturbs less. All formulations take turns in one run; each number is the median over the turns of the
ratio to torch in the same turn. A tensor of 30 MB is made and freed first, as in any training run: from then on glibc keeps freed memory
instead of asking the system for fresh pages at every call, which makes our three-fold buffers up to half as slow again at 16 channels.
The dense matrix does not fit in memory at these sizes; its numbers come from 4 channels of 8x8, where torch and the others are timed too.
"""

from statistics import median
from time import process_time

import torch
import torch.nn.functional as F

from helpers.functional import conv2d, conv2d_einsum, conv2d_fft, conv2d_im2col, conv2d_loops, conv2d_matrix

GOAL_FORWARD, GOAL_BOTH = 2.2, 2.1
QUICK = {"conv2d": conv2d, "im2col": conv2d_im2col, "einsum": conv2d_einsum, "fft": conv2d_fft}


def seconds(function, x, weight, upstream):
    """(forward, forward + backward) of one call."""
    with torch.no_grad():
        start = process_time()
        function(x, weight, padding=1)
        forward = process_time() - start
    x, weight = x.clone().requires_grad_(), weight.clone().requires_grad_()
    start = process_time()
    function(x, weight, padding=1).backward(upstream)
    return forward, process_time() - start


def ratios(formulations, channels, size, turns):
    """Median time of torch in milliseconds, and of each formulation the median ratio to torch, forward and both."""
    torch.manual_seed(0)
    x, weight = torch.randn(8, channels, size, size), torch.randn(channels, channels, 3, 3)
    upstream = torch.randn_like(x)
    for function in formulations.values():
        torch.testing.assert_close(function(x, weight, padding=1), F.conv2d(x, weight, padding=1), rtol=1e-3, atol=1e-3)
    torchs, found = [], {name: [] for name in formulations}
    for turn in range(turns + 2):
        reference = seconds(F.conv2d, x, weight, upstream)
        times = {name: seconds(function, x, weight, upstream) for name, function in formulations.items()}
        if turn >= 2:  # two turns to warm up
            torchs.append(reference)
            for name, pair in times.items():
                found[name].append([ours / theirs for ours, theirs in zip(pair, reference, strict=True)])
    return [1e3 * median(column) for column in zip(*torchs, strict=True)], {
        name: [median(column) for column in zip(*pairs, strict=True)] for name, pairs in found.items()
    }


def show(formulations, channels, size, turns, goal=False):
    """Print one block of the table."""
    (forward, both), table = ratios(formulations, channels, size, turns)
    print(f"\n{channels} channels, {size}x{size}: F.conv2d {forward:.2f} ms forward, {both:.2f} ms forward + backward; {turns} turns")
    for name, (f, b) in table.items():
        mark = ""
        if goal and name == "conv2d":
            met = f <= GOAL_FORWARD and b <= GOAL_BOTH
            mark = f"   goal {GOAL_FORWARD} and {GOAL_BOTH}: {'met' if met else 'MISSED'}"
        print(f"  {name:10}{f:9.2f}{b:9.2f}{mark}")


def main():
    """Print the ratios for 16, 32 and 64 channels, then for the slow formulations."""
    torch.set_num_threads(1)
    torch.ones(7_500_000)
    print("times as ratios to torch.nn.functional.conv2d: forward, forward + backward")
    for channels in (16, 32, 64):
        show(QUICK, channels, 32, turns=41, goal=True)
    for channels in (16, 32, 64):
        show({"loops": conv2d_loops}, channels, 32, turns=3)
    show({**QUICK, "loops": conv2d_loops, "matrix": conv2d_matrix}, 4, 8, turns=11)


if __name__ == "__main__":
    main()
