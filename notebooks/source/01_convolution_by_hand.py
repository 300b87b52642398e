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
# # 01 · Slide a window and get PyTorch's numbers
#
# **You will** slide a window of weights over a signal, then over an image, and get the numbers that PyTorch gets.
#
# **You need** Python with loops and functions, the sum sign Σ, and a little of torch: tensors, shapes, slices.
#
# **Time** 45 minutes for sections 1.1 to 1.6 with exercises 1.1 and 1.3; exercise 1.2 takes 8 more and can be left for
# later. Everything after that is optional, in sections of 5 to 30 minutes with two more exercises, about 90 minutes.
# The machine needs a few seconds.
#
# If you reopen this notebook later, run it from the top (*Run ▸ Run All Cells*), so that the explorers come back.
#
# The notebook follows a lecture and says where the two differ. You do not need its slides: every number is here.

# %%
import numpy as np
import torch
import torch.nn.functional as F

from helpers import explorers, figures, functional, geometry
from helpers.check import convolution_by_hand as check
from helpers.data import photograph

torch.manual_seed(1)
torch.set_num_threads(1)

# %% [markdown]
# ## 1.1 Turn a function into numbers
#
# A sound is a function of time: at every moment t there is one air pressure f(t). A computer measures it at equal
# steps and keeps the list. Below, the step is 0.05 seconds; the orange curve is the function, the blue dots are kept.


# %%
def f(t):
    return torch.sin(2 * torch.pi * t) + 0.5 * torch.sin(6 * torch.pi * t)


step = 0.05
x = f(step * torch.arange(21))
figures.sampled(f, x, step=step)

# %% [markdown]
# The lower axis is the time t: the function has the value f(0.15). The upper axis is the index i: the list has the
# value x[3]. It is the same number, since 3 · 0.05 = 0.15.

# %%
assert torch.isclose(x[3], f(torch.tensor(0.15)))
x[3]

# %% [markdown]
# From here on a *signal* is a list of numbers, and an image is a table of them.
#
# ## 1.2 Write a filter as a matrix
#
# A *filter* takes a signal and returns another one. Take a noisy signal of 50 numbers and replace each by the average
# of itself and the two that follow. The signal is treated as a circle: after the last number comes the first again.
#
# You need not read the code of the next two cells. It uses the course's own layers, `functional`, and its `[None, None]`
# adds two axes, which section 1.4 explains.

# %%
noisy = torch.sin(2 * torch.pi * torch.arange(50) / 25) + 0.3 * torch.randn(50)
thirds = torch.full((1, 1, 3), 1 / 3)
circle = dict(padding=(0, 2), padding_mode="circular")
smooth = functional.conv1d(noisy[None, None], thirds, **circle)[0, 0]
figures.signals(noisy=noisy, smooth=smooth)

# %% [markdown]
# The fast wiggles are smaller, the slow wave is still there.
#
# Each output is a weighted sum of inputs, so the filter is a matrix: y = W x, with 50 rows and 50 columns. Column j
# is the filter's answer to the signal that is 1 at index j and 0 elsewhere; that is how the cell finds W. Row i holds
# the weights of output i.
#
# **Predict first.** What stands in row 0? In row 1? In the last row, row 49? Here and wherever you are asked to
# predict: write your answer down before you scroll on. The cells and the text below give it away.

# %%
units = torch.eye(50)[:, None]
W = functional.conv1d(units, thirds, **circle)[:, 0].T
figures.matrix(W, title="W: the moving average as a 50×50 matrix")

# %% [markdown]
# Row i has three weights that start at the diagonal; row 49 has them at columns 49, 0 and 1. Every row is the row
# above, moved one place to the right round the circle: in code, `W[0].roll(i)` is row 0, moved i places. That is what makes a matrix a *convolution*: the filter does the same at every
# moment.

# %% tags=["claim:G32"]
assert W.shape == (50, 50)
assert all(torch.equal(W[i], W[0].roll(i)) for i in range(50))
assert torch.allclose(W @ noisy, smooth, atol=1e-6)
W[:3, :6]

# %% [markdown]
# ### ✏️ Exercise 1.1 · Average three neighbours · ★☆☆ · 6 min
#
# Write the moving average without a matrix. `x` is a signal of shape (d,). Return y of the same shape, with y[i] =
# (x[i] + x[i+1] + x[i+2]) / 3. The window looks forward, and indices wrap round: after x[d-1] comes x[0].
#
# Put your code in place of the line `raise NotImplementedError()`, run the cell, then run the check below it. (A check
# that runs before its exercise's cell stops with a *NameError*.) The check goes from easy to hard, stops at the first
# case that fails, and says what went wrong if it knows the mistake.
#
# <details><summary>Hint 1</summary>
#
# `i % d` is the index i on a circle of d places: `9 % 9` is 0.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Take `d = len(x)`, make `y = torch.zeros(d)` and fill y[i] in a loop over i. The three indices are i, (i + 1) % d and (i + 2) % d.
#
# </details>


# %% id="ex-moving-average"
def moving_average(x):
    ### BEGIN SOLUTION
    d = len(x)
    y = torch.zeros(d)
    for i in range(d):
        y[i] = (x[i] + x[(i + 1) % d] + x[(i + 2) % d]) / 3
    return y
    ### END SOLUTION


# %% id="check-moving-average"
check.moving_average(moving_average)

# %% [markdown]
# ## 1.3 Shift, multiply, add
#
# Now any weights, not only thirds. Lay the filter b along the signal a, starting at index i. Multiply the pairs that
# lie on each other, add the products: that is output i. Written out, with d numbers in each list and all indices
# counted from 0:
#
# $$[a * b]_i = \sum_{j=0}^{d-1} a_{(i+j) \bmod d}\; b_j$$
#
# Deep learning calls this a *convolution*. The window is not flipped; section 1.6 explains why that needs saying.
#
# Here is the lecture's example. The filter takes the number under its start and subtracts the next one.

# %%
a = torch.tensor([1.0, 2, 3, 4, 5, 4, 3, 2, 1])
b = torch.tensor([1.0, -1, 0, 0, 0, 0, 0, 0, 0])
window = {"a": slice(2, 4), "b_at_2": slice(2, 4)}
figures.numbers(a=a, b_at_2=b.roll(2), mark=window, title="Output 2:  3·1 + 4·(−1) = −1")

# %% [markdown]
# **Predict first.** Work out outputs 0, 3 and 4 on paper: the explorer shows all at once. Where does the sign change?
# What is output 8, where the window reaches past the end?
#
# Then step through it with *Next* or the slider, or point at a cell. `pair` is b without its zeros, which add nothing
# to a sum. `wrapped` is the signal with its first number once more at the end, so that the last window finds it there.

# %%
wrapped = torch.cat([a, a[:1]])
pair = torch.tensor([1.0, -1])
line = explorers.WindowStepper(wrapped, pair, names=("wrapped", "pair"), flip_box=False)
line

# %% [markdown]
# The explorer computes in your browser. This table is computed in Python; both must agree.

# %% tags=["claim:G36"]
steps = [(a[i] * 1, a[(i + 1) % 9] * -1) for i in range(9)]
for i, (first, second) in enumerate(steps):
    print(f"i = {i}:  {a[i]:.0f}·1 + {a[(i + 1) % 9]:.0f}·(-1) = {first + second:2.0f}")
result = torch.stack([first + second for first, second in steps])
assert result.tolist() == [-1, -1, -1, -1, 1, 1, 1, 1, 0]
assert line.output.tolist() == result.tolist()

# %% [markdown]
# −1 says *one step up*, +1 says *one step down*: the sign changes at the peak. The lecture stops after three outputs;
# the last one wraps round, a[8] − a[0] = 1 − 1 = 0.
#
# ### ✏️ Exercise 1.2 · Convolve in a circle · ★★☆ · 8 min
#
# *May be left for later.* Write the formula above. `a` and `b` are signals of the same length d, with any numbers in them. Return c of shape
# (d,), where c[i] is the sum over j of a[(i + j) % d] * b[j]. Do not flip b.
#
# <details><summary>Hint 1</summary>
#
# Two loops: the outer one over the outputs i, the inner one over the weights j.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Start from `c = torch.zeros(d)`. The inner line adds one product to c[i].
#
# </details>


# %% id="ex-circular"
def circular(a, b):
    ### BEGIN SOLUTION
    d = len(a)
    c = torch.zeros(d)
    for i in range(d):
        for j in range(d):
            c[i] += a[(i + j) % d] * b[j]
    return c
    ### END SOLUTION


# %% id="check-circular"
check.circular(circular)

# %% [markdown]
# ## 1.4 Shift in, shift out
#
# The window has the same weights wherever it stands. That has a consequence. Move the signal two places to the right,
# round the circle, then filter it; or filter it first, then move the result.
#
# **Predict first.** Do the two routes give the same numbers? Would they if the filter multiplied each number by its
# index?
#
# To try it we let torch do the filtering. Its `conv1d` knows no circle, so we append the first numbers at the end.
# It also wants two more axes: many signals at once (the *batch*), many numbers at each place (the *channels*). We have
# one of each: `a[None, None]` has shape (1, 1, 9).


# %%
def by_torch(a, b):
    longer = torch.cat([a, a[: len(b) - 1]])
    return F.conv1d(longer[None, None], b[None, None])[0, 0]


moved, filtered = a.roll(2), by_torch(a, b)
routes = filtered.roll(2), by_torch(moved, b)
figures.commuting_square(a, filtered, moved, *routes, "filter", "shift by 2")

# %% [markdown]
# A function with this property is **equivariant**: shift in, shift out, f(shift x) = shift f(x). Not every matrix has
# it. Multiply each number by its index, and the two routes give different results:

# %%
ramp = torch.arange(9.0)
routes = (a * ramp).roll(2), moved * ramp
figures.commuting_square(a, a * ramp, moved, *routes, "times i", "shift by 2")

# %% [markdown]
# **Invariant** is another word: the result does not change at all, g(shift x) = g(x). Adding up an equivariant output
# makes it invariant: *where* gets lost, *how much* stays. The sum of our output is always 0, since on a circle all steps
# up are taken down again. So mark the steps up instead, a 1 at each −1 and 0 elsewhere, and add up the marks, wherever
# the signal starts:

# %%
steps_up = [int((by_torch(a.roll(n), b) == -1).sum()) for n in range(9)]
assert steps_up == [4] * 9
steps_up

# %% [markdown]
# Four steps up at every one of the nine shifts. A network that must *find* a cat wants equivariance; one that must
# only *say* "cat" wants invariance.
#
# ## 1.5 Slide the window over an image
#
# In two dimensions only one thing is new: the window stays inside the image, and does not go round. (Notebook 02 is
# about the edge.) A filter for images is called a *kernel*. Put a 2×2 kernel on the top-left corner of a 3×3 image.
# Multiply the pairs that lie on each other and add the products: that number is the top-left output.

# %%
image = torch.arange(9.0).view(3, 3)
kernel = torch.arange(4.0).view(2, 2)
figures.numbers(image=image, kernel=kernel, mark=(slice(0, 2), slice(0, 2)), signs=("⋆",))

# %% [markdown]
# **Predict first.** Work out the first and the last of the four outputs on paper. Then step through them and compare.

# %%
grid = explorers.WindowStepper(image, kernel, names=("image", "kernel"), flip_box=False)
grid

# %% [markdown]
# The same four stops in Python. `image[i : i + 2, j : j + 2]` is the window whose top-left corner is at row i, column
# j.

# %% tags=["claim:U12", "claim:U13"]
stops = {(i, j): image[i : i + 2, j : j + 2] for i in range(2) for j in range(2)}
for (i, j), window in stops.items():
    pairs = zip(window.flatten().int(), kernel.flatten().int(), strict=True)
    terms = " + ".join(f"{pixel}·{weight}" for pixel, weight in pairs)
    print(f"output[{i}, {j}] = {terms} = {(window * kernel).sum():.0f}")
assert [(window * kernel).sum() for window in stops.values()] == [19, 25, 37, 43]
assert F.conv2d(image[None, None], kernel[None, None])[0, 0].tolist() == [[19, 25], [37, 43]]
assert grid.output.tolist() == [[19, 25], [37, 43]]

# %% [markdown]
# 19, 25, 37 and 43: paper, explorer, Python and torch agree.
#
# What is it good for? Slide the pair (1, −1) over a photograph: each output is a pixel minus its right neighbour.
# **Predict first.** What comes out where the picture is flat? Where bright turns to dark?

# %%
camera = photograph("camera", size=240)
step_right = torch.tensor([[1.0, -1]])
borders = F.conv2d(camera[None, None], step_right[None, None])[0, 0]
assert borders.shape == (240, 239)
assert torch.equal(borders, camera[:, :-1] - camera[:, 1:])
figures.images(photograph=camera, borders=borders, limit=0.5)

# %% [markdown]
# Flat parts give 0, which is grey here. Where bright turns to dark, going right, the output is positive, light; where
# dark turns to bright it is negative, dark. The same few lines make the four numbers above and these 57,360. Now write
# them.
#
# ### ✏️ Exercise 1.3 · Slide the window over an image · ★★☆ · 10 min
#
# Write it for any sizes. `x` is an image of shape (h, w), `k` a kernel of shape (kh, kw) that is no larger. Return
# the output of shape (h − kh + 1, w − kw + 1). The window stays inside the image; the kernel is not flipped. Sizes
# may differ: h ≠ w, kh ≠ kw.
#
# <details><summary>Hint 1</summary>
#
# Make `y = torch.zeros(...)` of the output's shape. Two loops are enough: one over its rows, one over its columns.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The window of output (i, j) is `x[i : i + kh, j : j + kw]`. Multiply it by `k` and take `.sum()`.
#
# </details>


# %% id="ex-corr2d"
def corr2d(x, k):
    ### BEGIN SOLUTION
    (h, w), (kh, kw) = x.shape, k.shape
    y = torch.zeros(h - kh + 1, w - kw + 1)
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            y[i, j] = (x[i : i + kh, j : j + kw] * k).sum()
    return y
    ### END SOLUTION


# %% id="check-corr2d" tags=["claim:N30"]
check.corr2d(corr2d)

# %% [markdown]
# The check compares with `F.conv2d`, which leaves the image as it is unless you ask for *padding*. So this is what PyTorch's layer computes, except for two things:
# a *bias*, one number that is added to every output, and *channels*. Section 1.11 (optional) adds both.
#
# ## 1.6 Do not flip, or say so
#
# In mathematics and signal processing, convolution reads the signal backwards, a[i − j]. The same numbers come out if
# the filter is flipped before it slides, only numbered otherwise: a[i − j] counts a window by its end, we by its start. Deep learning leaves out the flip and keeps the name. The exact name of what we do is
# *cross-correlation*, written ⋆ in the picture of section 1.5.
#
# **Predict first.** Turn the kernel (0 1 / 2 3) by 180° and work out the first output again. Then tick *flip the
# kernel* below.

# %%
turned = explorers.WindowStepper(image, kernel, names=("image", "kernel"))
turned

# %% [markdown]
# The same in Python. `slide` is `F.conv2d` for one image and one kernel: it adds the two axes for batch and channels
# and takes them off again.


# %% tags=["claim:U14"]
def slide(x, k):
    return F.conv2d(x[None, None], k[None, None])[0, 0]


flipped = functional.conv2d(image[None, None], kernel[None, None], flip=True)[0, 0]
assert flipped.tolist() == [[5, 11], [23, 29]]
assert torch.equal(flipped, slide(image, kernel.flip(0, 1)))
assert torch.equal(turned.output, flipped if turned.flip else slide(image, kernel))
flipped

# %% [markdown]
# 5 instead of 19: 0·3 + 1·2 + 3·1 + 4·0.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention.** `F.conv1d`, `F.conv2d` and the lectures do *not* flip; `numpy.convolve` and
# `scipy.signal.convolve` do. Without the flip the order matters: a ∗ b and b ∗ a differ. With it they are equal. A
# network does not care, it learns the flipped weights. You care when you carry weights from one library to another.
#
# </div>
#
# **Here the required part ends.** The last cell, [What we learned](#What-we-learned), sums it up. The sections in
# between are optional: take those that you like, in their order. Run their cells even if you skip the text. They use
# the Fourier transform, linear regression, gradients and batch norm as tools; later notebooks explain them.
#
# ## 1.7 Optional: write it five ways
#
# *8 minutes.* The same numbers can be had in very different ways. As a loop, one output at a time. By shifting the
# whole signal once for each weight. As a matrix whose rows are shifts of b.


# %%
def by_loop(a, b):
    d = len(a)
    return torch.stack([sum(a[(i + j) % d] * b[j] for j in range(d)) for i in range(d)])


def by_rolls(a, b):
    return sum(weight * a.roll(-j) for j, weight in enumerate(b))


def by_matrix(a, b):
    return torch.stack([b.roll(i) for i in range(len(b))]) @ a


# %% [markdown]
# The fourth way is `by_torch` of section 1.4. The fifth is the Fourier transform, used here as a tool: it turns the
# sliding into one multiplication per frequency.


# %%
def by_fft(a, b):
    return torch.fft.ifft(torch.fft.fft(a) * torch.fft.fft(b).conj()).real


ways = (by_loop, by_rolls, by_matrix, by_torch, by_fft)
u, v = torch.randn(2, 64, dtype=torch.float64)
for way in ways:
    assert torch.allclose(way(a, b), result, atol=1e-6)
    assert torch.allclose(way(u, v), by_loop(u, v), atol=1e-9)
by_fft(a, b).round() + 0.0

# %% [markdown]
# Five programs, one answer, on the lecture's example and on random signals of 64 numbers. A later notebook compares
# their speed.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention.** The lecture prints the Fourier route as $\mathcal F^{-1}(\mathcal F a \circ \mathcal F b)$.
# That is right when the filter is flipped, as in signal processing. Our window is not flipped, so the transform of b
# must be conjugated, so that its imaginary parts change their sign: `.conj()`. Without it the example comes out as below: the same steps, one place late and with
# the other sign.
#
# </div>

# %% tags=["claim:G42"]
without = torch.fft.ifft(torch.fft.fft(a) * torch.fft.fft(b)).real.round() + 0.0
assert without.tolist() == [0, 1, 1, 1, 1, -1, -1, -1, -1]
without

# %% [markdown]
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention.** The lecture prints the rows of W (section 1.2) with .33. That is 1/3, rounded for the slide.
# Taken literally, each row would add up to .99, and a constant signal of 100 would come out as 99.
#
# </div>

# %% tags=["claim:G33"]
hundred = torch.full((50,), 100.0)
printed = torch.where(W > 0, 0.33, 0.0)
assert torch.allclose(printed @ hundred, torch.tensor(99.0))
assert torch.allclose(W @ hundred, hundred)
print(f"with .33: {(printed @ hundred)[0]:.1f}, with 1/3: {(W @ hundred)[0]:.1f}")

# %% [markdown]
# ## 1.8 Optional: count the weights and the work
#
# *7 minutes.* Seven of the nine weights of b are zeros. Nobody needs to store them: b = (1, −1) is enough, and putting
# zeros behind it changes nothing.

# %% tags=["claim:G47"]
short = torch.tensor([1.0, -1])
padded = F.pad(short, (0, len(a) - len(short)))
assert torch.equal(padded, b) and len(short) == 2
assert torch.equal(by_torch(a, short), by_torch(a, padded))
by_torch(a, short)

# %% [markdown]
# Now count. **Predict first.** For a signal of d = 50: how many numbers are in a matrix with all entries free? How
# many in a filter as long as the signal? How many are in the moving average?

# %% tags=["claim:G40"]
dense = torch.nn.Linear(50, 50, bias=False)
long_filter = torch.nn.Conv1d(1, 1, 50, bias=False)
short_filter = torch.nn.Conv1d(1, 1, 3, bias=False)
counts = [layer.weight.numel() for layer in (dense, long_filter, short_filter)]
assert counts == [2500, 50, 3]
counts

# %% [markdown]
# 2,500 against 50 against 3. The work shrinks the same way: with s weights that are not zero, each of the d outputs
# costs s products, d · s in all. Count them, on the two random signals u and v of section 1.7, with all but five
# weights of v set to zero.


# %% tags=["claim:G41"]
def counted(a, b):
    d, products, c = len(a), 0, torch.zeros_like(a)
    for i in range(d):
        for j in b.nonzero().flatten().tolist():
            c[i] += a[(i + j) % d] * b[j]
            products += 1
    return c, products


sparse = torch.where(torch.arange(64) < 5, v, 0.0)
sums, products = counted(u, sparse)
assert products == 64 * 5 and products < 64 * 64
assert torch.allclose(sums, by_torch(u, sparse)) and torch.allclose(sums, by_fft(u, sparse))
products

# %% [markdown]
# 320 products for d = 64 and s = 5, where a dense matrix needs 4,096. The Fourier route gives the same numbers in
# about d · log d steps however many weights there are.
#
# Now draw two layers as matrices, with six inputs and six outputs, one column for each input and one row for each
# output, counted from 0 (the lecture writes $x_1 … x_6$ and $h_1 … h_6$). On the left a *fully connected* layer: every
# output reads every input. On the right a convolution with three weights, as layers in networks have it: the window is centred on its output, and
# beyond both ends there are zeros instead of a circle. So rows 0 and 5 have only two weights each. Equal weights have
# equal colours.

# %%
connected = torch.nn.Linear(6, 6, bias=False).weight.detach()
layer = torch.nn.Conv1d(1, 1, 3, padding=1, bias=False)
layer.weight.data = torch.tensor([[[0.3, -0.2, 0.1]]])
convolution = layer(torch.eye(6)[:, None]).detach()[:, 0].T
figures.matrix(fully_connected=connected, convolution=convolution)

# %% [markdown]
# **Predict first.** How many different weights are there on each side, zeros left out? How many cells are not zero?
# Count cells, not colours: two weights that are nearly equal look alike, and on the left a pale cell is a small weight.

# %% tags=["claim:N32"]
assert connected.unique().numel() == 36
assert convolution.count_nonzero() == 16
assert convolution[convolution != 0].unique().numel() == 3
for offset, weight in zip((-1, 0, 1), (0.3, -0.2, 0.1), strict=True):
    assert (convolution.diagonal(offset) == weight).all()
connected.count_nonzero(), convolution.count_nonzero(), convolution[convolution != 0].unique()

# %% [markdown]
# Left: 36 cells with 36 different weights, even where two colours look alike. Right: 16 cells that are not zero, and
# only 3 different weights, one for each diagonal. A convolution is a linear layer with two promises: most weights are
# zero, and the rest are shared.
#
# ## 1.9 Optional: linear, and shifted from both sides
#
# *10 minutes with the exercise.* What happens to the output when a moves, when b moves, or when both grow? Think first,
# then compute.
#
# ### ✏️ Exercise 1.4 · Predict five results · ★★☆ · 6 min
#
# Let c = a ∗ b, as in section 1.3, with nine numbers each, and shift in a circle. Give each shift as a number from −4
# to 4. Work on paper; a good example to draw is a = (1, 2, 3, 0, 0, 0, 0, 0, 0) with b = (1, 0, 0, 0, 0, 0, 0, 0, 0),
# where c = a.
#
# | name | question |
# |---|---|
# | `a_right` | a moves 2 places to the right, b stays. How many places does c move? Right counts as positive, left as negative. |
# | `b_right` | b moves 2 places to the right, a stays. How many places does c move? |
# | `both_right` | Both move 2 places to the right. How many places does c move? Add your first two answers. |
# | `factor` | Both a and b are doubled. By which factor does c grow? |
# | `total` | The numbers of a add up to 25, those of b to 3, and a moves 5 places to the right. What do the numbers of c add up to? |
#
# <details><summary>Hint 1</summary>
#
# Take b = (1, 0, 0, …): then c = a. Now move the 1 to index 2 and read the formula: c[i] = a[i + 2].
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# For `total`: each number of a meets each number of b exactly once.
#
# </details>

# %% id="ex-shifts"
### BEGIN SOLUTION
a_right = 2
b_right = -2
both_right = 0
factor = 4
total = 75
### END SOLUTION

# %% id="check-shifts"
check.shifts(a_right=a_right, b_right=b_right, both_right=both_right, factor=factor, total=total)

# %% [markdown]
# Convolution is **linear**: filter a sum, or add the filtered parts.

# %% tags=["claim:G38"]
a1, a2, b1 = torch.randn(3, 9, dtype=torch.float64)
assert torch.allclose(by_torch(a1 + 2 * a2, b1), by_torch(a1, b1) + 2 * by_torch(a2, b1))
assert torch.allclose(by_torch(b1, a1 + 2 * a2), by_torch(b1, a1) + 2 * by_torch(b1, a2))
assert not torch.allclose(by_torch(a1 + 2 * a2, b1), by_torch(a1, b1) + by_torch(a2, b1))
by_torch(a1 + 2 * a2, b1)[:3], (by_torch(a1, b1) + 2 * by_torch(a2, b1))[:3]

# %% [markdown]
# Both routes print the same numbers: (a₁ + 2a₂) ∗ b₁ = a₁ ∗ b₁ + 2(a₂ ∗ b₁). The second assert says the same for the
# filter; the third shows that a wrong rule is noticed.
#
# And all shifts, in both arguments:

# %% tags=["claim:G39"]
c = by_torch(a1, b1)
for n in range(9):
    assert torch.allclose(by_torch(a1.roll(n), b1), c.roll(n))
    assert torch.allclose(by_torch(a1, b1.roll(-n)), c.roll(n))
assert not torch.allclose(by_torch(a1, b1.roll(2)), c.roll(2))
figures.numbers(c=by_torch(a, b), a_right_2=by_torch(a.roll(2), b), b_right_2=by_torch(a, b.roll(2)))

# %% [markdown]
# All nine shifts hold. The picture has the lecture's example: with a moved two places to the right, the row c moves
# right; with b moved two places to the right, it moves left.
#
# ## 1.10 Optional: learn the filter from examples
#
# *20 minutes.* Somebody filters a signal and hands you input and output, but not the filter. Can you get it back? Each
# output is a dot product of one window with the same five weights. So each window is a list of features, its output
# is the target, and the weights are those of a linear regression: the five numbers that come closest to all targets.

# %%
secret = torch.tensor([-1.0, 2, 3, 2, -1]) / 5
signal = torch.randn(104)
target = F.conv1d(signal[None, None], secret[None, None])[0, 0]
windows = signal.unfold(0, 5, 1)
title = f"The first 4 of {len(windows)} examples"
figures.numbers(windows=windows[:4], target=target[:4, None], signs=("→",), title=title)

# %% [markdown]
# Each row is the row above, moved by one. A hundred equations, five unknowns. *Least squares* finds the weights with the
# smallest sum of squared errors, in one line.


# %% tags=["claim:G35"]
def least_squares(features, targets):
    return torch.linalg.lstsq(features, targets[:, None]).solution[:, 0]


solved = least_squares(windows, target)
assert torch.allclose(solved, secret, atol=1e-5)
assert not torch.allclose(least_squares(windows, target.roll(1)), secret, atol=0.1)
solved.round(decimals=4) + 0.0

# %% [markdown]
# That is the secret filter (−1, 2, 3, 2, −1) / 5, up to rounding. With the targets moved by one place it fails (second
# assert).
#
# A network finds its filters step by step. Start at zero, take ten random windows, and ask how the mean of their squared
# errors grows with each weight: that is its *gradient*. Move the weights a little the other way, and repeat 200 times.
# This is *stochastic gradient descent*, SGD: stochastic, since the windows are drawn at random.

# %%
weights, losses = torch.zeros(5), []
for _ in range(200):
    some = torch.randint(len(windows), (10,))
    error = windows[some] @ weights - target[some]
    losses.append((error**2).mean())
    gradient = 2 * windows[some].T @ error / 10  # of the mean of error**2 over 10 windows
    weights = weights - 0.05 * gradient
assert torch.allclose(weights, secret, atol=1e-3)
figures.curves(y_label="mean squared error", log=True, SGD=torch.stack(losses))

# %% [markdown]
# The error falls by the same factor again and again, until only rounding is left: the same five weights, by small
# steps.
#
# ### Noise and real pictures
#
# Two things are harder in practice. The targets are noisy, here by ±0.3. Then the number of examples decides; the
# table has the mean distance between learned and true weights over 20 fresh signals.


# %% tags=["nbval-ignore-output"]
def distance(n):
    x = torch.randn(n + 4)
    y = F.conv1d(x[None, None], secret[None, None])[0, 0] + 0.3 * torch.randn(n)
    return (least_squares(x.unfold(0, 5, 1), y) - secret).norm()


distances = {}
for n in (10, 100, 1000, 10_000):
    distances[n] = torch.stack([distance(n) for _ in range(20)]).mean()
    print(f"{n:6,} examples: off by {distances[n]:.2g}")
assert 6 < distances[100] / distances[10_000] < 15

# %% [markdown]
# From 100 to 10,000 examples the distance shrinks about tenfold: it goes with 1/√n.
#
# And real signals are not random: neighbouring pixels are alike. Give both methods a photograph and its filtered
# copy, with a 3×3 filter this time, nine weights.

# %% tags=["nbval-ignore-output"]
photo = photograph("camera", size=128)
laplacian = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
patches = F.unfold(photo[None, None], 3)[0].T
edges = patches @ laplacian.flatten()
direct, descent = least_squares(patches, edges), torch.zeros(9)
for _ in range(1000):
    gradient = 2 * patches.T @ (patches @ descent - edges) / len(patches)
    descent = descent - 0.2 * gradient
found = {"least_squares": direct.round(decimals=2), "gradient_1000_steps": descent}
figures.numbers(true=laplacian, **{name: w.view(3, 3) for name, w in found.items()})

# %% [markdown]
# Least squares finds the filter again. Gradient descent is far off after 1,000 steps: the middle is not halfway to
# −4, and its four neighbours should all be 1. How wrong are its outputs?

# %% tags=["nbval-ignore-output"]
left = ((patches @ descent - edges) ** 2).mean() / (edges**2).mean()
assert torch.allclose(direct, laplacian.flatten(), atol=1e-2)
assert -2 < descent[4] < -1 and descent[[1, 3, 5, 7]].max() < 0.5
assert 0.1 < left < 0.5
print(f"{left:.0%} of the squared error is left")

# %% [markdown]
# The nine pixels of a patch are nearly equal, so very different filters give similar outputs. Going from one such
# filter to another hardly changes the error, so the gradient in that direction is tiny, and so is every step. Good
# data or better steps help; later notebooks come back to this.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention.** The lecture predicts output 17 from inputs 15 to 19, a *centred* window. Its formula starts
# the window at i, so there output 17 reads inputs 17 to 21. It is the same filter; only the outputs have other names,
# two places apart. The gradient tells which inputs an output reads:
#
# </div>

# %% tags=["claim:G34"]
inputs, five = torch.zeros(1, 1, 30, requires_grad=True), torch.ones(1, 1, 5)
reads = []
for padding in (0, 2):
    output_17 = F.conv1d(inputs, five, padding=padding)[0, 0, 17]
    reads.append(torch.autograd.grad(output_17, inputs)[0].nonzero()[:, 2].tolist())
forward, centred = reads
assert forward == [17, 18, 19, 20, 21] and centred == [15, 16, 17, 18, 19]
forward, centred

# %% [markdown]
# ## 1.11 Optional: bias, channels, and a single unit
#
# *6 minutes.* A layer has a *bias* b for each output channel, and *channels*: each position i of the window holds a
# vector of inputs, one number a channel, and its weight is a matrix:
#
# $$\vec h_{\text{out}} = \vec b + \sum_{i} W_i \, \vec h_{\text{in}, i} \qquad (i \text{ runs over the } k \times k \text{ positions})$$
#
# Written as code, with 2 channels in, 3 out, and a sum over the nine positions of a 3×3 window. `einsum` multiplies
# the matrix (o × c) with the vector of c channels at every place (h, w) and adds up over c.

# %% tags=["claim:N29"]
h_in, weight, bias = torch.randn(2, 6, 7), torch.randn(3, 2, 3, 3), torch.randn(3)
h_out = bias[:, None, None].expand(3, 4, 5)  # the bias of each channel, at all 4×5 places
for i in range(3):
    for j in range(3):  # the formula's position i is (i, j) here
        seen = h_in[:, i : i + 4, j : j + 5]  # what position (i, j) of the window sees at the 4×5 stops
        h_out = h_out + torch.einsum("oc,chw->ohw", weight[:, :, i, j], seen)
assert torch.allclose(h_out, F.conv2d(h_in[None], weight, bias)[0], atol=1e-5)
h_out.shape

# %% [markdown]
# Three output channels of 4×5, each number the same as torch's. A later notebook builds on channels.
#
# Now look at a single output. It is one small *linear threshold unit*: weighted inputs, minus a threshold B, through
# a nonlinearity σ (here ReLU, which turns negative numbers into 0). Take B = 30, so the bias is −30, and the unit that
# sits on the lower left window of the 3×3 image.

# %%
unit = torch.nn.Linear(4, 1)
unit.weight.data, unit.bias.data = kernel.view(1, 4), torch.tensor([-30.0])
answer = torch.relu(unit(image[1:3, 0:2].flatten()))
everywhere = torch.relu(slide(image, kernel) - 30)
assert answer.item() == everywhere[1, 0] == 37 - 30
everywhere

# %% [markdown]
# The unit answers 7, the entry in row 1, column 0. The layer is the same unit four times, each looking through its
# own window: *local* units with shared weights.
#
# ## 1.12 Optional: see the flip
#
# *5 minutes.* On random signals the flip shows in the numbers. `b1[-torch.arange(9)]` takes the indices 0, 8, 7, …, 1:
# backwards round the circle, where index 0 keeps its place.


# %% tags=["claim:G37"]
def true_convolution(a, b):
    d = len(a)
    return torch.stack([sum(a[(i - j) % d] * b[j] for j in range(d)) for i in range(d)])


assert not torch.allclose(by_torch(a1, b1), true_convolution(a1, b1))
assert torch.allclose(by_torch(a1, b1[-torch.arange(9)]), true_convolution(a1, b1))
assert not torch.allclose(by_torch(a1, b1), by_torch(b1, a1))
assert torch.allclose(true_convolution(a1, b1), true_convolution(b1, a1))
assert np.convolve(a, short, "valid").tolist() == [1, 1, 1, 1, -1, -1, -1, -1]
np.convolve(a, short, "valid")

# %% [markdown]
# What the asserts say, in their order:
#
# * flipped and not flipped differ;
# * they agree once the filter's indices run backwards;
# * without the flip the order of a and b matters;
# * with the flip it does not;
# * numpy, which flips, gets our difference with the other sign.
#
# On a photograph the flip can be seen. The kernel below is bright where a surface faces the upper left, as if a lamp
# stood there. Flip it, and the lamp moves to the lower right.

# %%
emboss = torch.tensor([[-1.0, -1, 0], [-1, 0, 1], [0, 1, 1]])
coins = photograph("coins")[20:150, 15:175]
as_is, by_flip = slide(coins, emboss), slide(coins, emboss.flip(0, 1))
assert torch.allclose(by_flip, -as_is, atol=1e-6) and as_is.abs().max() > 1
figures.images(coins=coins, correlation=as_is, true_convolution=by_flip, limit=1)

# %% [markdown]
# Look at the rims of the coins: every bright rim becomes a dark one. Here the turned kernel is the negative of the
# kernel, so every number changes its sign; the assert says so.
#
# ## 1.13 Optional: find the edges
#
# *5 minutes.* A kernel that is the same after the turn cannot tell the two operations apart. The lecture's example is
# one: the *Laplacian*, four neighbours minus four times the middle.

# %%
rows = ["000000", "012210", "024420", "013310", "012310", "001100"]
table = torch.tensor([[float(digit) for digit in row] for row in rows])
laplacian = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
figures.numbers(input=table, laplacian=laplacian, mark=(slice(0, 3), slice(0, 3)), signs=("⋆",))

# %% [markdown]
# **Predict first.** What is the output at the marked window? At the next one to the right? What would it be wherever
# all nine numbers are equal?

# %% tags=["claim:G54", "claim:G55"]
first, second = ((table[0:3, j : j + 3] * laplacian).sum() for j in (0, 1))
assert first == 1 * -4 + 2 * 1 + 2 * 1 == 0
assert second == 1 * 1 + 2 * -4 + 2 * 1 + 4 * 1 == -1
assert (torch.full((3, 3), 7.0) * laplacian).sum() == 0
first, second

# %% [markdown]
# 0 and −1; and 0 on any flat place, as the weights add up to 0. Now all sixteen windows:

# %% tags=["claim:G53"]
output = slide(table, laplacian)
assert output.tolist() == [[0, -1, -1, 0], [-2, -5, -5, -2], [2, -2, -1, 2], [-1, 0, -5, 0]]
assert output[2, 3] == 2 + 3 + 0 + 1 - 4 * 1 == 2
marks = {"input": (slice(2, 5), slice(3, 6)), "output": (2, 3)}
figures.numbers(input=table, laplacian=laplacian, output=output, mark=marks, signs=("⋆", "="))

# %% [markdown]
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the slide.** The marked cell is printed as 3 in the lecture. Its window has 2 above, 3 to the left, 0 to the
# right, 1 below and 1 in the middle: 2 + 3 + 0 + 1 − 4·1 = 2. The other fifteen cells are as printed.
#
# </div>
#
# Flat gives zero, change gives something else: the kernel draws outlines. Next to it, the moving average in two
# dimensions: a 7×7 window with weights of 1/49.

# %%
big = photograph("camera", size=240)
outlines = slide(big, laplacian)
blurred = slide(big, torch.full((7, 7), 1 / 49))
share = (outlines.abs() < 0.1).float().mean()
assert share > 0.7 and outlines.shape == (238, 238) and blurred.shape == (234, 234)
figures.images(photograph=big, laplacian=outlines, average_7x7=blurred, limit=0.5)

# %% [markdown]
# The even grey is zero. Most of the picture has it: the sky, and the man's dark coat inside its outline. The outline
# of the man and the camera stands out, and so does every blade of grass: the Laplacian likes fine detail, noise
# included. The average does the opposite. Note also the sizes below the pictures: both outputs are smaller than the
# input.
#
# ## 1.14 Optional: answer three questions from the lecture
#
# *25 to 30 minutes with the exercise.*
#
# **Question 1. A 3×3 window slides over a 7×7 image. How large is the output? And in general?** Write your answer
# down before you run the cell.

# %% tags=["claim:U21"]
assert F.conv2d(torch.zeros(1, 1, 7, 7), torch.zeros(1, 1, 3, 3)).shape == (1, 1, 5, 5)
pairs_of_sizes = [(width, size) for width in range(1, 21) for size in range(1, width + 1)]
for width, size in pairs_of_sizes:
    y = F.conv1d(torch.zeros(1, 1, width), torch.zeros(1, 1, size))
    assert y.shape[-1] == width - size + 1 == geometry.conv_output_size(width, size)
len(pairs_of_sizes)

# %% [markdown]
# 5×5, and in general d − k + 1 for a signal of d numbers and a window of k: it can start at index 0, 1, …, d − k. All
# 210 pairs of sizes up to 20 agree. (The lecture writes W and K, the two widths.)
#
# Each layer takes k − 1 away. Start with 32×32 and use 5×5 windows: after how many layers does the window no longer
# fit?

# %% tags=["claim:U22"]
shrinking, sizes = torch.zeros(1, 1, 32, 32), [32]
while shrinking.shape[-1] >= 5:
    shrinking = F.conv2d(shrinking, torch.zeros(1, 1, 5, 5))
    sizes.append(shrinking.shape[-1])
assert sizes == [32, 28, 24, 20, 16, 12, 8, 4]
sizes

# %% [markdown]
# After seven layers the map is 4×4, smaller than the window. Deep networks must do something about it: notebook 02
# pads, and a later one has all sizes.
#
# **Question 2. What happens if we stack two convolution layers, one right after the other?** A layer is a matrix
# (section 1.2), and W₂W₁x is again a matrix times x. **Predict first:** is the result again a convolution, or something new? Then try the
# difference (−1, 1) twice, on a signal that is zero but for a single 1.

# %%
spike = torch.tensor([0.0, 0, 0, 1, 0, 0, 0])
difference = torch.tensor([-1.0, 1])
once = F.conv1d(spike[None, None], difference[None, None])
twice = F.conv1d(once, difference[None, None])[0, 0]
figures.numbers(spike=spike, once=once[0, 0], twice=twice)

# %% [markdown]
# `once` has (1, −1), the kernel backwards: a window that moves right meets the spike with its last weight first.
# `twice` has (1, −2, 1), the same read from both sides. So the result is again a convolution, with a longer kernel.
# Two windows of two cells see three cells together.
#
# ### ✏️ Exercise 1.5 · One kernel for two layers · ★★★ · 14 min
#
# Design the kernel that does the work of two. `k1` of shape (kh1, kw1) belongs to the first layer, `k2` of shape
# (kh2, kw2) to the second; neither is flipped, nothing is padded, there is no bias. Return `k` of shape (kh1 + kh2 −
# 1, kw1 + kw2 − 1) such that, for every image, one layer with `k` gives what the two layers give.
#
# <details><summary>Hint 1</summary>
#
# Output (i, j) of the second layer reads cell (i + p, j + q) of the first layer's output, with weight k2[p, q]. That
# cell in turn reads image cell (i + p + u, j + q + v), with weight k1[u, v]. So which cell of `k` gets the product
# k2[p, q] · k1[u, v]?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Start from zeros. For each (p, q), add the whole of k1, times k2[p, q], to the part of `k` whose top-left corner is
# (p, q).
#
# </details>


# %% id="ex-stack-kernels"
def stack_kernels(k1, k2):
    ### BEGIN SOLUTION
    (kh1, kw1), (kh2, kw2) = k1.shape, k2.shape
    k = torch.zeros(kh1 + kh2 - 1, kw1 + kw2 - 1)
    for p in range(kh2):
        for q in range(kw2):
            k[p : p + kh1, q : q + kw1] += k2[p, q] * k1
    return k
    ### END SOLUTION


# %% id="check-stack-kernels"
check.stack_kernels(stack_kernels)

# %% [markdown]
# The rule for the one kernel has a name: it is the *true* convolution of the two kernels,
# flip and all. `functional.conv2d` with `flip=True` and enough zeros around k1 gives it:

# %%
k1, k2 = torch.randn(1, 1, 2, 3), torch.randn(1, 1, 3, 2)
merged = functional.conv2d(k1, k2, padding=(2, 1), flip=True)
pixels = torch.randn(1, 1, 8, 9)
assert merged.shape == (1, 1, 4, 4)
assert torch.allclose(F.conv2d(F.conv2d(pixels, k1), k2), F.conv2d(pixels, merged), atol=1e-5)
with_relu = F.conv2d(torch.relu(F.conv2d(pixels, k1)), k2)
assert not torch.allclose(with_relu, F.conv2d(pixels, merged), atol=1e-2)
F.conv2d(pixels, merged)[0, 0, 0, :4], with_relu[0, 0, 0, :4]

# %% [markdown]
# The second row has a ReLU between the layers, and other numbers. That is why networks stack layers with something
# nonlinear between them: without it, many layers are one.
#
# **Question 3. In testing, when a trained network is used, a picture may come alone. Does it get the same output as in
# a batch?** Decide for two layers: a convolution, and batch normalization. For each channel, that layer takes all pixels
# of all pictures in the batch, subtracts their mean and divides by their standard deviation.

# %%
names = ("camera", "cat", "coins", "moon")
pictures = torch.stack([photograph(name, size=32) for name in names])[:, None]
conv = torch.nn.Conv2d(1, 2, 3)
normalized = F.batch_norm(conv(pictures), None, None, training=True)
alone = F.batch_norm(conv(pictures[:1]), None, None, training=True)
conv_change = conv(pictures)[:1] - conv(pictures[:1])
norm_change = normalized[:1] - alone
assert conv_change.abs().max() < 1e-5 and norm_change.abs().mean() > 0.01
print(f"mean change: convolution {conv_change.abs().mean():.1f}, batch norm {norm_change.abs().mean():.1f}")

# %% [markdown]
# Convolution: yes, each picture is treated by itself. Batch normalization with the batch's own mean: no, the first
# picture's output depends on its company. Testing in batches would make the answer depend on the other pictures;
# a later notebook shows what is done instead.
#
# ## What we learned
#
# * A signal is a list of numbers; a filter is a matrix whose rows are shifts of one row.
# * One output = one window, multiplied with the weights and added up. The same weights serve all places.
# * It is equivariant to shifts. The sum of its outputs is invariant.
# * In two dimensions the window slides down as well. Without padding h − kh + 1 rows come out.
# * Deep learning's convolution does not flip.
#
# From the optional sections:
#
# * A filter has few weights and costs d · s products instead of d². It is linear.
# * Weights can be learned from examples: exactly by least squares, step by step by SGD, slowly where neighbours are
#   alike.
# * Two convolutions in a row are one.
#
# **What is next.** Every window here stayed inside, or went round in a circle. `02_boundary_modes` decides what lies
# beyond the edge.
#
# **References.** S. Prince, *Understanding Deep Learning*, chapter 10. A. Zhang and others, *Dive into Deep
# Learning*, chapter 7 (`corr2d` is in 7.2). V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep
# learning*, arXiv:1603.07285.
