# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 02 · Decide what lies beyond the edge
#
# **You will** choose the values that a window reads where the signal has ended, and see what each choice does to the
# size, to the matrix and to equivariance.
#
# **You need** notebook 01: the sliding window, in one and two dimensions.
#
# **Time** 45 minutes for sections 2.1 to 2.7 with exercises 2.1 and 2.2; exercise 2.3 takes 10 more and can be left for
# later. Everything after that is optional, in sections of 5 to 25 minutes with two more exercises, about 70 minutes.
# The machine needs a few seconds.
#
# The notebook follows a lecture and says where the two differ; you do not need its slides. Nor need you follow every
# line of the code: the text says what each cell shows. Where you are asked something, write your answer down before you
# look at the cell below: it often holds the answer.

# %%
import functools
import itertools

import numpy as np
import torch
import torch.nn.functional as F
from skimage import data

from helpers import explorers, figures, functional, geometry
from helpers.check import boundary_modes as check

torch.manual_seed(2)
torch.set_num_threads(1)

# %% [markdown]
# ## 2.1 Count the stops
#
# A window of three cells slides over a signal of nine. Every row of the next picture is one stop. The blue stops lie
# wholly on the signal. At the orange ones the window is still centred on a cell of the signal, but one of its cells
# hangs over the edge. At the green ones two do. Below, d counts the cells of the signal and k those of the window.

# %%
figures.boundary.stops(9, 3)

# %% [markdown]
# The picture gives three natural sizes of the output. The lecture names them *small* (blue: only stops that need
# nothing from outside), *same* (blue and orange: one output for each input), and *big* (all: keep going while
# anything overlaps). Numpy has a word for each; torch has two.
#
# | lecture | numpy | torch | size of the output |
# |---|---|---|---|
# | small | `"valid"` | `padding=0` or `padding="valid"` | d − k + 1 |
# | same | `"same"` | `padding="same"` | d |
# | big | `"full"` | `padding=k - 1` | d + k − 1 |
#
# How long are the three outputs for d = 9 and k = 3? Count rows in the picture, then run the cell.

# %% tags=["claim:G48"]
a = torch.tensor([1.0, 2, 3, 4, 5, 4, 3, 2, 1])
b = torch.tensor([1.0, 2, 1])
d, k = len(a), len(b)
sizes = {mode: len(np.correlate(a, b, mode)) for mode in ("valid", "same", "full")}
assert sizes == {"valid": d - k + 1, "same": d, "full": d + k - 1}
for padding, size in zip(("valid", "same", k - 1), (7, 9, 11), strict=True):
    assert F.conv1d(a.view(1, 1, d), b.view(1, 1, k), padding=padding).shape == (1, 1, size)
sizes

# %% [markdown]
# Seven, nine and eleven. A torch layer takes the small one unless you ask for more, so a bare stack of layers eats
# the signal from both ends.

# %% tags=["claim:G49"]
layer = torch.nn.Conv1d(1, 1, kernel_size=3)
lengths = [9]
while lengths[-1] >= 3:
    lengths.append(layer(torch.zeros(1, 1, lengths[-1])).shape[-1])
assert lengths == [9, 7, 5, 3, 1]
lengths

# %% [markdown]
# Four layers, and nine values have become one. To keep the size, the window must read cells that do not exist.
# Somebody has to make them up.
#
# ## 2.2 Continue (1 2 3)
#
# The lecture continues the signal (1 2 3) by three cells on each side in four ways. The picture adds a fifth. A new
# cell, a *ring cell*, has the colour of the input cell that it copies; grey copies nothing.

# %%
signal = torch.tensor([1.0, 2.0, 3.0])
figures.boundary.extensions(signal, width=3)

# %% [markdown]
# - **zeros**: outside there is nothing.
# - **circular**: the signal repeats, like the hours on a clock.
# - **replicate**: the value at the edge goes on for ever. The lecture says *hold*.
# - **symmetric**: a mirror stands *between* the last cell and the next, so the edge value appears twice.
# - **reflect**: a mirror stands *on* the last cell, so the edge value appears once. One mirror shows two cells of a
#   signal of three, and torch adds no more.
#
# Cover the picture and write down the rows of zeros, circular and replicate before you run this. (Except for constant
# padding, `F.pad` wants a channel axis before the signal; we give it a batch axis as well.)

# %% tags=["claim:G43", "claim:G44", "claim:G46"]
batch = signal.view(1, 1, 3)                                            # (n, c, width)
wrapped = F.pad(batch, (3, 3), mode="circular").flatten().tolist()
zero = F.pad(batch, (3, 3), mode="constant").flatten().tolist()
hold = F.pad(batch, (3, 3), mode="replicate").flatten().tolist()
assert wrapped == [1, 2, 3, 1, 2, 3, 1, 2, 3] == np.pad([1, 2, 3], 3, mode="wrap").tolist()
assert zero == [0, 0, 0, 1, 2, 3, 0, 0, 0] == np.pad([1, 2, 3], 3, mode="constant").tolist()
assert hold == [1, 1, 1, 1, 2, 3, 3, 3, 3] == np.pad([1, 2, 3], 3, mode="edge").tolist()
print(wrapped, zero, hold, sep="\n")

# %% [markdown]
# Torch and numpy agree with the lecture's table on these three, under three different sets of names. The mirror is
# where they part.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: one word, two mirrors.** The lecture's *reflect* prints 3 2 1 | 1 2 3 | 3 2 1: the edge is
# repeated. Numpy calls that `symmetric`, and torch does not have it. `reflect` in numpy and in torch does **not**
# repeat the edge: 3 2 | 1 2 3 | 2 1.
#
# </div>
#
# | here | lecture | numpy `np.pad` | `F.pad` | `nn.Conv2d(padding_mode=)` |
# |---|---|---|---|---|
# | `zeros` | zero | `constant` | `constant` | `zeros` |
# | `circular` | cyclic | `wrap` | `circular` | `circular` |
# | `replicate` | hold | `edge` | `replicate` | `replicate` |
# | `symmetric` | reflect | `symmetric` | – | – |
# | `reflect` | – | `reflect` | `reflect` | `reflect` |
#
# A refusal is an answer too. The helper below catches an error and hands back its first line.

# %%
def refusal(action, error):
    """The first line of the error that `action` raises; None if it raises nothing."""
    try:
        action()
    except error as problem:
        return str(problem).splitlines()[0]

# %% tags=["claim:G45"]
repeated = np.pad([1, 2, 3], 3, mode="symmetric").tolist()
mirrored = F.pad(batch, (2, 2), mode="reflect").flatten().tolist()
assert repeated == [3, 2, 1, 1, 2, 3, 3, 2, 1]
assert mirrored == [3, 2, 1, 2, 3, 2, 1] == np.pad([1, 2, 3], 2, mode="reflect").tolist()
too_wide = refusal(lambda: F.pad(batch, (3, 3), mode="reflect"), RuntimeError)
no_such = refusal(lambda: torch.nn.Conv1d(1, 1, 3, padding=1, padding_mode="symmetric"), ValueError)
assert "should be less than" in too_wide and "padding_mode must be one of" in no_such
print(too_wide, no_such[no_such.index("but got") :], sep="\n")

# %% [markdown]
# Torch's reflect needs a padding smaller than the signal: a mirror on the edge shows no more cells than that. (Numpy
# puts another mirror at the far end and goes on, and so does symmetric.) And no layer of torch has a symmetric mode: you pad first, then convolve. `helpers.functional.pad` has all modes. It takes every name of the
# table but the lecture's *reflect*, which it calls `symmetric`: its `reflect` is torch's.

# %%
for name in ("symmetric", "circular", "hold", "edge", "reflect"):
    width = 2 if name == "reflect" else 3
    extended = functional.pad(signal, (width, width), mode=name)
    print(f"{name:10}", extended.int().tolist())

# %% [markdown]
# *Hold* and *edge* print the same row: two names of one rule.
#
# **Predict first.** The explorer below shows (1 2 3 4) with two new cells on each side, what the kernel (1 2 1) makes
# of it, and the matrix that does the same (leave the matrix aside until section 2.4). Before you touch it:
#
# - In mode `reflect`, which input cell will the leftmost ring cell copy? And in mode `symmetric`?
# - At which width will `reflect` refuse?
# - And `circular`? Torch lets it wrap round once and no more.
#
# Python can set it as well, in a cell of your own: `explorer_1d.set(mode="reflect", width=3)`.

# %%
four, tent = torch.tensor([1.0, 2, 3, 4]), torch.tensor([1.0, 2, 1])
explorer_1d = explorers.BoundaryExplorer(four, weight=tent, mode="zeros", width=2)
explorer_1d

# %% [markdown]
# Point at a ring cell: the cell that it copies lights up. Move the width up in each mode and see which refuse; a refused
# setting keeps the last picture. (The menu has
# a sixth entry, `constant`: every ring cell holds one value of your choice, and zeros is constant with 0.)
#
# <details><summary>What you should have found</summary>
#
# Under `reflect` the leftmost cell copies the 3, under `symmetric` the 2. Reflect goes up to width 3 and refuses 4, the
# length of the signal. Circular refuses 5; replicate, symmetric and zeros go on.
#
# </details>
#
# Torch's own words:

# %%
line = four.view(1, 1, 4)
assert F.pad(line, (3, 3), mode="reflect").shape[-1] == 10 and F.pad(line, (4, 4), mode="circular").shape[-1] == 12
print(refusal(lambda: F.pad(line, (4, 4), mode="reflect"), RuntimeError))
print(refusal(lambda: F.pad(line, (5, 5), mode="circular"), RuntimeError))

# %% [markdown]
# Python reads what the page shows: `padded` is the extended signal, `output` the kernel slid along it. Torch agrees at
# every setting that it does not refuse:

# %%
if explorer_1d.refusal:
    print(explorer_1d.refusal, "Set a smaller width in the explorer, then run this cell again.", sep="\n")
else:
    extended = explorer_1d.padded.view(1, 1, -1)
    assert torch.equal(explorer_1d.output, F.conv1d(extended, tent.view(1, 1, 3))[0, 0])
    print(explorer_1d.output)

# %% [markdown]
# As the explorer starts, four values with a ring of two give six outputs. A ring of one would have kept the size.

# %% [markdown]
# ### ✏️ Exercise 2.1 · Let the signal repeat · ★☆☆ · 5 min
#
# Write `cyclic(x, width)`. It takes a 1-D tensor `x` of n values and returns a 1-D tensor of n + 2·`width` values:
# `x` continued cyclically by `width` cells on each side. `width` may be 0, and it may be larger than n; torch's own
# `circular` refuses that. For (1 2 3) and width 1 the answer is (3 1 2 3 1).
#
# <details><summary>Hint 1</summary>
#
# Give the output cells the positions −width, …, −1, 0, …, n + width − 1. Which input cell belongs at position p?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Position p copies cell p modulo n, and Python's `%` is never negative for a positive n: `-1 % 3` is 2. A tensor of
# positions is a valid index: `x[positions]`.
#
# </details>

# %% id="ex-cyclic"
def cyclic(x, width):
    ### BEGIN SOLUTION
    n = len(x)
    positions = torch.arange(-width, n + width)
    return x[positions % n]
    ### END SOLUTION

# %% id="check-cyclic"
check.cyclic(cyclic)

# %% [markdown]
# ## 2.3 Pay for the size
#
# The lecture now writes W for the cells of the signal and K for those of the kernel: the d and k of section 2.1. Put P
# extra cells on each side, and the kernel has 2P more stops:
#
# $$\text{size of the output} = W - K + 1 + 2P$$
#
# What the cells hold does not matter here; only their number does. We test the formula against torch, for every W up to
# 12, K up to 7 and P up to 3 where the kernel fits:

# %% tags=["claim:U24"]
tried = 0
for W in range(1, 13):
    for K in range(1, 8):
        for P in range(4):
            if W + 2 * P >= K:
                size = F.conv1d(torch.zeros(1, 1, W), torch.zeros(1, 1, K), padding=P).shape[-1]
                assert size == W - K + 1 + 2 * P == geometry.conv_output_size(W, K, padding=P)
                tried += 1
assert tried == 302
tried

# %% [markdown]
# Set the formula equal to W and solve for P: the size stays when P = (K − 1)/2. The lecture's settings follow this
# rule: K = 3 with P = 1, K = 5 with P = 2, K = 1 with P = 0. What does it say for K = 4? Decide before you run the
# cell. It prints the size for K = 1 to 6 and a signal of 9 cells, with P rounded down.

# %% tags=["claim:U25", "claim:U35", "claim:T08"]
def output_size(W, K, **options):
    return F.conv1d(torch.zeros(1, 1, W), torch.zeros(1, 1, K), **options).shape[-1]

halves = {K: output_size(9, K, padding=(K - 1) // 2) for K in range(1, 7)}
assert halves == {1: 9, 2: 8, 3: 9, 4: 8, 5: 9, 6: 8}
for K, P in ((3, 1), (5, 2), (1, 0)):
    assert [output_size(W, K, padding=P) for W in (9, 17, 32)] == [9, 17, 32]
halves

# %% [markdown]
# Odd kernels keep all 9 cells. For even ones (K − 1)/2 is not a whole number, and rounding it down loses a cell.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: "same".** P = (K − 1)/2 keeps the size for **odd K and stride 1** only. (A *stride* s moves the
# window s cells at a time; stride 1 is what we have done so far.)
#
# - Even K: torch's `padding="same"` puts the extra cell *after* the signal, numpy's `"same"` *before* it, so the two
#   outputs differ by a shift.
# - Stride 2: P = (K − 1)/2 gives half the size, rounded up; 9 becomes 5. Some libraries call that `"same"` too. Torch
#   refuses the word, since the size is not kept.
#
# Section 2.9 shows this in numbers.
#
# </div>
#
# A *dilated* kernel has gaps between its cells: with dilation D it reaches over D(K − 1) + 1 cells. A longer reach
# needs more padding: the size stays for P = D(K − 1)/2.

# %% tags=["claim:S48"]
kept = {}
for K in (3, 5):
    for D in (1, 2, 3, 4):
        kept[K, D] = output_size(32, K, dilation=D, padding=D * (K - 1) // 2)
assert len(kept) == 8 and set(kept.values()) == {32}
assert output_size(32, 3, dilation=4, padding=1) == 26
kept

# %% [markdown]
# Each entry is (K, D): size. All eight keep 32 cells. With the padding of an undilated kernel, K = 3 at dilation 4
# would have kept 26.

# %% [markdown]
# ### ✏️ Exercise 2.2 · Keep the size, for every kernel · ★★☆ · 8 min
#
# Write `same_padding(kernel_size, dilation)`. It returns two whole numbers, `(before, after)`: how many cells to add
# on each side so that at stride 1 the output is as long as the input. It must work for even kernels too. When the total
# is odd, the two cannot be equal. Then do as torch does: one cell more after the signal than before it.
#
# <details><summary>Hint 1</summary>
#
# First find how many cells the unpadded output is short of: that many must be added in all.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The total is `dilation * (kernel_size - 1)`. `total // 2` is the smaller half; what remains is the other.
#
# </details>

# %% id="ex-same-padding"
def same_padding(kernel_size, dilation):
    ### BEGIN SOLUTION
    total = dilation * (kernel_size - 1)
    before = total // 2
    return before, total - before
    ### END SOLUTION

# %% id="check-same-padding"
check.same_padding(same_padding)

# %% [markdown]
# ## 2.4 Read the choice off the matrix
#
# A convolution is linear, so it is a matrix. Row i holds the weights of output i. Away from the edge each row is the
# one above, shifted by one cell. The boundary mode decides only what becomes of the weights that stick out at the
# corners.
#
# The kernel is (1 2 3 2 1), the signal has eight cells. Tinted cells differ from those of the zeros matrix.

# %%
weight = torch.tensor([1.0, 2, 3, 2, 1])
modes = ("zeros", "circular", "replicate", "symmetric", "reflect")
matrices = {mode: functional.conv_matrix(weight, 8, padding=2, padding_mode=mode) for mode in modes}
figures.boundary.matrices(**matrices)

# %% [markdown]
# **zeros** drops the weights that stick out: a *banded* matrix. **circular** lets them re-enter at the other end: a
# *circulant* matrix, in which each row is the one above, rolled. The other three *fold* them back onto cells near the
# same edge: replicate onto the edge cell, symmetric onto the edge cell and its neighbour, reflect onto the two cells
# next to the edge cell. (The explorer of section 2.2 shows the same for four cells: change its mode, and only the corners of its
# matrix change.)
#
# Is this the convolution? A matrix is known by its columns: column j is the answer to a signal that is 1 at j and 0
# elsewhere.

# %%
numpy_names = dict(zip(modes, ("constant", "wrap", "edge", "symmetric", "reflect"), strict=True))
for mode in modes:
    for j in range(8):
        unit = np.zeros(8, dtype=np.float32)
        unit[j] = 1
        extended = torch.from_numpy(np.pad(unit, 2, mode=numpy_names[mode]))
        answer = F.conv1d(extended.view(1, 1, 12), weight.view(1, 1, 5)).flatten()
        assert torch.equal(answer, matrices[mode][:, j])
{mode: matrices[mode][:, 0].int().tolist() for mode in modes}

# %% [markdown]
# Shown is column 0 of each: what becomes of a single 1 at the left edge. Only the circular matrix carries it to the
# far end.
#
# Two sums tell what a mode does to a signal. The kernel's weights add up to 9.
#
# - **Row sums**: does every output get all 9? Then a constant signal stays constant.
# - **Column sums**: does every input give all 9? Then the total of the signal is kept, here times 9.
#
# Which modes pass the first test, and which the second? In your head, add up the first three rows of each matrix, then
# its first three columns.

# %%
row_sums = {mode: matrix.sum(1).int().tolist() for mode, matrix in matrices.items()}
column_sums = {mode: matrix.sum(0).int().tolist() for mode, matrix in matrices.items()}
assert [mode for mode in modes if set(row_sums[mode]) != {9}] == ["zeros"]
assert [mode for mode in modes if set(column_sums[mode]) == {9}] == ["circular", "symmetric"]
for mode in modes:
    print(f"{mode:10} rows {row_sums[mode]}   columns {column_sums[mode]}")

# %% [markdown]
# Only zeros fails the rows: it darkens the edge. Only circular and symmetric pass the columns.
#
# To see why, follow input cell 0. Outputs 0, 1 and 2 read it with the weights 3, 2 and 1: together 6, and 3 are
# missing. *Symmetric* puts a copy of it at position −1, which outputs 0 and 1 read with the weights 2 and 1: 9 again.
# *Replicate* puts that copy there too, and one more at −2, read once with weight 1: 10, too much. *Reflect* never copies cell 0: it stays at
# 6, and the two cells that it copies get 11 and 10 instead. Symmetric owes its 9 to a kernel that is its own mirror image;
# with the weights (1, 2, 3) it fails.

# %% [markdown]
# ### ✏️ Exercise 2.3 · Fold the weights back · ★★☆ · 10 min
#
# *May be left for later.* Write `hold_matrix(b, n)` for the lecture's *hold* (replicate). `b` is a 1-D tensor of an odd number of weights, `n`
# the length of the signal. Return the n×n matrix W for which `W @ x` is the same-size cross-correlation of `x` with
# `b`: output i is centred on cell i, and nothing is flipped. The kernel may be wider than the signal. For b = (1 10
# 100) and n = 4:
#
# ```text
#  11 100   0   0
#   1  10 100   0
#   0   1  10 100
#   0   0   1 110
# ```
#
# <details><summary>Hint 1</summary>
#
# Weight j of output i meets position i + j − len(b)//2. If that position lies outside, which column reads the value
# instead?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Keep the position inside: `max(0, min(position, n - 1))`. Several weights may land in one column: start from
# `b.new_zeros(n, n)` and **add**.
#
# </details>

# %% id="ex-hold-matrix"
def hold_matrix(b, n):
    ### BEGIN SOLUTION
    matrix = b.new_zeros(n, n)
    for i in range(n):
        for j in range(len(b)):
            column = min(max(i + j - len(b) // 2, 0), n - 1)
            matrix[i, column] += b[j]
    return matrix
    ### END SOLUTION

# %% id="check-hold-matrix"
check.hold_matrix(hold_matrix)

# %% [markdown]
# ## 2.5 See the edge in a photograph
#
# In two dimensions the new cells form a frame. Each rule is applied to the rows and to the columns, one after the
# other.
#
# Take a real photograph, averaged down to 128×128 pixels, and a blur that averages 25×25 pixels. The upper row shows
# what the window reads, with the photograph outlined; the lower row shows what comes out.

# %%
scene = torch.from_numpy(data.camera()).double() / 255      # 512×512, from 0 (black) to 1 (white)
photo = scene.view(128, 4, 128, 4).mean((1, 3))
box = torch.full((1, 1, 25, 25), 1 / 625, dtype=torch.float64)
read = {"valid": photo}
for mode in ("zeros", "symmetric", "circular"):
    read[mode] = functional.pad(photo, (12, 12, 12, 12), mode)
result = {mode: F.conv2d(x[None, None], box)[0, 0] for mode, x in read.items()}
assert [tuple(y.shape) for y in result.values()] == [(104, 104), (128, 128), (128, 128), (128, 128)]
figures.boundary.photographs(read, result, width=12)

# %% [markdown]
# *Valid* invents nothing and is smaller. *Zeros* mixes black into the border. *Symmetric* (the lecture's reflect)
# hides the edge. *Circular* throws the shadow of the black coat, which leaves the picture on the left, onto the right
# edge, and mixes sky and grass at the top and at the bottom.
#
# How dark does zero padding make the border? Take a white wall, all ones, and the mean of 3×3. How many of the nine
# cells does a corner pixel find inside the picture? A pixel on an edge?

# %%
wall = torch.ones(1, 1, 5, 7, dtype=torch.float64)
mean = torch.full((1, 1, 3, 3), 1 / 9, dtype=torch.float64)
once = F.conv2d(wall, mean, padding=1)[0, 0]
ninths = (9 * once).round()
assert (ninths / 9 - once).abs().max() < 1e-12
assert ninths[0].tolist() == [4, 6, 6, 6, 6, 6, 4] and ninths[1].tolist() == [6, 9, 9, 9, 9, 9, 6]
figures.numbers(ninths=ninths)

# %% [markdown]
# Four ninths in the corner, six ninths along the edge: one layer takes a third of the light from the edge, more from the corners.

# %% [markdown]
# ## 2.6 Shift and compare
#
# A layer is *equivariant* to shifts if it does not matter whether you shift first or filter first. The lecture states
# it for any number of dimensions, any distance and any direction. That is a statement about the boundary too: a shift
# pushes values over one edge, and something must come in at the other. Let them re-enter: `roll` does it.
#
# An image of 5×6 has thirty shifts, the one by nothing included. The cell finds the largest error of all of them, for
# each mode. Which modes will make none?

# %%
image = torch.randn(1, 1, 5, 6, dtype=torch.float64)
kernel = torch.randn(1, 1, 3, 3, dtype=torch.float64)

def filtered(x, mode):
    return functional.conv2d(x, kernel, padding=1, padding_mode=mode)

def difference(mode, shift):
    """Largest difference between filter(shift(x)) and shift(filter(x)), over all pixels."""
    shifted_first = filtered(image.roll(shift, (2, 3)), mode)
    filtered_first = filtered(image, mode).roll(shift, (2, 3))
    return (shifted_first - filtered_first).abs().max().item()

# %%
worst = {}
for mode in modes:
    worst[mode] = max(difference(mode, (down, right)) for down in range(5) for right in range(6))
assert worst["circular"] < 1e-12 and min(worst[mode] for mode in modes if mode != "circular") > 0.1
{mode: round(error, 2) for mode, error in worst.items()}

# %% [markdown]
# Circular alone makes no error; every other mode does. (Replicate and symmetric agree: in a ring of one cell they
# copy the same cells.)
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: "convolution is equivariant".** Exactly true for a **cyclic boundary and stride 1**, in any
# number of dimensions. Any other boundary breaks it near the edge; stride s keeps it only for shifts by multiples of
# s, and only if s divides the size (section 2.11). On an endless signal there is no edge, and textbooks often mean
# that.
#
# </div>

# %% [markdown]
# ## 2.7 Choose
#
# | beyond the edge there is … | choose | price |
# |---|---|---|
# | the same again: an angle, a time of day, a panorama | circular | wrong for anything that does not close |
# | more of the same, unseen: filtering a photograph | symmetric, reflect or replicate | invented pixels; reflect needs padding < size |
# | nothing that you may invent: measuring, counting under a microscope | valid | the output shrinks |
# | whatever; the network will learn to live with it | zeros, the default of every layer | a dark rim; the false zeros show a network where the edge is (section 2.12) |
#
# Axes may differ. A panorama of 360° closes from left to right, but not from top to bottom: Exercise 2.5 at the end
# builds that layer.

# %% [markdown]
# The required part ends here. The sections that follow are optional: take those that you like, in their order. Run
# their cells even if you skip the text.
#
# ## 2.8 Put a frame round a picture · 25 min
#
# In two dimensions the extra cells form a frame. The lecture makes one in numpy: an array of zeros, p cells larger on
# every side, with the picture pasted into the middle. Its axes are in the order [x, y], width first; torch and numpy
# put the rows first. So in the next three cells W = 4 counts **rows** and H = 5 counts columns, and `dx` steps from row
# to row.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: a shape is one argument.** The slide prints `np.zeros(W+2*p, H+2*p)`. Numpy takes the second
# number for the *dtype* and raises an error: the shape must be a tuple, `np.zeros((W+2*p, H+2*p))`. `torch.zeros`
# accepts both spellings.
#
# </div>

# %% tags=["claim:T09"]
W, H, p = 4, 5, 1
printed = refusal(lambda: np.zeros(W + 2 * p, H + 2 * p), TypeError)
assert printed == "Cannot interpret '7' as a data type"
assert np.zeros((W + 2 * p, H + 2 * p)).shape == torch.zeros(W + 2 * p, H + 2 * p).shape == (6, 7)
printed

# %% [markdown]
# Corrected, the slide's two lines do what `np.pad` does:

# %% tags=["claim:T10"]
x = np.arange(1.0, 21.0).reshape(W, H)
padded = np.zeros((W + 2 * p, H + 2 * p))
padded[p : W + p, p : H + p] = x
assert np.array_equal(padded, np.pad(x, p))
figures.numbers(x=x, padded=padded)

# %% [markdown]
# The slice `p:W+p` leaves p rows before it and p after it, so the 20 numbers sit in the middle of the frame.
#
# Once the input is padded, the loops become simpler. Without a frame, a centred 3×3 window uses offsets −1, 0, 1 and
# must ask at each step whether it has left the picture. On the padded input the offsets are 0, 1, 2, never negative,
# and nobody has to ask:

# %% tags=["claim:T11"]
grid, frame = torch.from_numpy(x), torch.from_numpy(padded)
weights = torch.arange(9.0, dtype=torch.float64).view(3, 3)
out, offsets = torch.zeros(4, 5, dtype=torch.float64), set()
for dx in range(3):
    for dy in range(3):
        out += weights[dx, dy] * frame[dx : dx + 4, dy : dy + 5]
        offsets |= {dx, dy}
assert offsets == {0, 1, 2}
assert torch.equal(out, F.conv2d(grid.view(1, 1, 4, 5), weights.view(1, 1, 3, 3), padding=1)[0, 0])
figures.numbers(weights=weights, out=out)

# %% [markdown]
# The nine shifted copies of the padded picture, weighted and added, are torch's `padding=1`, number for number.

# %% [markdown]
# ### ✏️ Exercise 2.4 · Frame it, then slide · ★★☆ · 9 min
#
# Write `conv2d_padded(x, w, p)` with a frame and loops of your own. (The check looks at the numbers only, so
# `F.conv2d` would pass too, and teach you nothing.) `x` is an image of shape (h, width), `w` a kernel of shape (kh,
# kw), both 2-D tensors, not necessarily square. Put a frame of `p` zeros on every side of `x`, then cross-correlate
# (no flip), with stride 1. The result has shape (h + 2p − kh + 1, width + 2p − kw + 1).
#
# <details><summary>Hint 1</summary>
#
# Make the frame first. `x` is a torch tensor, so use `x.new_zeros(rows, columns)`, not `np.zeros`: it has the dtype of
# `x`. Paste `x` into its middle. Then all indices start at 0.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Loop over the kernel's cells. Kernel cell (i, j) multiplies the block of the frame that starts at (i, j) and has the
# size of the output.
#
# </details>

# %% id="ex-conv2d-padded"
def conv2d_padded(x, w, p):
    ### BEGIN SOLUTION
    (h, width), (kh, kw) = x.shape, w.shape
    frame = x.new_zeros(h + 2 * p, width + 2 * p)
    frame[p : p + h, p : p + width] = x
    out = x.new_zeros(h + 2 * p - kh + 1, width + 2 * p - kw + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (frame[i : i + kh, j : j + kw] * w).sum()
    return out
    ### END SOLUTION

# %% id="check-conv2d-padded"
check.conv2d_padded(conv2d_padded)

# %% [markdown]
# The frame can be filled by any of the five rules. Rows and columns are treated one after the other, so a corner cell
# applies the rule twice.
#
# **Predict first.** The explorer shows a 3×4 picture with a ring of one cell. Which input cell does the top-left
# corner of the ring copy under `replicate`? Under `reflect`? Under `circular`? Answer all three, then look.

# %%
picture = torch.arange(1.0, 13.0).view(3, 4)
explorer_2d = explorers.BoundaryExplorer(picture, weight=torch.ones(3, 3), mode="zeros", width=1)
explorer_2d

# %% [markdown]
# <details><summary>What you should have found</summary>
#
# Replicate copies the 1 beside it, reflect the 6 one step inside, circular the 12 in the opposite corner.
#
# </details>
#
# The output adds up the 3×3 cells of each window. Again torch agrees with the page:

# %%
if explorer_2d.refusal:
    print(explorer_2d.refusal, "Set a smaller width in the explorer, then run this cell again.", sep="\n")
else:
    extended = explorer_2d.padded[None, None]
    assert torch.equal(explorer_2d.output, F.conv2d(extended, torch.ones(1, 1, 3, 3))[0, 0])
    print(explorer_2d.output)

# %% [markdown]
# With zeros and width 1 the corner adds up 1 + 2 + 5 + 6 = 14; the other five cells of its window are 0.

# %% [markdown]
# The lecture's own example is this 6×6 input under a 3×3 Laplacian, which adds up the four neighbours of a pixel and
# subtracts four times the pixel. With no padding the output is 4×4. With a frame of zeros or a mirror (the lecture's
# *reflect*, edge repeated) it is 6×6. Where will the two 6×6 results differ?

# %%
hill = torch.tensor([
    [0.0, 0, 0, 0, 0, 0],
    [0.0, 1, 2, 2, 1, 0],
    [0.0, 2, 4, 4, 2, 0],
    [0.0, 1, 3, 3, 1, 0],
    [0.0, 1, 2, 3, 1, 0],
    [0.0, 0, 1, 1, 0, 0],
])
laplacian = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])

# %% tags=["claim:G56"]
x, w = hill[None, None], laplacian[None, None]
valid = functional.conv2d(x, w)[0, 0]
zeros = functional.conv2d(x, w, padding=1)[0, 0]
symmetric = functional.conv2d(x, w, padding=1, padding_mode="symmetric")[0, 0]
assert [tuple(y.shape) for y in (valid, zeros, symmetric)] == [(4, 4), (6, 6), (6, 6)]
assert torch.equal(zeros[1:5, 1:5], valid) and torch.equal(symmetric[1:5, 1:5], valid)
assert (zeros != symmetric).nonzero().tolist() == [[5, 2], [5, 3]]
differ = (5, slice(2, 4))
figures.numbers(valid=valid, zeros=zeros, symmetric=symmetric, mark={"zeros": differ, "symmetric": differ})

# %% [markdown]
# The 4×4 middle is the same in all three: there the boundary plays no part. The two frames differ in two cells of the
# bottom row, the only place where the input is not zero at its edge: −1 and 0 under zeros, 0 and 1 under the mirror,
# which puts a 1 below each 1.

# %% [markdown]
# ## 2.9 Keep the size with an even kernel, and with a stride · 5 min
#
# The box in section 2.3, in numbers: a kernel of four cells on the signal of section 2.1, then a stride of 2.

# %%
even, line = torch.tensor([1.0, 2, 4, 8]), a.view(1, 1, 9)
after = F.conv1d(F.pad(line, (1, 2)), even.view(1, 1, 4)).flatten()
before = F.conv1d(F.pad(line, (2, 1)), even.view(1, 1, 4)).flatten()
assert torch.equal(F.conv1d(line, even.view(1, 1, 4), padding="same").flatten(), after)
assert np.array_equal(np.correlate(a, even, "same"), before) and torch.equal(before[1:], after[:-1])
halved = {W: output_size(W, 3, padding=1, stride=2) for W in (9, 32)}
assert halved == {9: 5, 32: 16}
print("torch:", after.int().tolist())
print("numpy:", before.int().tolist())
print("stride 2:", halved)
print(refusal(lambda: torch.nn.Conv1d(1, 1, 3, stride=2, padding="same"), ValueError))

# %% [markdown]
# Eight of the nine numbers are in both same-size outputs, one place apart. P = 1 with stride 2 makes 5 of 9 cells and 16 of 32.
# The last line is torch's refusal of `"same"` with a stride.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: a line left over on a slide.** One slide of the lecture shows a 7×7 input inside a frame of
# zeros and a 3×3 filter, and still carries *Output: 5×5* from the slide before. With the frame, P = 1, the output is
# 7×7, as the slide's own formula says.
#
# </div>

# %% tags=["claim:U23"]
slide, window = torch.zeros(1, 1, 7, 7), torch.zeros(1, 1, 3, 3)
without, framed = (tuple(F.conv2d(slide, window, padding=P).shape[2:]) for P in (0, 1))
assert without == (5, 5) and framed == (7, 7)
without, framed

# %% [markdown]
# ## 2.10 Blur twenty times · 5 min
#
# A deep network has many layers. Blur the photograph twenty times with a 5×5 mean, and see how far the dark frame has
# grown inwards.

# %%
def blur(x, mode, times):
    """Average over 5×5 pixels, again and again; the size stays."""
    mean = torch.full((1, 1, 5, 5), 1 / 25, dtype=x.dtype)
    for _ in range(times):
        x = functional.conv2d(x, mean, padding=2, padding_mode=mode)
    return x

blurred = {mode: blur(photo[None, None], mode, times=20)[0, 0] for mode in modes}
figures.images(columns=3, before=photo, **blurred)

# %% [markdown]
# Only zeros grows a frame. Replicate, symmetric and reflect look alike. Now in numbers: the brightness that is left,
# over the whole picture and in the two outer rings of pixels, each divided by its value before the blurs. Section 2.4
# says which two keep their total. Which ones?

# %%
rim = torch.ones(128, 128, dtype=torch.bool)
rim[2:-2, 2:-2] = False
total = {mode: (y.mean() / photo.mean()).item() for mode, y in blurred.items()}
border = {mode: (y[rim].mean() / photo[rim].mean()).item() for mode, y in blurred.items()}
assert round(total["zeros"], 2) == 0.85 and round(border["zeros"], 1) == 0.2
assert abs(total["circular"] - 1) < 1e-12 and abs(total["symmetric"] - 1) < 1e-12
assert [round(1e4 * (total[mode] - 1)) for mode in ("replicate", "reflect")] == [1, -2]
assert min(border[mode] for mode in modes[1:]) > 0.98
for mode in modes:
    print(f"{mode:10} whole picture {total[mode]:.4f}   rim {border[mode]:.2f}")

# %% [markdown]
# Zeros has lost 15 % of the light of the whole picture and four fifths of it in the rim. Circular and symmetric keep
# the total to the last digit, as their column sums promise; replicate gains a hundredth of a percent and reflect
# loses two, too little to see.

# %% [markdown]
# ## 2.11 Shift in three dimensions, by strides, near the edge · 8 min
#
# First section 2.6 again in three dimensions, on a 4×5×6 block of random numbers and all its 120 shifts.

# %%
def worst_error(conv, kernel, mode, x):
    """The largest difference between filter(shift(x)) and shift(filter(x)), over all pixels and all shifts of x."""
    axes, worst = tuple(range(2, x.ndim)), 0.0
    layer = functools.partial(conv, weight=kernel, padding=1, padding_mode=mode)
    for shift in itertools.product(*(range(n) for n in x.shape[2:])):
        worst = max(worst, (layer(x.roll(shift, axes)) - layer(x).roll(shift, axes)).abs().max().item())
    return worst

# %% tags=["claim:G57"]
block = torch.randn(1, 1, 4, 5, 6, dtype=torch.float64)
kernel3 = torch.randn(1, 1, 3, 3, 3, dtype=torch.float64)
in_3d = {mode: worst_error(functional.conv3d, kernel3, mode, block) for mode in ("circular", "zeros")}
assert in_3d["circular"] < 1e-12 and in_3d["zeros"] > 1
{mode: round(error, 2) for mode, error in in_3d.items()}

# %% [markdown]
# In 3-D, too, circular is exact and zeros is not. Now a stride of 2: the window moves two cells at a time, so the
# output can move only in steps of its own.

# %% tags=["claim:G57"]
def strided(x):
    return functional.conv2d(x, kernel, stride=2, padding=1, padding_mode="circular")

wide = torch.randn(1, 1, 8, 8, dtype=torch.float64)
still = strided(wide)
by_one, by_two = strided(wide.roll(1, 3)), strided(wide.roll(2, 3))
off_by_two = (by_two - still.roll(1, 3)).abs().max().item()
off_by_one = min((by_one - still.roll(step, 3)).abs().max().item() for step in (0, 1))
assert off_by_two < 1e-12 and off_by_one > 0.1
print(f"shift by 2: error {off_by_two:.2f}   shift by 1: error at best {off_by_one:.2f}")
odd = torch.randn(1, 1, 9, 9, dtype=torch.float64)  # 9 is not divisible by 2
odd_error = (strided(odd.roll(2, 3)) - strided(odd).roll(1, 3)).abs().max().item()
assert odd_error > 0.1
print(f"9 cells wide, shift by 2: error {odd_error:.2f}")

# %% [markdown]
# A shift by two input pixels is a shift by one output pixel, exactly. Shift the input by one pixel, and the output
# matches neither the old output nor the old output moved by one. And where the stride does not divide the size, steps of
# two do not end where they began: on 9 cells the stops are 0, 2, 4, 6, 8, and two further on than 8 is cell 1.
#
# Near the edge: how near? Here is the error of each mode after one shift by (1, 1), pixel by pixel, for a 5×5 kernel
# on a 12×16 piece of the photograph.

# %%
piece = photo[40:52, 50:66][None, None]
kernel5 = torch.randn(1, 1, 5, 5, dtype=torch.float64)
maps = {}
for mode in modes:
    layer = functools.partial(functional.conv2d, weight=kernel5, padding=2, padding_mode=mode)
    error = layer(piece.roll((1, 1), (2, 3))) - layer(piece).roll((1, 1), (2, 3))
    maps[mode] = error[0, 0].abs()
    assert maps[mode][3:-2, 3:-2].max() < 1e-12
figures.boundary.maps(**maps)

# %% [markdown]
# The error lives in a band: two pixels, as far as the kernel reaches over the edge. At the top and on the left it is
# three wide: `roll` put a row and a column from the far edge there, and windows up to two pixels away read them.
# Inside, every mode is exact.

# %% [markdown]
# ## 2.12 Measure the error by distance from the edge · 15 min
#
# One layer spoils a band as wide as its reach (section 2.11). What do three layers do, with random weights, on a
# photograph? After each comes a ReLU, which turns negative numbers into 0. And is `roll` a fair shift? No camera
# moves that way: when it turns, *new* pixels come in. So measure both.
#
# - **roll**: the picture is rolled by one pixel down and right; what leaves comes in again.
# - **camera**: the camera turns by one pixel, up and to the left, and everything in the picture moves down and right; new
#   pixels come in.
#
# Both pictures are 40×40. The new one has a new row at the top and a new column at the left. Leave these out, and both
# pictures show the same scene, the **common part**, 39×39. Only there can the two outputs be compared; so the distance
# of a pixel counts from the edge of the common part, where it is 0. (In 2.11 the new row and column were counted; that
# made the band three wide there.)
#
# **Predict first.** Three layers of 5×5, each reaching two pixels. At which distance is the error zero for the first
# time? Which mode is best under *roll*, and is it also best under *camera*?

# %%
def network(x, weights, mode):
    """Three 5×5 layers with ReLU; each pads by 2 in the given mode."""
    for weight in weights:
        x = torch.relu(functional.conv2d(x, weight, padding=2, padding_mode=mode))
    return x

def shift_error(old, new, weights, mode):
    """Output for `new` minus output for `old`, where both show the same scene, divided by the output's root mean square."""
    before, after = network(old[None, None], weights, mode), network(new[None, None], weights, mode)
    return (after[..., 1:, 1:] - before[..., :-1, :-1]) / before.pow(2).mean().sqrt()

# %% [markdown]
# `network` and `shift_error` do the measuring. The next cell sorts the pixels of the common part by their distance from
# its nearest edge.

# %%
i = torch.arange(39)
from_edge = torch.minimum(i, 38 - i)
distance = torch.minimum(from_edge[:, None], from_edge)                 # (39, 39)

def by_distance(error):
    """Root mean square of the error over the pixels at distance 0, 1, …, 8."""
    return torch.stack([error[..., distance == d].pow(2).mean().sqrt() for d in range(9)])

# %% [markdown]
# `random_layers` draws the weights. One picture goes in and each layer gives eight, its *channels*, every one with
# weights of its own: 1 → 8 → 8 → 8. Twenty seeds: each has its own weights and its own 40×40 piece of the photograph.
# All five modes and both shifts see the same draws. In the picture, points are medians over the seeds, and whiskers hold
# the middle half of them.

# %%
def random_layers(draw):
    """5×5 weights for 1 → 8 → 8 → 8 channels, scaled so that ReLU layers keep the size of their signal."""
    return [torch.randn(8, c, 5, 5, generator=draw).double() * (2 / (25 * c)) ** 0.5 for c in (1, 8, 8)]

# %% tags=["nbval-ignore-output"]
curves = {(kind, mode): [] for kind in ("roll", "camera") for mode in modes}
for seed in range(20):
    draw = torch.Generator().manual_seed(seed)
    weights = random_layers(draw)
    r, c = torch.randint(1, 470, (2,), generator=draw).tolist()
    old = scene[r : r + 40, c : c + 40]
    new = {"roll": old.roll((1, 1), (0, 1)), "camera": scene[r - 1 : r + 39, c - 1 : c + 39]}
    for (kind, mode), rows in curves.items():
        rows.append(by_distance(shift_error(old, new[kind], weights, mode)))
curves = {key: torch.stack(rows) for key, rows in curves.items()}     # (20 seeds, 9 distances) each
figures.boundary.error_curves(curves, reach=6)

# %% [markdown]
# The next cell asks in how many of the twenty seeds each mode makes a smaller error than zeros in the outermost pixels,
# at distance 0.

# %% tags=["nbval-ignore-output"]
better = {}
for (kind, mode), values in curves.items():
    assert values[:, 6:].max() < 1e-12
    if mode != "zeros":
        better[kind, mode] = int((values[:, 0] < curves[kind, "zeros"][:, 0]).sum())
assert curves["roll", "circular"].max() < 1e-12 and curves["camera", "circular"][:, 0].min() > 1e-3
assert min(better.values()) >= 18
rises = {kind: int((curves[kind, "zeros"][:, 1] > curves[kind, "zeros"][:, 0]).sum()) for kind in ("roll", "camera")}
assert all(5 < count < 15 for count in rises.values())
print("zeros: larger at distance 1 than at 0 in", rises)
better

# %% [markdown]
# What was measured, and what was not:
#
# - From distance 6 on, the error is zero, in every mode and for both shifts: three layers, each reaching 2 pixels.
#   Depth widens the band, the mode decides how bad it is inside.
# - Under *roll* the circular boundary is exact. Under *camera* it is not: no mode knows the pixels that it has not
#   seen.
# - In the outermost pixels every other mode beats zeros in at least 18 of the 20 seeds. The whiskers are long: much
#   depends on the weights and on the piece of picture.
# - Under zeros the median rises from distance 0 to distance 1. In single seeds it rises about as often as it falls: no law.
# - Between the four modes that copy, these 20 seeds show no clear winner under *camera*.
#
# The band has another side: a zero frame tells the network where it is. Give the network a picture without any
# position in it, one flat grey, and ask how much its output varies from pixel to pixel.

# %%
grey = torch.full((24, 24), 0.5, dtype=torch.float64)
for mode in modes:
    spread = []
    for seed in range(3):
        draw = torch.Generator().manual_seed(seed)
        out = network(grey[None, None], random_layers(draw), mode)[0]
        spread.append((out.std((1, 2)).max() / out.pow(2).mean().sqrt()).item())
    assert min(spread) > 0.3 if mode == "zeros" else max(spread) < 1e-12
    print(f"{mode:10}", [round(value, 2) for value in spread])

# %% [markdown]
# Only zeros varies: its row sums are not equal (section 2.4). Every other mode passes flat grey on as flat grey.
# Islam, Jia and Bruce could read the position of a pixel from the features of trained networks, and traced it to the
# zero padding. It helps where place matters, and it is one more reason why such a network is not exactly equivariant.

# %% [markdown]
# ## 2.13 Build a layer for a panorama · 10 min
#
# The panorama of section 2.7 closes along its width. Above and below it has an edge.
#
# ### ✏️ Exercise 2.5 · Design a layer for a panorama · ★★★ · 9 min
#
# Write `conv_panorama(x, weight)`. `x` is a panorama of shape (h, w), `weight` a kernel of shape (kh, kw) with kh and
# kw odd, both 2-D tensors. Return the cross-correlation (no flip) of the **same size** (h, w), where the picture
# closes along the width (left and right edge are neighbours: circular) and the top and the bottom row go on for ever
# (replicate). You may use everything: `F.pad`, `F.conv2d`, indexing. `F.pad` in a mode such as circular, and
# `F.conv2d`, want four axes, (n, c, h, w): `x[None, None]` adds two, `[0, 0]` takes them off.
#
# When it is right, turning the camera by whole columns only rolls the output along its width.
#
# <details><summary>Hint 1</summary>
#
# How many cells does the kernel need on the left, on the right, above, below? Pad one axis, then the other, each in
# its own mode, and convolve without padding.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `F.pad(x, (kw // 2, kw // 2, 0, 0), mode="circular")` pads the last axis only, for an x of four axes; the order is
# (left, right, top, bottom).
#
# </details>

# %% id="ex-conv-panorama"
def conv_panorama(x, weight):
    ### BEGIN SOLUTION
    side, up = weight.shape[1] // 2, weight.shape[0] // 2
    x = F.pad(x[None, None], (side, side, 0, 0), mode="circular")
    x = F.pad(x, (0, 0, up, up), mode="replicate")
    return F.conv2d(x, weight[None, None])[0, 0]
    ### END SOLUTION

# %% id="check-conv-panorama"
check.conv_panorama(conv_panorama)

# %% [markdown]
# ## What we learned
#
# - A window of k cells has d − k + 1 stops inside a signal of d; each padded cell adds one. P = (K − 1)/2 keeps the
#   size for odd K and stride 1; a dilation D needs D(K − 1)/2.
# - Zeros, circular, replicate, symmetric, reflect differ only in which cell a ring cell copies. The lecture's
#   *reflect* is numpy's `symmetric`; torch has no such mode.
# - The mode changes the corners of the matrix: cut off, wrapped round, or folded back. Row sums say whether flat
#   stays flat, column sums whether the total is kept.
# - Convolution is exactly equivariant for a cyclic boundary and stride 1. Any other mode is wrong near the edge, as
#   deep as all layers together reach (sections 2.11 and 2.12).
#
# **What is next:** stride and dilation join the formula, and it predicts the size, the parameters and the cost of every
# layer before it runs.
#
# **References**
#
# - Simon Prince, *Understanding Deep Learning*, chapter 10.
# - Zhang, Lipton, Li and Smola, *Dive into Deep Learning*, chapter 7 (padding and stride: 7.3).
# - Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*, arXiv:1603.07285.
# - Islam, Jia and Bruce, *How much position information do convolutional neural networks encode?*, ICLR 2020,
#   arXiv:2001.08248.
