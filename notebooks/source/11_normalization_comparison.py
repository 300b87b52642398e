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
# # 11 · Compare the norms: who shares a mean with whom
#
# **You will** compute batch, layer, instance, group and RMS norm on one small tensor, get PyTorch's numbers, and see
# why batch norm needs care at test time.
#
# **You need** to know convolution, channels and tensors of shape (n, c, h, w), and what a mean, a variance and a
# training loop are.
#
# **Time** 60 minutes for sections 11.1 to 11.4, nearly half of them for three exercises. Everything after that is
# optional, in sections of 10 to 35 minutes with two more exercises, a good two hours in all. The machine needs half a
# minute.
#
# The notebook follows a lecture and says where the slides differ from each other or from PyTorch. You do not need
# them: every number is here.

# %%
import copy
import timeit

import torch
import torch.nn.functional as F
from torch import nn

from helpers import analysis, experiments, explorers, figures, functional, layers, training
from helpers.check import normalization_comparison as check
from helpers.data import load_digits
from helpers.experiments import ghost_batch_norm, learning_rate_tolerance
from helpers.experiments.norms_shallow import NORMS, conv_net, signals

torch.manual_seed(11)
torch.set_num_threads(1)

# %% [markdown]
# ## 11.1 Move the numbers to where something happens
#
# An activation such as tanh bends near 0. Far from 0 it is flat: every input gives nearly the same output, and the
# slope is nearly 0. The inputs of an activation are sums of many products, and nothing keeps them near 0. A *norm*
# does this: it subtracts a mean and divides by a standard deviation.

# %%
before = 3 + 2 * torch.randn(2000, dtype=torch.float64)
after = (before - before.mean()) / before.std(unbiased=False)
figures.normalization.before_after(torch.tanh, before=before, after=after)

# %% [markdown]
# On the left most inputs sit on the flat part (the last bar, at 8, also counts everything beyond 8). On the right
# they use the bend. The slope of tanh is 1 − tanh². This is its mean over the inputs, and the share of inputs where it
# is below 0.1:

# %%
def slope(inputs):
    return 1 - torch.tanh(inputs) ** 2

def flat_share(inputs):
    return (slope(inputs) < 0.1).double().mean().item()

assert flat_share(before) > 0.5 > 0.1 > flat_share(after)
print(f"mean slope:      {slope(before).mean():.2f} before, {slope(after).mean():.2f} after")
print(f"share below 0.1: {flat_share(before):.2f} before, {flat_share(after):.2f} after")

# %% [markdown]
# Whatever flows back through tanh is multiplied by that slope. So the norm puts the numbers where tanh is steep when
# training begins; training may move them from there.
#
# ## 11.2 Ask who shares a mean
#
# The activations of a layer form a block: n examples × c channels × h·w pixels. A norm needs a mean and a variance.
# *Of which numbers?* This is the only difference between the norms. In each block below the blue cells share one mean
# and one variance; the other cells form sets of the same kind.

# %% id="cubes"
figures.normalization.cubes()

# %% [markdown]
# *Layer norm* appears twice because the lectures use its name for two things; section 11.5 says more.
#
# `axes` are those along which the blue set spans the whole block: we average over them. `keepdim=True` leaves an
# axis of size 1 in place of each averaged one, so that the mean lines up with x again.

# %%
def standardise(x, axes, eps=1e-5):
    mean = x.mean(axes, keepdim=True)
    variance = (x - mean).square().mean(axes, keepdim=True)
    return (x - mean) / (variance + eps).sqrt()

# %% [markdown]
# The tiny `eps` under the root keeps us from dividing by 0 when all numbers of a set are equal.
#
# ### ✏️ Exercise 11.1 · Name the axes · ★☆☆ · 6 min
#
# Take x of shape (8, 6, 5, 4): 8 examples (axis 0), 6 channels (axis 1), 5 rows (axis 2), 4 columns (axis 3).
#
# - Four answers are tuples of axes, for `standardise(x, axes)`: the axes that are **averaged away**, in increasing
#   order. A tuple of one number is written `(0,)`. `layer_axes` are those of *layer norm* in the picture,
#   `channels_axes` those of *layer norm, channels only*.
# - `group_shares`: group norm with 3 groups on this x. How many numbers share one mean?
# - `instance_means`: how many different means does instance norm compute on this x?
#
# <details><summary>Hint 1</summary>
#
# Look at one blue set. Along which of the three edges of the block does it reach from one end to the other? The edge
# *pixels* stands for two axes, 2 and 3.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# A group holds 6 / 3 channels of one example, each with all its pixels. And the number of means times the numbers
# that share one is always 8 · 6 · 5 · 4.
#
# </details>

# %% id="ex-axes"
### BEGIN SOLUTION
batch_axes = (0, 2, 3)
layer_axes = (1, 2, 3)
instance_axes = (2, 3)
channels_axes = (1,)
group_shares = 6 // 3 * 5 * 4
instance_means = 8 * 6
### END SOLUTION

# %% id="check-axes"
check.axes(
    batch_axes=batch_axes,
    layer_axes=layer_axes,
    instance_axes=instance_axes,
    channels_axes=channels_axes,
    group_shares=group_shares,
    instance_means=instance_means,
)

# %% [markdown]
# Now with numbers. The tensor `small` has 2 examples, 4 channels and 2×2 pixels. The tinted cells share a mean with
# the first cell, which holds a **7**.

# %%
first = [[[7, 9], [9, 7]], [[7, 1], [1, 7]], [[1, 6], [2, 8]], [[1, 2], [7, 5]]]
second = [[[7, 3], [9, 5]], [[2, 4], [0, 6]], [[3, 8], [5, 1]], [[4, 6], [9, 2]]]
small = torch.tensor([first, second], dtype=torch.float64)
figures.normalization.sharing(small)

# %% [markdown]
# **Predict first.** What becomes of the first 7? Work it out for all five on paper: (7 − mean) / √variance. The roots
# are whole numbers. Write the answers down before you scroll on, here and wherever you are asked to predict: the
# cells and the text below give them away.
#
# The sixth is *RMS norm*: it subtracts no mean and divides by the root of the mean square. Taken over all numbers of
# one example, the mean square is 34.

# %%
example = (1, 2, 3)
ours = {
    "batch": standardise(small, (0, 2, 3)),
    "layer": standardise(small, example),
    "instance": standardise(small, (2, 3)),
    "group": standardise(small.view(2, 2, 2, 2, 2), (2, 3, 4)).view(2, 4, 2, 2),
    "channels": standardise(small, 1),
    "rms": small / (small.square().mean(example, keepdim=True) + 1e-5).sqrt(),
}
{name: round(y[0, 0, 0, 0].item(), 2) for name, y in ours.items()}

# %% [markdown]
# One 7, six answers: 0, ⅔, −1, ⅓, 1 and 1.2. In group norm the channel axis is first cut in two: 2 groups of 2
# channels each. The whole first channel of the first example:

# %%
figures.numbers(x=small[0, 0], **{name: y[0, 0] for name, y in ours.items()})

# %% [markdown]
# PyTorch has a function for each. `F.layer_norm` and `F.rms_norm` work on the *last* axes, so for channels only the
# channel axis is moved to the end and back.

# %% tags=["claim:U73", "claim:N11", "claim:N09"]
shape = small.shape[1:]
theirs = {
    "batch": F.batch_norm(small, None, None, training=True),
    "layer": F.layer_norm(small, shape),
    "instance": F.instance_norm(small),
    "group": F.group_norm(small, 2),
    "channels": F.layer_norm(small.movedim(1, -1), (4,)).movedim(-1, 1),
    "rms": F.rms_norm(small, shape, eps=1e-5),
}
largest = max((ours[name] - theirs[name]).abs().max().item() for name in ours)
assert largest < 1e-12
assert torch.allclose(F.group_norm(small, 1), theirs["layer"])
assert torch.allclose(F.group_norm(small, 4), theirs["instance"])
assert (theirs["layer"] - theirs["channels"]).abs().max() > 1
print("largest difference of the six, rounded to twelve decimals:", round(largest, 12))

# %% [markdown]
# Equal in the first twelve decimals. The cell has also checked that group norm with **one** group is layer norm, and
# that with **as many groups as channels** it is instance norm. So group norm is a dial between the two.
#
# The explorer shows the same tensor. Point at a cell, or step with *Next*: the cells that share its mean light up, and its
# number is worked out below. Leave *mode*, *momentum* and *Next batch* alone until section 11.4.
#
# **Predict first.** Tick *batch of one*, so that only example 0 is left: for which of the norms do its numbers
# change? Tick *one pixel* too, and change *norm* with the first menu: for which norms does a set then hold a single
# number, so that nothing is left to compare it with?

# %%
explorer = explorers.NormalizationExplorer(small, norm="batch", name="small")
explorer

# %% [markdown]
# The same two questions to torch:

# %%
def refuses(norm, t):
    try:
        norm(t)
    except ValueError:
        return True
    return False

# %%
by_torch = {
    "batch": lambda t: F.batch_norm(t, None, None, training=True),
    "layer": lambda t: F.layer_norm(t, t.shape[1:]),
    "instance": F.instance_norm,
    "group": lambda t: F.group_norm(t, 2),
}
first_alone, one_pixel = small[:1], small[:1, :, :1, :1]
same = {name: torch.allclose(f(small)[:1], f(first_alone)) for name, f in by_torch.items()}
changed = [name for name in by_torch if not same[name]]
refused = [name for name, f in by_torch.items() if refuses(f, one_pixel)]
assert changed == ["batch"] and refused == ["batch", "instance"]
print("the numbers of example 0 change:", changed)
print("refused with one pixel:         ", refused)

# %% [markdown]
# Only batch norm looks at other examples. With one example and one pixel, batch and instance norm have one number per
# set; a number minus itself is 0, so torch refuses.
#
# ## 11.3 Build batch norm
#
# The lecture starts without pixels: x has N examples (rows) and D features (columns). Each feature gets its own mean
# and variance *over the examples*. Four examples, two features:

# %% tags=["claim:U52", "claim:U56", "claim:G25", "claim:G23"]
table = torch.tensor([[1.0, 40], [1, 10], [5, 70], [5, 40]], dtype=torch.float64)
table_mean = table.mean(0, keepdim=True)
table_variance = table.var(0, unbiased=False, keepdim=True)
y = (table - table_mean) / (table_variance + 1e-5).sqrt()
assert torch.allclose(y, F.batch_norm(table, None, None, training=True), atol=1e-12)
assert y.mean(0).abs().max() < 1e-12 and (y.var(0, unbiased=False) - 1).abs().max() < 1e-5
assert table_mean.shape == table_variance.shape == (1, 2) and table.mean(1, keepdim=True).shape == (4, 1)
print(table_mean, table_variance, y, sep="\n")

# %% [markdown]
# Each column now has mean 0 and variance 1 (up to eps), although one had numbers ten times as large. Batch norm has
# one mean for each of the D **features**, shape (1, D); layer norm would have one for each of the N **examples**,
# shape (N, 1).
#
# The norms divide the sum of (x − mean)² by the count n. This is called *biased*: it gives the numbers at hand variance 1.
# Dividing by n − 1 is *unbiased*: it does not underestimate, in the mean, the variance of all the data that the batch was
# drawn from. torch's `.var` gives the unbiased one unless you say `unbiased=False`.
#
# **A question of the lecture:** mean 0 and variance 1, always. *What if that leaves the layer too little freedom?*
# Think before you read on.
#
# The answer is a learned **gain** and **shift** for each feature: `y = weight * x̂ + bias`, where x̂ is the normalised
# x, `weight` is the gain, which starts at 1, and `bias` the shift, which starts at 0. With gain = √(variance + eps) and
# shift = mean they undo the norm altogether:

# %% tags=["claim:U58", "claim:T51", "claim:N07", "claim:U63"]
gain, shift = (table_variance + 1e-5).sqrt().flatten(), table_mean.flatten()
undone = F.batch_norm(table, None, None, gain, shift, training=True)
other = table[[0, 1, 2]]
assert torch.allclose(undone, table)
assert (F.batch_norm(other, None, None, gain, shift, training=True) - other).abs().max() > 1
for layer in (nn.BatchNorm1d(5), nn.BatchNorm2d(5)):
    assert layer.weight.tolist() == [1] * 5 and layer.bias.tolist() == [0] * 5
    assert layer.running_mean.shape == layer.running_var.shape == (5,)
undone

# %% [markdown]
# The input is back. The slide says γ = σ, β = μ *recover the identity (in expectation)*, that is, in the mean over many
# batches. For one batch it is exact only if γ and β are made from that batch; another has another σ and μ. With one row
# left out, some numbers come back wrong by more than 1.
# (The gain is also called γ or g, the shift β, δ or b.)
#
# For images, `BatchNorm2d` pools the pixels too: n·h·w numbers share a mean, and each *channel* has one gain and one
# shift, however large the image is. Like a convolution, it treats all pixels alike.
#
# ### ✏️ Exercise 11.2 · Batch norm for images · ★★☆ · 8 min
#
# Write `batch_norm(x, weight, bias, eps)`, as in training. x has shape (n, c, h, w); weight and bias have shape (c,).
# Each channel gets mean 0 and variance 1 over the batch and all pixels (biased variance, eps under the root), then
# is multiplied by its weight, and its bias is added. Return a new tensor of shape (n, c, h, w). Do not call a norm of
# torch.
#
# <details><summary>Hint 1</summary>
#
# `standardise` of section 11.2 does the first half. Which axes? Write it out once more yourself.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# A tensor of shape (c,) lines up with the *last* axis of x. `weight.view(1, -1, 1, 1)` puts it on axis 1.
#
# </details>

# %% id="ex-batch-norm"
def batch_norm(x, weight, bias, eps):
    ### BEGIN SOLUTION
    mean = x.mean((0, 2, 3), keepdim=True)
    variance = x.var((0, 2, 3), unbiased=False, keepdim=True)
    normalised = (x - mean) / (variance + eps).sqrt()
    return normalised * weight.view(1, -1, 1, 1) + bias.view(1, -1, 1, 1)
    ### END SOLUTION

# %% id="check-batch-norm" tags=["claim:N04"]
check.batch_norm(batch_norm)

# %% [markdown]
# ## 11.4 Test with one example
#
# A trained network gets a single example. What is the mean of a batch of one?

# %% tags=["claim:G24"]
try:
    nn.BatchNorm1d(3)(torch.randn(1, 3))
except ValueError as problem:
    words = str(problem)
assert "more than 1 value per channel" in words
words

# %% [markdown]
# Here x has features and no pixels, so with one example each feature has a single number: x − mean is 0 whatever x is,
# and nothing would be left. A single image still has h·w numbers in each channel, and torch accepts it. But then batch
# norm is instance norm, and the network was not trained with that. So the layer needs a mean and a variance from elsewhere
# at test time.
#
# The slides offer three ways: one **full pass** over the training set after training; a **running average** kept while
# training; *a single fixed estimate*, numbers that are set once, from a part of the data for example, and not changed.
#
# PyTorch keeps a running average, starting at mean 0 and variance 1. After each training batch
#
# $$\text{running} = (1 - \text{momentum}) \cdot \text{running} + \text{momentum} \cdot \text{new},
# \qquad \text{momentum} = 0.1$$
#
# where *new* is the batch's mean, or its **unbiased** variance: the kept numbers shall hold for all the data, not for one
# batch. `model.eval()` switches every batch norm to the kept numbers, `model.train()` back to the batch's.
#
# ### ✏️ Exercise 11.3 · Keep running statistics · ★★☆ · 8 min
#
# Write `running(batches, momentum)`. `batches` is a list of tensors of shape (n, d); n may differ from batch to batch.
# Return two tensors of shape (d,), `(running_mean, running_var)`, as they are after all batches, seen in their order.
# Start with mean 0 and variance 1. Leave the list and its batches as they are.
#
# <details><summary>Hint 1</summary>
#
# One loop over the batches. `x.mean(0)` is the mean of each feature over the examples of one batch.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `x.var(0)` divides by n − 1 unless you tell it otherwise: the variance that torch keeps.
#
# </details>

# %% id="ex-running"
def running(batches, momentum):
    ### BEGIN SOLUTION
    d = batches[0].shape[1]
    mean, var = torch.zeros(d), torch.ones(d)
    for x in batches:
        mean = (1 - momentum) * mean + momentum * x.mean(0)
        var = (1 - momentum) * var + momentum * x.var(0)
    return mean, var
    ### END SOLUTION

# %% id="check-running" tags=["claim:U59"]
check.running(running)

# %% [markdown]
# The explorer once more. The batch on the screen at the start is the first: press *Next batch* five times. The
# line *running mean[0] = 0.9·… + 0.1·…* below the picture shows each step; the number after *0.1·* is the mean of the
# batch on the screen. **Predict first:** is the running mean of channel 0 close to those means after six batches? Then
# set *mode* to eval. When you now tick *batch of one*, does the tick change example 0?

# %%
watched = explorers.NormalizationExplorer(small, norm="batch", name="small")
watched

# %% [markdown]
# After six batches 0.9⁶ = 53 % of the start, 0, is still in the running mean: it lags far behind. In eval mode the
# batch plays no part, so nothing changes when the other example is removed.
#
# Now a network, trained on MNIST-1D: 4,000 signals of ten classes. A signal is a row of 40 numbers, so x has shape
# (n, 1, 40), and batch norm pools the examples and the positions: one mean for each channel. `signals()` gives the
# data, for training and for testing. `conv_net` builds four convolutions of 32 channels, each followed by the norm that
# it is given and a ReLU, and a linear layer at the end. We train for five epochs.

# %% tags=["nbval-ignore-output"]
x_train, y_train, x_test, y_test = signals()
net = conv_net(NORMS["batch"])
settings = dict(epochs=5, batch_size=32, optimizer=training.sgd(lr=0.1))
history = training.fit(net, (x_train, y_train), name="batch norm", **settings)
net.eval()
history

# %% [markdown]
# The full pass and the running average, compared on 1,000 test signals. `recompute_statistics` sends all 4,000
# training signals through the network and replaces what each norm keeps by their mean and variance;
# `method="exact"` takes them over all signals at once, not as an average over batches:

# %% tags=["nbval-ignore-output"]
def test_error(model):
    wrong = model(x_test).argmax(1) != y_test
    return wrong.double().mean().item()

full_pass = analysis.recompute_statistics(copy.deepcopy(net), x_train, method="exact")
with torch.no_grad():
    kept = test_error(net)
    passed = test_error(full_pass)
assert abs(kept - passed) < 0.05
print(f"test error: running average {kept:.1%}, full pass {passed:.1%}")

# %% [markdown]
# The same within noise. With a long training either will do.
#
# **The lecture asks:** it is tempting to test in mini-batches too, with the mean and variance of the test batch. *Why
# is this wrong?* Write down your answer. Then look at one test signal in two different batches:

# %% tags=["claim:G27", "claim:T48", "claim:U67", "nbval-ignore-output"]
with torch.no_grad():
    some, others = x_test[:16], torch.cat([x_test[:1], x_test[100:115]])  # signal 0 is in both
    kept_a, kept_b = net(some)[0], net(others)[0]                    # its scores in eval mode
    trainer = copy.deepcopy(net).train()                             # train mode: batch statistics
    batch_a, batch_b = trainer(some)[0], trainer(others)[0]
fixed, moved = (kept_a - kept_b).abs().max(), (batch_a - batch_b).abs().max()
assert fixed < 1e-4 and moved > 0.1 and (kept_a - batch_a).abs().max() > 0.1
print(f"the scores of signal 0 differ by {moved:.1f} with batch statistics,")
print("by less than 1e-4 in eval mode")

# %% [markdown]
# With batch statistics, what the network says about *this* signal depends on which others came along. How bad is
# that? **Predict first:** the test error is measured with batch statistics, in shuffled batches of 100, 10 and 2, and
# in batches of 100 after the test set was *sorted by class*. Put the four in order.

# %% tags=["nbval-ignore-output"]
def error_in_batches(order, size):
    """Test error when every batch is normalised with its own statistics."""
    wrong = 0
    with torch.no_grad():
        for part in order.split(size):
            wrong += (trainer(x_test[part]).argmax(1) != y_test[part]).sum().item()
    return wrong / len(order)

shuffled, by_class = torch.randperm(1000), y_test.argsort()
shares = {f"batches_of_{size}": error_in_batches(shuffled, size) for size in (100, 10, 2)}
sorted_100 = error_in_batches(by_class, 100)
assert sorted_100 > shares["batches_of_10"] + 0.2 and shares["batches_of_2"] > kept + 0.2
shares["100,_sorted_by_class"] = sorted_100
figures.normalization.bars(mark="running_average", running_average=kept, **shares)

# %% [markdown]
# In large shuffled batches little is lost. In small ones the mean is noise. And sorted by class the error is the
# largest, with the same network, the same signals and the same batch size: when all signals of a batch belong to
# one class or two, the batch mean carries what they have in common, and the norm subtracts just that. A prediction must
# not depend on its neighbours. So: `model.eval()` before you test. Forgetting it is among the most common
# bugs with batch norm.
#
# **Here the required part ends.** The last cell, [What we learned](#What-we-learned), sums it up. The sections in
# between are optional: take those that you like. Run all their cells in order, because later sections use names that
# earlier ones define.

# %% [markdown]
# ## 11.5 Optional: where the slides and PyTorch part
#
# *25 minutes.* The decks of the lecture were written by several people, and each has its own small choices. `table` is
# that of section 11.3, four examples with two features.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: divide by B or by B − 1?** Three of the decks divide the B squares by B (*biased*), one by B
# − 1 (*unbiased*). PyTorch does both: it **normalises** with B and **keeps** the B − 1 variance for test time. And
# what one slide labels *std* is σ², the variance; PyTorch's buffer is called `running_var`.
#
# </div>

# %% tags=["claim:T46", "claim:N05", "claim:U57"]
bn = nn.BatchNorm1d(2, momentum=1.0, dtype=torch.float64)
by_slide = (table - table_mean) / table.std(0)         # divides by B - 1, no eps
by_torch = bn(table)
unbiased = functional.batch_norm(table, None, None, training=True, eps=0.0, unbiased=True)
assert torch.allclose(by_slide, (3 / 4) ** 0.5 * by_torch, atol=1e-4)
assert torch.allclose(by_slide, unbiased)
assert torch.allclose(bn.running_var, table.var(0))
assert not torch.allclose(bn.running_var, table.std(0))
print("slide / torch:", round((by_slide / by_torch)[0, 0].item(), 4))
print("running_var:  ", [round(v, 2) for v in bn.running_var.tolist()])

# %% [markdown]
# The same holds for images, here for `small` of section 11.2: `BatchNorm2d` keeps the unbiased variance.

# %% tags=["claim:T49"]
spatial = nn.BatchNorm2d(4, momentum=1.0, dtype=torch.float64)
spatial(small)
assert torch.allclose(spatial.running_var, small.var((0, 2, 3)))
assert small.var((0, 2, 3), unbiased=False)[0] == 4
round(spatial.running_var[0].item(), 2)

# %% [markdown] tags=["claim:U75"]
# 4.57 for the first channel, where the biased variance is 4.
#
# Above, 0.866 is √(3/4): with four examples the slide's numbers are 13 % smaller (`functional.batch_norm` of the helpers
# gives them with `unbiased=True`). With a thousand nobody would notice.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: where eps goes.** One deck adds it to the deviation, s + eps; two put it under the root,
# √(s² + eps), as PyTorch does; one slide and one deck have none. On summary slides a bare σ is short for
# √(σ² + eps). For a constant feature this decides between 0 and NaN.
#
# </div>

# %% tags=["claim:N06", "claim:U53", "claim:T47"]
s, eps = torch.tensor([0, 1e-3, 1.0]), 1e-5
outside, inside = 1 / (s + eps), 1 / (s**2 + eps).sqrt()
constant = torch.ones(4, 1)
without = (constant - constant.mean(0)) / constant.std(0)
alone = torch.ones(1, 1)                                   # a batch of one: B - 1 = 0
spread = ((alone - alone.mean(0)).square().sum(0) / (len(alone) - 1)).sqrt()
assert 316 < outside[0] / inside[0] < 317 and torch.isclose(outside[2], inside[2])
helper = functional.batch_norm(table, None, None, training=True, eps=1.0, eps_inside=False)
assert torch.allclose(helper, (table - table_mean) / (table_variance.sqrt() + 1))
assert without.isnan().all() and (spread + eps).isnan().all()
assert (F.batch_norm(constant, None, None, training=True) == 0).all()
for name, factors in (("1 / (s + eps)", outside), ("1 / root", inside)):
    print(f"{name:14}", [round(value, 1) for value in factors.tolist()])
print("no eps        ", without.flatten().tolist())

# %% [markdown]
# For s = 1 there is no difference; at s = 0 the two factors differ 316-fold; and without eps 0/0 is NaN. A batch of one
# fails earlier where one divides by B − 1: its variance is 0/0, which is NaN with eps as well.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: which average at test time.** One deck takes the statistics from one full pass after
# training, one a running average, one leaves it open. PyTorch's momentum 0.1 weighs the **new** value. Other
# libraries weigh the old one: their 0.9 is PyTorch's 0.1, and their 0.99 is 0.01. `momentum=None` takes the plain
# average of all batches.
#
# </div>
#
# Eight batches of 64 numbers, all drawn around 3. **Predict first:** after eight batches with momentum 0.1, is the
# running mean 3?

# %% tags=["claim:G26"]
numbers = torch.randn(512, 1, dtype=torch.float64) + 3
ema, plain = (nn.BatchNorm1d(1, momentum=m, dtype=torch.float64) for m in (0.1, None))
for batch in numbers.split(64):
    ema(batch), plain(batch)
assert abs(ema.running_mean - numbers.mean()) > 1
assert torch.isclose(plain.running_mean, numbers.mean())
between = numbers.view(8, 64).mean(1).var(unbiased=False)
within = plain.running_var * 63 / 64                     # biased, as the two others
assert torch.isclose(within + between, numbers.var(unbiased=False))
print(f"running       {ema.running_mean.item():.2f}")
print(f"plain average {plain.running_mean.item():.2f}")
print(f"all numbers   {numbers.mean():.2f}")

# %% [markdown]
# No: 0.9⁸ = 43 % of the start, 0, is still in it. After 50 batches that share is half a percent. With `momentum=None`
# one pass gives the exact mean. Its variance lacks a part, the spread of the batch means around each other: `within`
# and `between` add up to the variance of all numbers.
#
# Now layer norm, of vectors: the statistics are those of one example, so the batch plays no part, and train
# and eval mode are the same.

# %% tags=["claim:G17", "claim:U70", "claim:U71", "claim:G20"]
a = torch.randn(6, 4, dtype=torch.float64)
norm, rms = nn.LayerNorm(4, dtype=torch.float64), nn.RMSNorm(4, eps=1e-5, dtype=torch.float64)
for parameter in (norm.weight, norm.bias, rms.weight):
    nn.init.normal_(parameter)                             # other than 1 and 0, so that each is seen
centred = a - a.mean(1, keepdim=True)
root = (centred.square().mean(1, keepdim=True) + 1e-5).sqrt()
assert torch.allclose(centred / root * norm.weight + norm.bias, norm(a))
assert norm.weight.shape == norm.bias.shape == (4,) and root.shape == (6, 1)
assert torch.equal(norm.train()(a), norm.eval()(a))
assert torch.allclose(rms(a), a / (a.square().mean(1, keepdim=True) + 1e-5).sqrt() * rms.weight)
print("RMSNorm's own eps:", nn.RMSNorm(4).eps)

# %% [markdown]
# `None` means the machine epsilon of the number type, not 1e-5: two libraries with "the same" RMS norm may differ in
# the last digits.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: the scale of RMS norm.** One slide divides by s = √d · √Σh²; it should be √(Σh² / d). With the
# printed s the result has RMS 1/d instead of 1. eps belongs under the root: added after the division it prevents
# nothing. And PyTorch's RMSNorm has no bias, although another deck's slide keeps one; `layers.RMSNorm` of the helpers
# adds it with `bias=True`.
#
# </div>

# %% tags=["claim:N01", "claim:N02", "claim:G21"]
h, d = torch.randn(64, dtype=torch.float64), 64
def root_mean_square(v):
    return v.square().mean().sqrt().item()

printed = h / (d**0.5 * h.square().sum().sqrt())
right = h / h.square().mean().sqrt()
as_printed, as_it_should = root_mean_square(printed), root_mean_square(right)
assert abs(as_printed - 1 / d) < 1e-12 and abs(as_it_should - 1) < 1e-12
assert list(nn.RMSNorm(8).state_dict()) == ["weight"]
with_bias = layers.RMSNorm(64, bias=True, dtype=torch.float64)
nn.init.normal_(with_bias.bias)
assert list(with_bias.state_dict()) == ["weight", "bias"]
assert torch.allclose(with_bias(h), right + with_bias.bias)
print("RMS of the result:", round(as_printed, 6), round(as_it_should, 6))

# %% [markdown]
# 1/64 and 1. Now zeros, with eps added after the division, and with eps under the root:

# %% tags=["claim:N03"]
zero = torch.zeros(3)
outside = zero / zero.square().mean().sqrt() + 1e-5
inside = zero / (zero.square().mean() + 1e-5).sqrt()
assert outside.isnan().all() and (inside == 0).all()
print("zeros become:", outside.tolist(), inside.tolist())

# %% [markdown]
# "Inputs then have variance 1" is true only as far as eps is small against the variance v: it is v / (v + eps).

# %% tags=["claim:G18"]
tiny = 1e-3 * torch.randn(1, 1000, dtype=torch.float64)
v = tiny.var(unbiased=False)
left = F.layer_norm(tiny, (1000,)).var(unbiased=False)
assert torch.isclose(left, v / (v + 1e-5)) and left < 0.2
print(f"variance {v:.1e} becomes {left:.2f}")

# %% [markdown]
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: three layer norms.** For images the name stands for (a) space and channels with one gain a
# channel: `GroupNorm(1, C)`; (b) the same with one gain for each of the C·H·W cells: `LayerNorm([C, H, W])`; (c) the
# channels of each pixel: `LayerNorm(C)` with the channels last, as in ConvNeXt. And `InstanceNorm2d` has no gain and
# shift unless you ask with `affine=True`; the slide shows both.
#
# </div>

# %% tags=["claim:N10", "claim:U72"]
def parameters(layer):
    return sum(p.numel() for p in layer.parameters())

three = [nn.GroupNorm(1, 4), nn.LayerNorm([4, 3, 3]), layers.LayerNorm2d(4)]
instance = [nn.InstanceNorm2d(3), nn.InstanceNorm2d(3, affine=True)]
assert [parameters(layer) for layer in three] == [8, 72, 8]
assert [parameters(layer) for layer in instance] == [0, 6]
picture = torch.randn(2, 4, 3, 3)
assert torch.allclose(three[0](picture), three[1](picture), atol=1e-5)
[(layer(picture) - three[0](picture)).abs().max().item() > 0.1 for layer in three]

# %% [markdown]
# (a) and (b) start out equal and may part in training; (c) is another function.
#
# One slide notes that a layer in front of a norm needs no bias. **Predict first:** for which of batch, layer and
# RMS norm is that exactly true?

# %% tags=["claim:G19"]
a, offset = torch.randn(64, 8, dtype=torch.float64), torch.randn(8, dtype=torch.float64)
three = {
    "batch": lambda t: F.batch_norm(t, None, None, training=True),
    "layer": lambda t: F.layer_norm(t, (8,)),
    "rms": lambda t: F.rms_norm(t, (8,)),
}
change = {name: (f(a + offset) - f(a)).abs().max().item() for name, f in three.items()}
assert change["batch"] < 1e-12 and min(change["layer"], change["rms"]) > 0.5
{name: round(value, 2) for name, value in change.items()}

# %% [markdown]
# For batch norm only. It subtracts each feature's mean, and the bias with it. Layer norm removes only the mean of the
# eight biases, RMS norm nothing; leaving the bias out is a choice there.
#
# *RMS norm is somewhat faster*, says the slide. It needs one mean where layer norm needs two. Whether that shows
# depends on the machine and on how well each was programmed:

# %% tags=["claim:G22", "nbval-ignore-output"]
def means_taken(f):
    return sum(node.target == "mean" for node in torch.fx.symbolic_trace(f).graph.nodes)

by_formula = {
    "layer": means_taken(lambda t: standardise(t, -1)),
    "rms": means_taken(lambda t: t / (t.square().mean(-1, keepdim=True) + 1e-5).sqrt()),
}
assert by_formula == {"layer": 2, "rms": 1}
big = torch.randn(512, 256)
for name, f in (("layer", F.layer_norm), ("rms", F.rms_norm)):
    best = min(timeit.repeat(lambda f=f: f(big, (256,)), number=20, repeat=7)) / 20
    print(f"{name:6} {by_formula[name]} mean(s), torch here: {1e6 * best:.0f} microseconds")

# %% [markdown]
# ## 11.6 Optional: fold batch norm into a convolution
#
# *25 minutes.* In eval mode the statistics are fixed numbers, so batch norm is y = gain · x + shift for each channel,
# with
#
# $$\text{gain} = \frac{\gamma}{\sqrt{\text{var} + \text{eps}}}, \qquad \text{shift} = \beta - \text{gain} \cdot
# \text{mean}.$$
#
# The lecture calls it linear. Because of the shift it is *affine*: 0 does not go to 0.

# %% tags=["claim:U61"]
bn = net[1]                                 # the trained network's first norm, in eval mode
gain, shift = analysis.gain_and_shift(bn)
with torch.no_grad():
    probe, nothing = torch.randn(5, 32, 7), torch.zeros(5, 32, 7)
    by_hand = gain.view(1, -1, 1) * probe + shift.view(1, -1, 1)
    assert torch.allclose(bn(probe), by_hand, atol=1e-5)
    at_zero = bn(nothing)
    assert at_zero.abs().max() > 0.01
    assert torch.allclose(bn(2 * probe) - at_zero, 2 * (bn(probe) - at_zero), atol=1e-4)

# %% [markdown]
# A convolution is affine too, and gain after affine is affine again. One convolution can do the work of both.
#
# ### ✏️ Exercise 11.4 · Fold batch norm into a convolution · ★★☆ · 10 min
#
# Write `fold(weight, bias, mean, var, gamma, beta, eps)`. `weight` has shape (c_out, c_in, kh, kw); the other tensors,
# all of shape (c_out,), are the convolution's bias and what the norm after it holds in eval mode. Return two tensors,
# `(new_weight, new_bias)`, of a convolution that gives what convolution and norm gave together. Leave the inputs as they
# are.
#
# <details><summary>Hint 1</summary>
#
# Write one output channel down: gain · (W ∗ x + bias − mean) + beta. Which part is multiplied with x, which is a
# constant?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Each kernel of `weight` is multiplied by the gain of its own output channel: `gain.view(-1, 1, 1, 1)`. The constant is
# (bias − mean) · gain + beta.
#
# </details>

# %% id="ex-fold"
def fold(weight, bias, mean, var, gamma, beta, eps):
    ### BEGIN SOLUTION
    gain = gamma / (var + eps).sqrt()
    return weight * gain.view(-1, 1, 1, 1), (bias - mean) * gain + beta
    ### END SOLUTION

# %% id="check-fold"
check.fold(fold)

# %% [markdown]
# `analysis.fold_batch_norm` does it for a whole network. Ours had four norms:

# %% tags=["claim:U60"]
folded = analysis.fold_batch_norm(net)
with torch.no_grad():
    difference = (folded(x_test) - net(x_test)).abs().max().item()
norms_left = sum(isinstance(layer, nn.BatchNorm1d) for layer in folded)
linear = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4)).eval()
some = torch.randn(9, 6)
assert difference < 1e-3 and norms_left == 0
assert torch.allclose(analysis.fold_batch_norm(linear)(some), linear(some), atol=1e-5)
print("norms left:", norms_left, "  largest change of a score below 1e-3")

# %% [markdown]
# Same scores, no norm left: at test time it costs nothing. *Zero overhead* has a condition, though: a convolution or
# linear layer must touch the norm. **Predict first:** in the order norm – ReLU – convolution, what stands between
# the norm and the convolution after it?

# %% tags=["claim:U62"]
pre = nn.Sequential(nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 4, 3)).eval()
pre[0].running_mean[:] = torch.tensor([0.5, -0.5, 1.0])
bent = copy.deepcopy(pre)[1:]               # the norm folded into the convolution regardless
gain, shift = analysis.gain_and_shift(pre[0])
with torch.no_grad():
    bent[1].bias += torch.einsum("oihw,i->o", bent[1].weight, shift)
    bent[1].weight *= gain.view(1, -1, 1, 1)
    picture = torch.randn(2, 3, 6, 6)
    off = (bent(picture) - pre(picture)).abs().max().item()
assert off > 0.1 and analysis.fold_plan(pre)[0].into is None
analysis.fold_plan(pre)[0].reason

# %% [markdown] tags=["claim:U64"]
# torch names the input *placeholder* and the layers by their place: `_1` is the ReLU. It stands between, and
# max(0, gain·x + shift) is not gain·max(0, x) + shift. So the norm cannot be folded.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: where the norm goes.** Two decks put it after the convolution and before the nonlinearity,
# conv – norm – ReLU. Two others draw residual blocks in the order norm – ReLU – conv, and the code slides of one of
# these have conv – norm – ReLU again. Both were published, in 2015 and 2016; notebook 13 builds both.
#
# </div>
#
# A second failure is easy to miss: a norm *before* a convolution with zero padding. The zeros of the padding come after
# the norm and never get its shift.

# %%
padded = nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 4, 3, padding=1)).eval()
padded[0].running_mean[:] = 1.0
refusal = analysis.fold_plan(padded)[0].reason
assert "zeros beyond the edge" in refusal
refusal

# %% [markdown] tags=["claim:G29"]
# `1` is the convolution, the layer at place 1.
#
# ## 11.7 Optional: the way back
#
# *35 minutes.* In training the mean and the variance depend on x. So when x₁ changes, *all* outputs of its set change.
# Let n be the normalised vector, d its length and σ the root. The derivative of output i with respect to input j is
#
# $$J_{ij} = \frac{1}{\sigma}\Bigl(\delta_{ij} - \frac{1}{d} - \frac{n_i n_j}{d}\Bigr).$$
#
# Here δᵢⱼ is 1 for i = j, else 0: the direct path. The 1/d comes from the mean, the product from the variance.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: a differential with fixed statistics.** The slide on the backward pass writes W dx / σ: it
# holds mean and σ fixed. That is the first term alone. It is right for batch norm at test time; in training, and for
# layer norm always, the other two terms belong to it. (Half-way the slide also writes g′ where it means f′, the slope
# of the activation.)
#
# </div>

# %% tags=["claim:G28"]
a = torch.randn(6, dtype=torch.float64)
jacobian = torch.autograd.functional.jacobian(lambda t: F.layer_norm(t, (6,), eps=0.0), a)
sigma = a.std(unbiased=False)
n = (a - a.mean()) / sigma
identity = torch.eye(6, dtype=torch.float64)
complete = (identity - 1 / 6 - torch.outer(n, n) / 6) / sigma
fixed = identity / sigma
error, error_fixed = (jacobian - complete).abs().max(), (jacobian - fixed).abs().max()
assert error < 1e-12 and error_fixed > 0.05
assert jacobian.sum(1).abs().max() < 1e-12 and (jacobian @ n).abs().max() < 1e-12
print("largest error, complete:        ", "below 1e-12")
print("largest error, statistics fixed:", round(error_fixed.item(), 2))

# %% [markdown]
# The rows of J add up to 0, and for eps = 0, as here, J n = 0; the cell checks both. In words: shifting or scaling all
# inputs of a set changes nothing, so no gradient flows along these two directions.
#
# ### ✏️ Exercise 11.5 · The way back through layer norm · ★★★ · 12 min
#
# Write `layer_norm_backward(x, grad, eps)`. x has shape (n, d): n examples, each normalised over its d features,
# without gain and shift. `grad` has the same shape: the derivative of the loss with respect to the *output*. Return
# the derivative with respect to x, by hand, without autograd; leave the inputs as they are. J is symmetric, so for one
# example it is J · grad:
#
# $$\frac{1}{\sigma}\Bigl(\text{grad} - \operatorname{mean}(\text{grad}) - \mathbf{n} \cdot
# \operatorname{mean}(\text{grad} \cdot \mathbf{n})\Bigr), \qquad \sigma = \sqrt{\text{var} + \text{eps}}$$
#
# <details><summary>Hint 1</summary>
#
# Three lines: σ, **n**, and the formula. All means are over the features of one example, axis 1, with keepdim=True.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The variance is the biased one: `x.var(1, unbiased=False, keepdim=True)`. grad · **n** is multiplied element by
# element before its mean is taken.
#
# </details>

# %% id="ex-layer-norm-backward"
def layer_norm_backward(x, grad, eps):
    ### BEGIN SOLUTION
    sigma = (x.var(1, unbiased=False, keepdim=True) + eps).sqrt()
    n = (x - x.mean(1, keepdim=True)) / sigma
    along = (grad * n).mean(1, keepdim=True)
    return (grad - grad.mean(1, keepdim=True) - n * along) / sigma
    ### END SOLUTION

# %% id="check-layer-norm-backward"
check.layer_norm_backward(layer_norm_backward)

# %% [markdown]
# Batch norm is the same with the means over axis 0. Here it is as an operation of torch with its own way back, gain
# and shift included, tried by `gradcheck`: it nudges every input and compares with the derivative that we return.

# %%
class BatchNormByHand(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, gain, shift):
        sigma = (x.var(0, unbiased=False) + 1e-5).sqrt()
        n = (x - x.mean(0)) / sigma
        ctx.save_for_backward(n, sigma, gain)
        return n * gain + shift

    @staticmethod
    def backward(ctx, grad):
        n, sigma, gain = ctx.saved_tensors
        into = grad * gain
        to_x = (into - into.mean(0) - n * (into * n).mean(0)) / sigma
        return to_x, (grad * n).sum(0), grad.sum(0)

# %% tags=["claim:U54"]
def by_torch(t, gain, shift):
    return F.batch_norm(t, None, None, gain, shift, training=True)

inputs = [torch.randn(5, 3), torch.rand(3) + 0.5, torch.randn(3)]
leaves = [part.double().requires_grad_() for part in inputs]
assert torch.autograd.gradcheck(BatchNormByHand.apply, leaves)
assert torch.autograd.gradcheck(by_torch, leaves)
assert torch.allclose(BatchNormByHand.apply(*leaves), by_torch(*leaves))

# %% [markdown]
# Both pass. (One of the lectures sends its students to write this by hand, as a "backprop ninja", and to add batch
# norm to an earlier exercise: now you have.)
#
# **The lecture's poll.** *If we want to avoid vanishing or exploding gradients, which can help? A: careful
# initialisation. B: residual connections. C: layer normalization blocks. D: A and B. E: B and C.* Choose before you
# run the next cell. It scales the input of a layer norm by 1/1000 and measures the gradient that arrives there.

# %% tags=["claim:G30"]
def gradient_at(scale):
    a = (scale * torch.linspace(-1, 2, 6, dtype=torch.float64)).requires_grad_()
    (F.layer_norm(a, (6,), eps=0.0) * torch.arange(6.0) ** 2).sum().backward()
    return a.grad.norm().item()

grown = gradient_at(1e-3) / gradient_at(1.0)
assert abs(grown / 1000 - 1) < 1e-4
round(grown, 1)

# %% [markdown]
# A thousand times larger: J has 1/σ in front. A norm that lifts small activations lifts gradients by the same factor;
# one that shrinks large ones shrinks them. This speaks against C, and so against E. A and B are tried elsewhere: A in
# section 11.8, where He's start lets a deep net learn without a norm, B in notebook 13. The slide before the poll says
# that norms make vanishing or exploding gradients *possible* and that residual connections are the usual cure; the
# lecture's answer is **D**. Other decks stress that batch norm eases training, and section 11.8 shows that too. The two
# agree: a norm can make gradients explode, and need not.
#
# The same 1/σ has a good side. Scale the *weights* before a norm by 10: the output does not change, and the gradient is
# ten times smaller.

# %% tags=["claim:U65"]
inputs, weight = torch.randn(32, 8).double(), torch.randn(4, 8).double()
towards = torch.linspace(0, 1, 128).view(32, 4)
def through(weight):
    weight = weight.clone().requires_grad_()
    out = F.batch_norm(inputs @ weight.T, None, None, training=True, eps=1e-12)
    (out * towards).sum().backward()
    return out, weight.grad

(out, gradient), (out_10, gradient_10) = through(weight), through(10 * weight)
assert torch.allclose(out, out_10) and torch.allclose(gradient, 10 * gradient_10)
assert abs((gradient * weight).sum()) < 1e-9
print("ratio of the gradients:", round((gradient.norm() / gradient_10.norm()).item(), 6))

# %% [markdown]
# This is why such a network forgives a badly scaled initialisation. It also brakes itself: the gradient is at right
# angles to the weights (the cell checks that their product is 0), so each step makes them longer, and longer weights get
# smaller gradients. A learning rate that is too large is turned down in this way.
#
# ## 11.8 Optional: does it help? The list of benefits, measured
#
# *20 minutes.* The lecture's list: deep networks become **much easier to train**; **higher learning rates**; **robust
# to initialisation**; acts as **regularisation**. First the first and the third. Thirteen convolutions, no shortcuts,
# learning rate 0.03, two epochs, three seeds, and three starts. torch's *usual* weights have variance 1 / (3 f), where
# f, the *fan-in*, is how many products one output adds up. That is small for ReLU, which sets about half of its inputs
# to 0; *He's* start has 2 / f, six times as much, so it multiplies each usual weight by √6. The third start
# multiplies by 10.

# %%
def thirteen(norm, scale):
    parts, c = [], 1
    for depth in range(13):
        stride = 2 if depth < 3 else 1
        parts += [nn.Conv1d(c, 16, 3, stride=stride, padding=1), norm(16), nn.ReLU()]
        c = 16
    model = nn.Sequential(*parts, nn.Flatten(), nn.Linear(80, 10))
    with torch.no_grad():
        for layer in model[:-2:3]:                              # the convolutions
            layer.weight *= scale
    return model

fan_in = 16 * 3                                                 # 16 channels, 3 taps
usual = thirteen(nn.Identity, 1)[3].weight
assert abs(fan_in * usual.var() - 1 / 3) < 0.05

# %% [markdown]
# **Predict first.** Guessing among ten classes gives a loss of ln 10 = 2.30. Without a norm, from which of the three
# starts does the loss fall below that? And with batch norm?

# %% tags=["claim:U77", "nbval-ignore-output"]
losses = []
for name, norm in (("no norm", nn.Identity), ("batch norm", nn.BatchNorm1d)):
    for start, scale in (("usual", 1), ("He's (√6 × usual)", 6**0.5), ("10 × usual", 10)):
        for seed in range(3):
            training.seed_everything(seed)
            quiet = dict(epochs=2, batch_size=64, seed=seed, progress=False)
            model, optimizer = thirteen(norm, scale), training.sgd(lr=0.03)
            run = training.fit(model, (x_train, y_train), optimizer=optimizer, **quiet)
            losses.append({"norm": name, "start": start, "loss": run.train_loss[-1]})
without, with_norm = torch.tensor([run["loss"] for run in losses]).view(2, 3, 3)
assert without[0].min() > 2.25 and not without[2].isfinite().any()
assert with_norm.max() < 2.15 and with_norm[1].mean() < without[1].mean() < 2.2
look = dict(percent=False, chance=2.3, y_label="training loss", line=False)
figures.runs.by_variant([], losses, "start", "loss", series="norm", **look)

# %% [markdown]
# Each star is one seed. Without a norm the usual start learns nothing in two epochs: the loss stays at that of
# guessing. Its weights are too small for thirteen layers of ReLU: from He's start the same net learns, only more slowly
# than with batch norm. From the third start all three runs diverge (they share one cross). With batch norm the loss
# falls from all three starts.
#
# Now the learning rate: six convolutions, 240 steps, and three nets: without a norm, with batch norm and with group
# norm. The 63 *recorded runs* were made earlier by the same code (`make experiments`), three seeds each. Two more, the
# stars, are run now with another seed.
#
# **Predict first.** Which net bears the highest rate? Is one best at every rate?

# %% tags=["nbval-ignore-output"]
rates = experiments.recorded("learning_rate_tolerance")
live = []
for norm in ("none", "batch"):
    run = learning_rate_tolerance.run(3, norm=norm, lr=1.0)
    live.append({"norm": norm, "lr": 1.0, "seed": 3, **run})
look = dict(label=rates.label, chance=0.9, x_label="learning rate")
figures.runs.by_variant(rates.runs, live, "lr", series="norm", **look)

# %% [markdown]
# Batch norm is best at every rate up to 3, and its best rate, 1, is about three times the best one of the net without a
# norm, which diverges from 3 on. At 10 nothing works. Group norm lies between the two up to rate 1.
#
# **Predict first.** How much of batch norm's gain is there at the *same* rate, 0.3, and how much does the larger rate
# add?

# %%
def mean_error(recording, **wanted):
    errors = [run["test_error"] for run in recording.where(**wanted)]
    return sum(errors) / len(errors)

without = mean_error(rates, norm="none", lr=0.3)
same_rate, larger_rate = (mean_error(rates, norm="batch", lr=lr) for lr in (0.3, 1.0))
assert without - same_rate > 3 * (same_rate - larger_rate) > 0
for lr in (0.01, 0.03, 0.1, 0.3, 1.0):
    batch, group, none = (mean_error(rates, norm=name, lr=lr) for name in ("batch", "group", "none"))
    assert batch < group < none and none >= without
print(f"no norm, rate 0.3: {without:.2f}")
print(f"batch norm, rate 0.3: {same_rate:.2f}, rate 1: {larger_rate:.2f}")

# %% [markdown]
# 0.52 without a norm, 0.22 with batch norm at the same rate, 0.16 at rate 1. In this net most of the gain is there
# at the same rate; the larger rate adds a little.
#
# What if a batch is small? *Ghost batch norm* changes nothing but that: batches of 32, the same steps, but statistics
# over groups of 32, 8, 4, 2 or 1 signals.

# %% tags=["nbval-ignore-output"]
ghosts = experiments.recorded("ghost_batch_norm")
kept_ones, own = "running statistics", "statistics of the group"
both = []
for run in ghosts.runs:
    both.append({"group": run["group"], "tested with": kept_ones, "error": run["test_error"]})
    both.append({"group": run["group"], "tested with": own, "error": run["test_error_batch"]})
stars = []
for group in (32, 2):
    error = ghost_batch_norm.run(3, group=group)["test_error"]
    stars.append({"group": group, "tested with": kept_ones, "error": error})
look = dict(label=ghosts.label, x_label="signals that share a mean", y_label="test error")
figures.runs.by_variant(both, stars, "group", "error", series="tested with", **look)

# %% [markdown]
# The fewer share a mean, the larger the error. Down to groups of 2 the running statistics are the *better* ones at
# test time: they have seen more signals. At 1, each signal was normalised by its own mean and variance in training. In
# eval mode all signals get the same running statistics, which the network has never worked with: the error jumps.
#
# That a signal's batch mates change what it becomes is noise, and noise may act as regularisation. The noise is easily
# measured: one signal in 200 random batches of 16, after the first norm.

# %% tags=["claim:U66", "nbval-ignore-output"]
first_norm = copy.deepcopy(net[:2]).train()
with torch.no_grad():
    mates = [x_train[torch.randint(4000, (15,))] for _ in range(200)]
    seen = torch.stack([first_norm(torch.cat([x_test[:1], group]))[0] for group in mates])
noise = seen.std(0).mean().item()
assert 0.02 < noise < 1
print(f"standard deviation of the noise: {noise:.2f}")

# %% [markdown]
# Whether the noise *helps* on new data depends on data and batch size; these runs do not show it.
#
# And the other norms? The same shallow net, batches of 32 and of 4, all runs recorded:

# %% tags=["nbval-ignore-output"]
shallow = experiments.recorded("norms_shallow")
for size in (32, 4):
    error = {norm: mean_error(shallow, norm=norm, batch=size) for norm in NORMS}
    worse = [norm for norm in NORMS if error[norm] > error["none"] + 0.02]
    gain = error["none"] - error["batch"]
    assert worse == ["layer", "group", "rms", "instance"]
    assert gain > 0.05 if size == 32 else abs(gain) < 0.02
look = dict(label=shallow.label, line=False)
figures.runs.by_variant(shallow.runs, [], "norm", series="batch", **look)

# %% [markdown]
# Compare within one batch size only: the runs with batches of 4 take eight times as many steps, at an eighth of the
# rate. Said as it was measured: in this net of four convolutions **layer, group, RMS and instance norm do worse on
# average than no norm at all**, in batches of 32 and of 4. Batch norm is best in batches of 32; in batches of 4 it is no
# better than none. In the net of six convolutions above, group norm did beat none, up to rate 1. Batch norm earns its
# keep in the deep net at the start of this section; layer and group norm were not tried there.
#
# ## 11.9 Optional: batch norm in a network you would train
#
# *15 minutes.* The lecture's example, layer by layer: two convolutions, two linear layers, batch norm after all but the
# last. The input is 28×28, and the first linear layer takes 9216 numbers. **Work it out first:** why 9216? (A convolution
# with a 3×3 kernel and no padding takes off two rows and two columns.)

# %% tags=["claim:U69"]
example_net = nn.Sequential(
    *(nn.Conv2d(1, 32, 3), nn.BatchNorm2d(32), nn.ReLU()),
    *(nn.Conv2d(32, 64, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25)),
    *(nn.Flatten(), nn.Linear(9216, 128), nn.BatchNorm1d(128), nn.ReLU()),
    *(nn.Linear(128, 10), nn.LogSoftmax(1)),
)
shapes, step = [], torch.randn(4, 1, 28, 28)
for layer in example_net:
    step = layer(step)
    shapes.append((type(layer).__name__, tuple(step.shape[1:])))
F.nll_loss(step, torch.tensor([0, 1, 2, 3])).backward()
assert ("Flatten", (64 * 12 * 12,)) in shapes and parameters(example_net) == 1_200_330
assert torch.allclose(step.exp().sum(1), torch.ones(4), atol=1e-5)
assert example_net[0].bias.grad.abs().max() < 1e-5
shapes

# %% [markdown]
# 28 → 26 → 24 → 12, and 64 · 12 · 12 = 9216. Its 1,200,330 parameters sit mostly in one linear layer. The cell also
# checks the bias of the first convolution: its gradient is 0, as section 11.5 predicts; `bias=False` would save it.
#
# It trains quickly. Here on 256 handwritten digits, enlarged to 28×28, for one epoch, eight steps:

# %% tags=["nbval-ignore-output"]
digits = load_digits()
enlarged = F.interpolate(digits.x_train[:256], size=28), digits.y_train[:256]
new = F.interpolate(digits.x_test[:200], size=28), digits.y_test[:200]
settings = dict(epochs=1, batch_size=32, optimizer=training.sgd(lr=0.05), loss=F.nll_loss)
training.fit(example_net, enlarged, name="9216", **settings)

# %% [markdown]
# Is it any good on new digits? After eight steps the running statistics still hold 43 % of their start. The next cell
# tests with them, and then with those of a full pass over the training pictures. **Predict first:** which of the two
# errors will be larger?

# %% tags=["nbval-ignore-output"]
stale = training.evaluate(example_net, new, F.nll_loss, batch_size=50)[1]
analysis.recompute_statistics(example_net, enlarged[0], batch_size=32)
fresh = training.evaluate(example_net, new, F.nll_loss, batch_size=50)[1]
assert fresh < stale
print(f"test error with the running average {stale:.0%}, after a full pass {fresh:.0%}")

# %% [markdown]
# The same weights, other statistics, a much smaller error. When a network with batch norm is good in training and bad
# in testing, look at its running statistics first.
#
# **No weight decay on gains and shifts.** Weight decay pulls parameters towards 0. For a gain that means: less and
# less of the signal. An optimiser decays all it is given, so the usual practice is two groups:

# %% tags=["claim:N08"]
def gain_after_a_step(groups):
    layer = nn.BatchNorm1d(3)
    optimizer = torch.optim.SGD(groups(layer), lr=1.0, weight_decay=0.1)
    (0 * layer(torch.randn(4, 3))).sum().backward()             # a loss whose gradient is 0
    optimizer.step()
    return round(layer.weight[0].item(), 6)

decayed = gain_after_a_step(lambda layer: layer.parameters())
spared = gain_after_a_step(lambda layer: analysis.parameter_groups(layer, weight_decay=0.1))
assert (decayed, spared) == (0.9, 1.0)
with_decay, without_decay = analysis.parameter_groups(example_net, weight_decay=0.1)
with_decay["names"], without_decay["names"]

# %% [markdown]
# A gain of 1 became 0.9 in one step without any gradient; in its own group it stays 1. Of the lecture's network the
# first list is decayed, the weights of its convolutions and linear layers; the second is spared.
#
# **Freezing.** You fine-tune a trained network on a few new pictures, in batches of 4, and do not trust their
# statistics. The lecture says: *freeze the batch-norm parameters*. **Predict first:** does `requires_grad_(False)`
# keep the running mean from moving?

# %% tags=["claim:U68"]
bn = nn.BatchNorm1d(2).requires_grad_(False)
bn(torch.randn(8, 2) + 5)
moved = bn.running_mean.clone()
bn.eval()(torch.randn(8, 2) - 50)
assert moved.min() > 0.3 and torch.equal(bn.running_mean, moved)
tuned = copy.deepcopy(net)
frozen = analysis.freeze_batch_norm(tuned)
tuned.train()(x_test[:4])
assert frozen == 4 and not tuned[1].training
assert torch.equal(tuned[1].running_mean, net[1].running_mean)

# %% [markdown]
# It does not: `requires_grad` is about gain and shift. Eval mode is what stops the statistics, and `model.train()`
# would undo it at the next epoch. `analysis.freeze_batch_norm` holds both still, also through `train()`.

# %% [markdown]
# ## 11.10 Optional: what batch norm is not
#
# *10 minutes.* **Not whitening**, although a slide calls it similar. Whitening makes features uncorrelated as well.
# Batch norm treats each feature alone, and cannot.

# %% tags=["claim:U55"]
raw = torch.randn(500, 2).double() @ torch.tensor([[2.0, 1.8], [0, 0.7]]).double()
normed = F.batch_norm(raw, None, None, training=True)
values, vectors = torch.linalg.eigh(torch.cov(raw.T))
whitened = (raw - raw.mean(0)) @ vectors / values.sqrt()
before, after, white = (torch.corrcoef(p.T)[0, 1].item() for p in (raw, normed, whitened))
assert before > 0.8 and abs(before - after) < 1e-4 and abs(white) < 1e-6
figures.normalization.clouds(raw=raw, batch_norm=normed, whitened=whitened)

# %% [markdown]
# **Not an arbitrary affine map**, although a slide says that gain and shift let it learn one. It learns one scale and
# one shift a channel and cannot mix channels: the matrix of the map is diagonal.

# %% tags=["claim:T50"]
seven = nn.BatchNorm1d(7).eval()
nn.init.normal_(seven.weight)
matrix = torch.autograd.functional.jacobian(lambda t: seven(t[None])[0], torch.randn(7))
assert parameters(seven) == 14 and torch.equal(matrix, torch.diag(matrix.diagonal()))
figures.matrix(matrix.detach(), title="7 channels, eval mode", values=True)

# %% [markdown] tags=["claim:U76", "claim:T52", "claim:U75"]
# **Not fully understood.** The slides give its purpose as reducing *internal covariate shift*: while the early layers
# learn, the inputs of the later ones keep changing, and batch norm holds their mean and variance still. Take that as
# a **hypothesis**. Santurkar and others put random shifts back in *after* each norm, and training went on as well as
# before; they find a smoother loss instead. The same decks say that the effects are poorly understood.
#
# **Not for everything.** It is used in most convolutional networks, just before the nonlinearity in the classic ones.
# In recurrent networks it has been less successful, because every time step would need statistics of its own; there,
# and in transformers, layer and RMS norm are the custom.

# %% [markdown]
# ## What we learned
#
# - All these norms subtract a mean and divide by a root. They differ in **who shares the mean**: batch norm averages
#   over (n, h, w), layer norm over (c, h, w) or over c alone, instance norm over (h, w), group norm in between. RMS
#   norm leaves the mean in.
# - PyTorch: biased variance, eps under the root; the *unbiased* variance goes into the running average, where momentum
#   0.1 weighs the new value.
# - Batch norm in training looks at the batch, in testing at the kept statistics. Test in eval mode: with batch
#   statistics the answer depends on the neighbours, and a batch sorted by class ruins it.
# - In eval mode it is a gain and a shift, and folds into a convolution that touches it. In training its gradient has
#   two more terms.
# - Batch norm made our deep net trainable from torch's usual start, and bore larger rates. In the net of four
#   convolutions the other norms did worse than none.
#
# **What is next:** the classic networks, before and after batch norm; then notebook 13 adds the shortcuts.
#
# **References**
#
# - Ioffe and Szegedy, *Batch normalization*, arXiv:1502.03167. Ba, Kiros and Hinton, *Layer normalization*,
#   arXiv:1607.06450. Ulyanov, Vedaldi and Lempitsky, *Instance normalization*, arXiv:1607.08022. Wu and He, *Group
#   normalization*, arXiv:1803.08494. Zhang and Sennrich, *Root mean square layer normalization*, arXiv:1910.07467.
# - Hoffer, Hubara and Soudry, *Train longer, generalize better* (ghost batch norm), arXiv:1705.08741.
# - Santurkar, Tsipras, Ilyas and Madry, *How does batch normalization help optimization?*, arXiv:1805.11604.
# - Simon Prince, *Understanding Deep Learning*, section 11.4. Zhang, Lipton, Li and Smola, *Dive into Deep Learning*,
#   section 8.5.
