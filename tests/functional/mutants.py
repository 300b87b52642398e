"""Hand-made mutants of geometry and functional: each is one small mistake that the tests must see.

    python tests/functional/mutants.py [FILE ...]

Every mutant is (file under helpers/, old text, new text). The runner copies helpers/ and tests/ to a temporary folder, makes the
change there, and runs the tests until the first failure. It prints every survivor and the score, and exits 1 if one survives.
Not part of the ordinary test run: pytest does not collect it. test_mutants.py checks that every old text still occurs once.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 6 * 2**30
MUTANTS = [
    # geometry: sizes
    ("geometry.py", "return total // 2, total - total // 2", "return total - total // 2, total // 2"),
    ("geometry.py", "    total = dilation * (kernel_size - 1)", "    total = dilation * kernel_size - 1"),
    ("geometry.py", "return (padded - extent) // stride + 1", "return -(-(padded - extent) // stride) + 1"),
    ("geometry.py", "    if extent > padded:", "    if extent >= padded:"),
    ("geometry.py", "    if output_padding >= max(stride, dilation):", "    if output_padding >= stride:"),
    ("geometry.py", "    if ceil_mode and (size_out - 1) * stride >= size + before:", "    if False:"),
    ("geometry.py", "(size_out - 1) * stride >= size + before:", "(size_out - 1) * stride >= size:"),
    ("geometry.py", "max(before, after) > kernel_size // 2:", "max(before, after) > extent // 2:"),
    ("geometry.py", "    stride = kernel_size if stride is None else stride", "    stride = 1 if stride is None else stride"),
    # geometry: fields and counts
    ("geometry.py", "        size += dilation * (kernel_size - 1) * jump", "        size += (kernel_size - 1) * jump"),
    ("geometry.py", "        start -= before * jump\n        jump *= stride", "        jump *= stride\n        start -= before * jump"),
    ("geometry.py", "return c_out * (c_in // groups) * prod(kernel)", "return c_out * c_in * prod(kernel)"),
    ("geometry.py", "kernel, groups, bias=False) * prod(output)", "kernel, groups) * prod(output)"),
    # geometry: boundaries
    ("geometry.py", "if mode == \"reflect\" and max(before, after) >= size:", "if mode == \"reflect\" and max(before, after) > size:"),
    ("geometry.py", "2 * size - 1 - p % (2 * size)", "2 * size - 2 - p % (2 * size)"),
    ("geometry.py", "size - 1 - abs(size - 1 - abs(p))", "abs(p) % size"),
    ("geometry.py", "min(max(p, 0), size - 1)", "max(p, 0) % size"),
    ("geometry.py", '"hold": "replicate", "edge"', '"hold": "symmetric", "edge"'),
    # boundary
    ("functional/boundary.py", "slice(before, before + x.shape[axis])", "slice(after, after + x.shape[axis])"),
    ("functional/boundary.py", "range(-1, -x.ndim - 1, -1)", "range(-x.ndim, 0)"),
    ("functional/boundary.py", "sources[before + size :]", "sources[size : size + after]"),
    ("functional/boundary.py", 'if value and mode != "constant":', 'if value and mode == "reflect":'),
    ("functional/boundary.py", "x.index_select(axis, sources[:before])", "x.detach().index_select(axis, sources[:before])"),
    ("functional/boundary.py", "x.new_full(shape, value)", "x.new_full(shape, 0)"),
    ("functional/boundary.py", "            require_at_least(1, size=x.shape[axis])\n", ""),
    # arguments
    ("functional/arguments.py", "for pair in reversed(self.padding)", "for pair in self.padding"),
    ("functional/arguments.py", "if c_in % groups or c_out % groups:", "if c_in % groups:"),
    ("functional/arguments.py", "if c_per_group * groups != c_in:", "if c_per_group > c_in:"),
    ("functional/arguments.py", "if bias is not None and bias.shape != (c_out,):", "if False:"),
    ("functional/arguments.py", "if dims == 1 and isinstance(padding", "if dims == 9 and isinstance(padding"),
    ("functional/arguments.py", "len(padding) == 2:", "len(padding) == 3:"),
    # taps
    ("functional/taps.py", "slice(i * spacing, i * spacing + last", "slice(i, i + last"),
    ("functional/taps.py", "last = (stops - 1) * stride + 1", "last = (stops - 1) * stride"),
    ("functional/taps.py", "spacing + last, stride)", "spacing + last)"),
    ("functional/taps.py", "gradient[view].add_(part)", "gradient[view].copy_(part)"),
    ("functional/taps.py", "gradient[view].add_(part)", "gradient[view].sub_(part)"),
    ("functional/taps.py", "if reach > x.shape[axis]:", "if reach > x.shape[axis] + 1:"),
    # conv
    ("functional/conv.py", "    if flip:", "    if not flip:"),
    ("functional/conv.py", "weight.flip(tuple(range(2, weight.ndim)))", "weight.flip(-1)"),
    ("functional/conv.py", "pad(x, to.pad_order, padding_mode)", "pad(x, to.pad_order)"),
    ("functional/conv.py", "weight.unflatten(0, (groups, -1)).movedim(-1, 2)", "weight.unflatten(0, (groups, -1)).movedim(-1, 3)"),
    ("functional/conv.py", "k_last, to.dilation[-1], out_last", "k_last, to.dilation[0], out_last"),
    ("functional/conv.py", "out_last, to.stride[-1])", "out_last, to.stride[0])"),
    ("functional/conv.py", "k, to.dilation[axis], out_rows[axis]", "k, 1, out_rows[axis]"),
    ("functional/conv.py", "out_rows[axis], to.stride[axis])", "out_rows[axis], to.stride[-1])"),
    ("functional/conv.py", "bias.view(groups, -1, 1).repeat(n, 1, 1)", "bias.view(groups, -1, 1).repeat_interleave(n, 0)"),
    ("functional/conv.py", "torch.baddbmm(out, kernel, piece)", "torch.baddbmm(out, kernel.detach(), piece)"),
    # loops
    ("functional/conv_loops.py", "weight.flip(2, 3)", "weight.flip(3)"),
    ("functional/conv_loops.py", "top, left = r * sh, c * sw", "top, left = r * sw, c * sh"),
    ("functional/conv_loops.py", "top + dh * (kh - 1) + 1 : dh", "top + kh"),
    ("functional/conv_loops.py", "zip(x.chunk(groups, 1), weight.chunk(groups, 0)", "zip(x.chunk(groups, 1)[::-1], weight.chunk(groups)"),
    ("functional/conv_loops.py", "out + bias.view(-1, 1, 1)", "out - bias.view(-1, 1, 1)"),
    ("functional/conv_loops.py", "pad(x, to.pad_order, padding_mode)", "pad(x, to.pad_order)"),
    # matrix
    ("functional/conv_matrix.py", "repeat_interleave(weight.shape[0] // groups, 0)", "repeat(weight.shape[0] // groups, 1)"),
    ("functional/conv_matrix.py", "stop * to.stride[axis] + tap * to.dilation[axis]", "stop * to.stride[axis] + tap"),
    ("functional/conv_matrix.py", "stop * to.stride[axis] + tap * to.dilation[axis]", "stop + tap * to.dilation[axis]"),
    ("functional/conv_matrix.py", "if rows * columns > MOST_NUMBERS:", "if rows > MOST_NUMBERS:"),
    ("functional/conv_matrix.py", "ocij,iyh,jxw->oyxchw", "ocij,iyh,jxw->oxychw"),
    ("functional/conv_matrix.py", "out = (x.flatten(1) @ matrix.T)", "out = (x.flatten(1) @ matrix.detach().T)"),
    ("functional/conv_matrix.py", "source_indices(size, *to.padding[axis], mode)", "source_indices(size, *to.padding[axis][::-1], mode)"),
    # im2col
    ("functional/conv_im2col.py", "kw, to.dilation[1],", "kw, to.dilation[0],"),
    ("functional/conv_im2col.py", "h_out, to.stride[0])", "h_out, to.stride[1])"),
    ("functional/conv_im2col.py", "w_out, to.stride[1]), 2)", "w_out, to.stride[1]), 1)"),
    ("functional/conv_im2col.py", "to.padding, to.stride, padding_mode)", "to.padding, to.stride)"),
    ("functional/conv_im2col.py", "weight = weight.flip(2, 3)", "weight = weight.flip(0)"),
    ("functional/conv_im2col.py", "out + bias[:, None]", "out + bias[:, None].detach()"),
    # einsum
    ("functional/conv_einsum.py", "ngcyxij,gocij->ngoyx", "ngcyxij,gocij->ngoxy"),
    ("functional/conv_einsum.py", "x.unfold(axis, d * (k - 1) + 1, s)[..., ::d]", "x.unfold(axis, d * (k - 1) + 1, s)[..., :k]"),
    ("functional/conv_einsum.py", "weight.shape[2:], to.stride, to.dilation)", "weight.shape[2:], to.stride[::-1], to.dilation)"),
    ("functional/conv_einsum.py", "pad(x, to.pad_order, padding_mode)", "pad(x, to.pad_order)"),
    ("functional/conv_einsum.py", "weight = weight.flip(2, 3)", "weight = weight.transpose(2, 3)"),
    # fft
    ("functional/conv_fft.py", "k_hat.conj()", "k_hat"),
    ("functional/conv_fft.py", "spread[..., ::dh, ::dw] = weight", "spread[..., :kh, :kw] = weight"),
    ("functional/conv_fft.py", "x_hat, k_hat.conj()), s=size)", "x_hat, k_hat.conj()))"),
    ("functional/conv_fft.py", "(h_out - 1) * sh + 1 : sh", "(h_out - 1) * sh + 1 : sw"),
    ("functional/conv_fft.py", "pad(x, to.pad_order, padding_mode)", "pad(x, to.pad_order)"),
    ("functional/conv_fft.py", "weight = weight.flip(2, 3)", "weight = weight.flip(2)"),
]  # fmt: skip


def tests_of(file):
    """The tests that should see a mistake in this file, the cheapest first."""
    own = {
        "geometry.py": ["test_geometry.py"],
        "functional/boundary.py": ["functional/test_pad.py"],
        "functional/arguments.py": ["functional/test_convolution.py"],
        "functional/taps.py": ["functional/test_taps.py"],
        "functional/conv.py": ["functional/test_convolution.py"],
        "functional/conv_matrix.py": ["functional/test_matrix.py", "functional/test_formulations.py"],
    }
    return own.get(file, ["functional/test_formulations.py"])


def limit_memory():
    """A mutant that asks for too much gets a MemoryError, a failed test, before the machine feels it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


def survives(mutant):
    """Whether the tests pass in spite of the mutant."""
    file, old, new = mutant
    with tempfile.TemporaryDirectory() as folder:
        for part in ("helpers", "tests"):
            shutil.copytree(ROOT / part, Path(folder, part), ignore=shutil.ignore_patterns("__pycache__", "explorers", "check", "browser"))
        changed = Path(folder, "helpers", file)
        text = changed.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file}: {old!r} occurs {text.count(old)} times"
        changed.write_text(text.replace(old, new), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": folder, "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *(f"tests/{name}" for name in tests_of(file))]
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, preexec_fn=limit_memory)
        if run.returncode not in (0, 1):  # 1: a test failed; anything else is no verdict
            raise RuntimeError(f"{file}: {old!r}: pytest ended with {run.returncode}\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
        return run.returncode == 0


def main():
    """Print the survivors and the score."""
    chosen = [m for m in MUTANTS if not sys.argv[1:] or any(word in m[0] for word in sys.argv[1:])]
    untouched = (chosen[0][0], chosen[0][1], chosen[0][1])
    if not survives(untouched):
        sys.exit("the tests fail without any mutant: nothing to measure")
    with ThreadPoolExecutor(2) as pool:
        survived = list(pool.map(survives, chosen))
    for (file, old, new), alive in zip(chosen, survived, strict=True):
        if alive:
            print(f"survived  {file}: {old!r} -> {new!r}")
    for file in dict.fromkeys(m[0] for m in chosen):
        fates = [alive for m, alive in zip(chosen, survived, strict=True) if m[0] == file]
        print(f"{file:32}{len(fates) - sum(fates):3} of {len(fates)} killed")
    print(f"{'all':32}{len(chosen) - sum(survived):3} of {len(chosen)} killed")
    sys.exit(any(survived))


if __name__ == "__main__":
    main()
