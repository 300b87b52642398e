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
# # 13 · Make depth help
#
# **You will** stack convolutions into plain nets of 8, 20 and 56 layers, see what depth does to their training error,
# and write the residual block. It is the practical of the lecture in three steps: PlainNet, ResNet, bottlenecks.
#
# **You need** to know the output sizes and the weights of convolutions, 1×1 ones included, how the chain rule takes a
# gradient back through many layers, and what batch norm does (notebook 11). The lecture's slides are quoted, but you do
# not need them.
#
# **Time** 60 minutes for sections 13.1 to 13.7 with their first four exercises; the parts marked *optional*, two exercises
# among them, take another 75. The machine needs about a minute. Lines that begin with `assert` only check this page: you may
# skip them.

# %%
from collections import namedtuple
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn

from helpers import analysis, experiments, explorers, figures, layers, models, training
from helpers.check import resnet_from_scratch as check
from helpers.data import augment_cifar10, load_cifar10, load_digits, normalise_cifar10

torch.manual_seed(13)
torch.set_num_threads(1)

# %% [markdown]
# ## 13.1 Stack blocks: the PlainNet
#
# A *plain block* is two 3×3 convolutions, each followed by batch norm and ReLU. The nets of this notebook are those of
# He and others for small pictures: a first convolution (the *stem*), three stages of n blocks, an average over all
# pixels and one linear layer. The first block of the second and of the third stage halves the size and doubles the
# channels. Here is n = 5:

# %%
stages = [("stem", 16, 32, 1), ("stage 1", 16, 32, 5)]          # name, channels, size, blocks
stages += [("stage 2", 32, 16, 5), ("stage 3", 64, 8, 5)]
figures.residual.net("32 layers for pictures of 32×32", stages)

# %% [markdown]
# Count the layers that have weights: the stem, two in each of 3n blocks, the linear layer. That is **6n + 2**. The
# lecture's figure has nets of 110 and of 1202 layers.
#
# **Predict first.** Which n give 110 and 1202 layers? And how many parameters has the net of 32 layers: thousands, half a
# million, tens of millions?

# %% tags=["claim:S49", "claim:T57"]
n_of = {depth: (depth - 2) // 6 for depth in (32, 110, 1202)}
assert [6 * n + 2 for n in n_of.values()] == [32, 110, 1202]
weighted = {}
for depth in (32, 110):
    with torch.device("meta"):                     # shapes without numbers: costs nothing
        rows = analysis.count_layers(models.resnet_cifar(depth), (3, 32, 32))
    count = sum(row.kind in ("Conv2d", "Linear") for row in rows)
    weighted[depth] = count, rows.total.parameters
assert weighted[110][0] == 110 and weighted[32] == (32, 464_154)
n_of, weighted

# %% [markdown]
# n = 18 gives 110 layers and n = 200 gives 1202. With n = 5 there are 32 layers and 464,154 parameters: the ResNet-32 of
# the lecture.
#
# CIFAR-10 on this net takes hours (section 13.12). Here we train narrower ones, with 8, 16 and 32 channels, on the 8×8
# digits of scikit-learn: seconds each, and the effect shows.

# %%
x_train, y_train, x_test, y_test = load_digits()         # 1,437 to train with, 360 to test
Result = namedtuple("Result", "net training_error test_error")

def percent(run):
    """A row of the tables below: errors in percent."""
    errors = (f"{100 * run[name]:.1f} %" for name in ("train_error", "test_error"))
    return Result(run["net"], *errors)

def train(depth, skip, seed=13):
    """Ten epochs of SGD; what came out, as a dict like those of the recorded runs."""
    training.seed_everything(seed)
    net = models.resnet_cifar(depth, widths=(8, 16, 32), in_channels=1, skip=skip)
    name = f"{'ResNet' if skip else 'plain'}-{depth}"
    data = (x_train, y_train), (x_test, y_test)
    history = training.fit(net, *data, epochs=10, seed=seed, name=name)
    errors = {"train_error": history.train_error[-1], "test_error": history.test_error[-1]}
    return {"depth": depth, "skip": skip, "net": name, "history": history, **errors}

# %% [markdown]
# **Predict first.** The net of 56 layers could do all that the one of 20 does, if 36 of its layers passed on what they get.
# When you go from 8 to 20 to 56 layers, will the error *on the training set* fall, stay or rise? (It is counted on the
# batches while the net trains on them.)

# %% tags=["nbval-ignore-output", "claim:S01"]
plain = [train(depth, skip=False) for depth in (8, 20, 56)]
assert plain[0]["train_error"] < 0.05
assert plain[2]["train_error"] > plain[1]["train_error"] + 0.2
analysis.Table([percent(run) for run in plain])

# %% [markdown]
# It rises: no errors at 8 layers, a few percent or less at 20, and more than half of the training digits are wrong at 56
# (guessing gives 90 %). More depth is not better, and the table says how it fails. A net **overfits** when it knows its
# training set and not the rest: a small training error, a large test error. It **underfits** when it has not even learned
# its training set. The optimizer did not find what the 56 layers could do.

# %% [markdown]
# ### ✏️ Exercise 13.1 · Underfitting or overfitting? · ★☆☆ · 3 min
#
# Three nets, and the plain net of 56 layers from the table above. Write `"underfits"`, `"overfits"` or `"fits"` for each.
#
# | net | training error | test error |
# |---|---|---|
# | A | 0.1 % | 24 % |
# | B | 61 % | 62 % |
# | C | 1.2 % | 1.5 % |
#
# <details><summary>Hint 1</summary>
#
# Look at the training error first. Is it small?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# If the training error is large, the net underfits, whatever the test error is. If it is small, compare the two.
#
# </details>

# %% id="ex-diagnosis"
### BEGIN SOLUTION
a = "overfits"
b = "underfits"
c = "fits"
plain_56 = "underfits"
### END SOLUTION

# %% id="check-diagnosis"
check.diagnosis(a=a, b=b, c=c, plain_56=plain_56)

# %% [markdown]
# ## 13.2 Add what came in
#
# A layer that should pass on what it gets has to learn the identity, and convolution, norm and ReLU make that hard. So
# give it the identity for free: **add the input of the block to its output.** What the two convolutions compute is then
# only the change, the *residual*. The arrow past them is the *shortcut* or *skip connection*.

# %%
figures.residual.blocks("plain", "residual", channels=64)

# %% [markdown]
# Both blocks have the same number of weights. Everything from x to the sum, except the shortcut, is the *branch* R. The
# lecture writes the sum number by number, $L_{l+1}[b, x, y, j] = L_l[b, x, y, j] + R_{l+1}[b, x, y, j]$, for picture b of the
# batch, position (x, y) and channel j; torch orders the axes as (b, j, y, x). So what goes in and what R gives must have the
# same shape: padding 1, as many channels out as in. `layers.Residual(R)` computes x + R(x) for any R; the first half of the next cell takes one
# convolution, as the lecture does. In the real net R is two or three convolutions with norms and ReLU, and one more ReLU
# comes after the sum. If R gives 0, the block returns relu(x). The second half of the cell feeds it an x ≥ 0, so it returns x:

# %% tags=["claim:T54", "claim:T55"]
R = nn.Conv2d(8, 8, kernel_size=3, padding=1)
for h, w in ((9, 9), (40, 30)):
    L = torch.randn(2, 8, h, w)
    change = F.conv2d(L, R.weight, R.bias, padding=1)
    assert change.shape == L.shape and torch.allclose(layers.Residual(R)(L), L + change, atol=1e-6)
assert tuple(R.weight.shape) == (8, 8, 3, 3)
block = layers.BasicBlock(8, 8, zero_init=True)     # its last norm multiplies by 0: R gives 0
assert torch.equal(block(L.relu()), L.relu())
tuple(R.weight.shape), tuple(layers.Residual(R)(L).shape), tuple(torch.cat([L, R(L)], 1).shape)

# %% [markdown]
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: what W is indexed by.** For R the slide writes one convolution with the filter W[X, Y, J, J], where X
# and Y are the width and height of the picture and J its channels. But a filter is indexed by *offsets*, W[ΔX, ΔY, J, J]:
# 3×3, whatever the size of the picture.
#
# </div>
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: "residual" means a sum.** The captions of the DenseNet and U-Net figures call their links
# residual too. Those put tensors side by side (16 channels in the last shape above); a ResNet adds (8 channels).
#
# </div>
#
# Your turn to write it. The norm of the next exercise is batch norm with the statistics of the batch at hand:

# %%
def norm(x):
    """Each channel gets mean 0 and variance 1 over this batch."""
    return F.batch_norm(x, None, None, training=True)

# %% [markdown]
# ### ✏️ Exercise 13.2 · Write the block · ★★☆ · 8 min
#
# Write `residual_block(x, w1, w2, skip)`. `x` has shape (n, c, h, w); `w1` and `w2` are weights of shape (c, c, 3, 3),
# without biases. Compute what the picture above shows, from x to the end: convolution with `w1`, norm, ReLU, convolution with `w2`,
# norm; then, if `skip` is True, the sum; then ReLU. With `skip` False it is the plain block. Use `F.conv2d`, `F.relu` and
# `norm`. Leave the inputs as they are.
#
# <details><summary>Hint 1</summary>
#
# `F.conv2d(x, w1, padding=1)` keeps the size. Keep `x` for the sum: give the results in between another name.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Five steps make `out`. Then `if skip: out = x + out`, and last `return F.relu(out)`.
#
# </details>

# %% id="ex-residual-block"
def residual_block(x, w1, w2, skip):
    ### BEGIN SOLUTION
    out = F.relu(norm(F.conv2d(x, w1, padding=1)))
    out = norm(F.conv2d(out, w2, padding=1))
    if skip:
        out = x + out
    return F.relu(out)
    ### END SOLUTION

# %% id="check-residual-block"
check.residual_block(residual_block)

# %% [markdown]
# ## 13.3 Train again: the ResNet
#
# The same three nets, each block with its shortcut. `models.resnet_cifar` stacks `layers.BasicBlock`, the block that you
# have just written; its batch norm also learns a scale and a shift. Where a block halves the size, its shortcut keeps every
# second pixel and appends channels of zeros; you write that shortcut in section 13.5. So not one parameter is new.
#
# **Predict first.** What will the training errors be now, at 8, 20 and 56 layers?

# %% tags=["nbval-ignore-output", "claim:S02"]
for skip in (False, True):
    assert analysis.count_parameters(models.resnet_cifar(32, skip=skip)) == 464_154
residual = [train(depth, skip=True) for depth in (8, 20, 56)]
assert max(run["train_error"] for run in residual[:2]) < 0.05
assert residual[2]["train_error"] < plain[2]["train_error"] - 0.2
analysis.Table([percent(run) for run in plain + residual])

# %% [markdown]
# As many parameters, the same data, the same seed, and the net of 56 layers has learned its training set.
#
# One seed proves little. Other seeds were recorded beforehand, at five depths: small dots, with a line through their
# means. The stars are your live runs; five dots do not show the whole spread, so a star may lie outside them.

# %% tags=["claim:S01", "claim:S02"]
depth_runs = experiments.recorded("depth")

def mean(depth, skip, what="train_error"):
    errors = [run[what] for run in depth_runs.where(depth=depth, skip=skip)]
    return sum(errors) / len(errors)

assert mean(20, False) < mean(32, False) < mean(44, False) < mean(56, False)
assert mean(56, False) > 0.5 and max(mean(n, True) for n in (8, 20, 32, 44, 56)) < 0.1
assert mean(8, True, "test_error") < 0.03 < mean(56, True, "test_error") < 0.1
learned = [run for run in depth_runs.where(depth=56, skip=True) if run["train_error"] < 0.1]
assert len(learned) == 4 and 0.032 < sum(run["test_error"] for run in learned) / 4 < 0.034

# %% tags=["nbval-ignore-output"]
def named(runs):
    return [{**run, "net": "residual" if run["skip"] else "plain"} for run in runs]

style = {"x": "depth", "y": "train_error", "series": "net", "chance": 0.9}
style |= {"x_label": "layers", "y_label": "training error"}
live = named(plain + residual)
figures.runs.by_variant(named(depth_runs.runs), live, label=depth_runs.label, **style)

# %% [markdown]
# Plain: the training error climbs from 20 layers on, with a wide spread. Residual: near zero at every depth, though one
# of the five recorded nets of 56 layers ended at 12 %.
#
# The explorer shows the same recorded runs epoch by epoch, next to a run of your own: 38 layers, a depth that was not
# recorded, and no shortcuts. **Predict first:** at which training error will it end? How sure can you be, with one seed?

# %% tags=["nbval-ignore-output"]
own = train(38, skip=False)
explorer = explorers.DepthExplorer(depth_runs, mine={own["net"]: own["history"]})
explorer

# %% [markdown]
# One net of 38 layers lands somewhere in the wide spread of its neighbours, and another seed would land elsewhere. Set *nets*
# to *plain* and compare plain-20 and plain-56 in the table at epochs 1, 2 and 5: when do they part? Do the curves of plain-56
# still fall at the end? Then go back to epoch 10 and set *error* to *test error*: how far is the test error of plain-56 from
# its training error?
#
# <details><summary>What you should have found</summary>
#
# Mean training errors of five seeds: 78 % and 88 % at epoch 1, 51 % and 86 % at epoch 2, 9 % and 80 % at epoch 5. So they
# differ from the first epoch on, and the gap opens at once. The curves of plain-56 still fall at the end, by about one point
# an epoch. At epoch 10 its test error is 74 % and its training error 73 %: as high, the mark of underfitting.
#
# </details>
#
# In the first epochs the deep *residual* nets miss far more of the test digits than of the training digits. The optional part
# at the end of this section asks whether that is overfitting.
#
# For another run of your own, change the depth in the cell (6n + 2) and run it again.

# %% [markdown]
# What the curves do *not* show is a gain. Eight layers already learn all training digits, so there is nothing left to gain:
# on the test set the recorded ResNets of 8 layers miss 2.0 % in the mean and those of 56 layers 5.6 % (3.3 % without the
# one whose training error ended at 12 %). The published numbers come from CIFAR-10 at full width (He and others, table 6),
# where depth pays up to 110 layers:
#
# | layers | 20 | 32 | 44 | 56 | 110 | 1202 |
# |---|---|---|---|---|---|---|
# | ResNet, test error | 8.75 % | 7.51 % | 7.17 % | 6.97 % | 6.43 % | 7.93 % |
#
# (110 layers were trained five times: the table has the best run, the mean is 6.61 %.) From 20 to 56 layers the *training*
# error of the plain nets rises there too, and plain-110 stays above 60 %. The net of 1202 layers has a training error below
# 0.1 % and a worse test error than that of 110: it overfits.
#
# A harder task at our size is MNIST-1D: 4,000 noisy signals of ten classes, so that guessing gives 90 % again. The nets have
# the same blocks and widths, with 1-D convolutions. These runs take a minute a seed, so all of them are recorded, three seeds
# each:

# %% tags=["nbval-ignore-output"]
signals = experiments.recorded("depth_mnist1d")
recorded, error = named(signals.where(epochs=12)), {}
for run in recorded:
    error.setdefault((run["net"], run["depth"]), []).append(run["train_error"])
assert min(error["plain", 56]) > max(error["plain", 20])
assert max(error["residual", 56]) < min(error["residual", 20])
figures.runs.by_variant(recorded, label=signals.label, **style)

# %% [markdown]
# In each of the three recorded seeds the plain net loses by going from 20 to 56 layers, and the ResNet gains: its training
# error falls from 22 % to 7 % in the mean. (Two of the dots of plain-20, both at 59 %, lie on top of each other.) Here depth
# helps.
#
# ### Is a high test error overfitting? · optional
#
# In the explorer, set *nets* to *residual* and compare the two kinds of error at epoch 3: the deep nets miss far more of the
# test digits. Is that overfitting? Then a net must know its training digits. But the training error of the curves is that of
# the batches as the net trained on them, each normalised by its own mean and variance. The test error uses batch norm's
# running averages instead (notebook 11).
#
# So nets of 38 layers were stopped after three of the ten epochs, or trained to the end, and then tested on both sets in the
# same way. Once with the running averages that training had left, once after a *full pass*: all training digits go through,
# the weights stay, and the averages are taken anew. The table has means over five recorded seeds.
#
# **Predict first.** With the running averages after three epochs: does ResNet-38 know its training digits?

# %%
averages = experiments.recorded("running_averages")

def share(what, skip, epochs):
    """The mean of one error of 38 layers over the recorded seeds."""
    runs = averages.where(depth=38, skip=skip, epochs=epochs)
    return sum(run[what] for run in runs) / len(runs)

for skip in (False, True):
    assert abs(share("train_running", skip, 3) - share("test_running", skip, 3)) < 0.05
    assert share("test_running", skip, 3) > share("test_full_pass", skip, 3) + 0.15
    assert abs(share("test_running", skip, 10) - share("test_full_pass", skip, 10)) < 0.01

# %%
Tested = namedtuple("Tested", "net epochs averages training_error test_error")
rows = []
for name, skip in (("plain-38", False), ("ResNet-38", True)):
    for epochs in (3, 10):
        for kind in ("running", "full_pass"):
            pair = [share(f"{part}_{kind}", skip, epochs) for part in ("train", "test")]
            shown = (f"{100 * error:.1f} %" for error in pair)
            rows.append(Tested(name, epochs, kind.replace("_", " "), *shown))
analysis.Table(rows)

# %% [markdown]
# It does not: it misses 36 % of the training digits and 38 % of the test digits. (The plain net misses 90 % of both, as many
# as a guess.) So this is no overfitting. After the full pass the same weights miss 6 % and 9 %, and those of the plain net
# 69 % and 69 %. The running averages were at fault: they still held batches that earlier weights had made. By the end of
# the ten epochs the learning rate has fallen to nearly 0, the averages have caught up, and both ways agree within 1 %.
#
# ## 13.4 Look at the gradients
#
# How do the two nets differ before the first step? Take both nets of 56 layers, send one batch through, and measure the
# gradient of the loss with respect to the weight of each of the 55 convolutions.
#
# **Predict first.** Batch norm keeps the signal at one size on its way forward. Does that keep the gradients alike on their
# way back, in the plain net?

# %% tags=["nbval-ignore-output"]
def gradients_of(net, x, loss=None):
    """The gradient norms of all convolutions, from the input to the output."""
    rows = analysis.gradient_norms(net, x, loss)
    return [row.weight for row in rows if row.kind == "Conv2d"]

def loss(scores):
    return F.cross_entropy(scores, y_train[:128])

norms = {}
for name, skip in (("plain-56", False), ("ResNet-56", True)):
    training.seed_everything(13)
    net = models.resnet_cifar(56, widths=(8, 16, 32), in_channels=1, skip=skip)
    norms[name] = gradients_of(net, x_train[:128], loss)
assert 300 < norms["plain-56"][0] / norms["plain-56"][-1] < 5000
assert max(norms["ResNet-56"]) / min(norms["ResNet-56"]) < 20
figures.residual.by_layer(**norms)

# %% [markdown]
# In the plain net the gradient grows by a factor of about a thousand on its way to the first layer, from 0.2 to nearly 300:
# it *explodes*. In the ResNet it stays within a factor of about ten. (The bumps from 19 to 20 and from
# 37 to 38 are where the stages change.)
#
# This goes with the failure of the plain net. Whether it is the whole cause we did not test. He and others left it open, too:
# in their plain net of 34 layers they found gradients of a healthy size.
#
# Why does the gradient grow? Go from one norm to the next, when layers are wide and numbers independent:
#
# - ReLU sets half of the values to zero. What is left, zeros included, has a variance of 0.34 where it was 1.
# - The convolution scales the signal and the gradient by the same factor. The next norm takes that factor out of both.
# - To get from 0.34 back to 1, the norm stretches the signal, and on the way back the gradient: its squared length is
#   multiplied by 1/0.34.
# - On the way back ReLU lets half of that square through: times 0.5.
#
# Together that is 0.5/0.34 = 1.47 a layer for the square (π/(π − 1), Yang and others), 1.21 for the length. The gradients of
# the weights, which the figure shows, grow with it. Our
# small net grows by 1.14 a layer, and $1.14^{54}$ is about 1200.
#
# And why not in the ResNet? The derivative of x + R(x) is 1 + R′(x). The 1 carries the gradient past the branch of every
# block, so it does not vanish. It does not explode either: x is the sum of all branches so far, and
# within a stage it grows from block to block. The norms in the branch divide by its size. So R′ shrinks beside the 1
# (section 13.8 has such a sum). The ReLU after the sum still cuts some of the gradient (section 13.10).
#
# ### Batch norm, and gradients that vanish · optional
#
# Is the explosion batch norm's doing? Forty convolutions of 16 channels at their start: plain, plain with batch norm, and
# residual with batch norm. These nets have no loss, so a random gradient starts at the output.

# %%
def forty(normed, skip):
    """Gradients in forty 3×3 convolutions with ReLU and He's start, as asked for."""
    chain = []
    for _ in range(40):
        unit = nn.Sequential(nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1, bias=False))
        if normed:
            unit.insert(0, nn.BatchNorm2d(16))
        chain.append(layers.Residual(unit) if skip else unit)
    net = nn.Sequential(*chain)
    models.init_he(net)
    return gradients_of(net, torch.randn(16, 16, 8, 8))

# %% [markdown]
# The growth of a net is the first layer's gradient norm over the last one's:

# %% tags=["nbval-ignore-output", "claim:G31"]
growth = {}
kinds = {"plain": (False, False), "plain, batch norm": (True, False)}
kinds["residual, batch norm"] = True, True
for name, (normed, skip) in kinds.items():
    first, *_, last = forty(normed, skip)
    growth[name] = first / last
assert growth["plain, batch norm"] > 100
assert growth["residual, batch norm"] < 30 and growth["plain"] < 30
{name: float(f"{ratio:.2g}") for name, ratio in growth.items()}

# %% [markdown]
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: does normalisation cause exploding gradients or cure them?** One lecture says that normalisation
# layers need a mitigation, and that residual links are the usual one. Others list batch norm among the cures. Both hold.
# Batch norm keeps the *signal* at one size, which a deep net without it may lose; but a deep *plain* net with batch norm
# has exploding gradients at its start, as the second number shows. The shortcuts mend that.
#
# </div>
#
# The other danger is a gradient that *vanishes*. Fifty tanh layers whose weights are half as large as they should be: what
# is left of a gradient on its way from the output to the input?

# %% tags=["claim:T53"]
weights = [0.5 * torch.randn(64, 64) / 8 for _ in range(50)]
at_input = {}
for name, keep in (("plain", 0.0), ("residual", 1.0)):
    x = start = torch.randn(32, 64, requires_grad=True)
    for weight in weights:
        x = keep * x + torch.tanh(x @ weight.T)
    upstream = torch.randn(32, 64)
    (gradient,) = torch.autograd.grad(x, start, upstream)
    at_input[name] = (gradient.norm() / upstream.norm()).item()
assert at_input["plain"] < 1e-12 and 1 < at_input["residual"] < 100
print(f"plain: times {at_input['plain']:.0e}; residual: times {at_input['residual']:.0f}")

# %% [markdown]
# The plain gradient is gone. The residual one grows a little, but it does not vanish: however small R′ is, 1 + R′ is not.
#
# ## 13.5 Make shapes fit
#
# At the start of a stage the branch gives half the size and twice the channels. Then x cannot be added:

# %% tags=["claim:N17", "claim:T59"]
x = torch.randn(2, 8, 16, 16)
branch = nn.Conv2d(8, 16, 3, stride=2, padding=1)(x)
try:
    x + branch
except RuntimeError as problem:
    refusal = str(problem)
assert "must match the size of tensor b (8)" in refusal
projection = nn.Conv2d(8, 16, kernel_size=1, stride=2, bias=False)
assert (projection(x) + branch).shape == branch.shape == (2, 16, 8, 8)
assert projection.weight.numel() == 128
print(refusal)

# %% [markdown]
# In general, y = x̃ + R(x), where x̃ is x or a version of x that fits. Two versions are in use:
#
# - **Projection** (option B, the lecture's P): a 1×1 convolution with stride 2, as in the cell above: here 128 weights.
# - **Option A**: keep every second row and column of x, and append channels of zeros. No weights at all.

# %% [markdown]
# ### ✏️ Exercise 13.3 · Make x fit without a parameter · ★★☆ · 7 min
#
# Write option A: `shortcut_a(x, c_out, s)`. `x` has shape (n, c, h, w). Keep of each channel the pixels in rows 0, s, 2s, …
# and columns 0, s, 2s, …; then append channels of zeros *behind* the c channels until there are `c_out` (c_out ≥ c).
# Use no layer: `nn.Conv2d` would be option B.
# The result has shape (n, c_out, ⌈h/s⌉, ⌈w/s⌉).
#
# <details><summary>Hint 1</summary>
#
# A slice can have a step: `x[:, :, ::s, ::s]`.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `x.new_zeros(n, c_out - c, h_out, w_out)` makes the new channels, `torch.cat([...], dim=1)` puts them behind. Read h_out and
# w_out off the slice: if it is called y, they are `y.shape[2]` and `y.shape[3]`.
#
# </details>

# %% id="ex-shortcut-a"
def shortcut_a(x, c_out, s):
    ### BEGIN SOLUTION
    kept = x[:, :, ::s, ::s]
    n, c, h_out, w_out = kept.shape
    zeros = kept.new_zeros(n, c_out - c, h_out, w_out)
    return torch.cat([kept, zeros], dim=1)
    ### END SOLUTION

# %% id="check-shortcut-a"
check.shortcut_a(shortcut_a)

# %% [markdown]
# The lecture gives the new width as X/s, which is a whole number only if s divides X. A slice with a step gives ⌈X/s⌉, and so does the 3×3
# convolution with stride s and padding 1. So shortcut and branch agree for odd sizes too:

# %% tags=["claim:T56"]
option_a = layers.ZeroPadShortcut(16, 32, stride=2)
branch = nn.Conv2d(16, 32, 3, stride=2, padding=1)
for size in (7, 8):
    x = torch.randn(2, 16, size, size)
    assert option_a(x).shape == branch(x).shape == (2, 32, 4, 4)
    assert torch.equal(option_a(x)[:, :16], x[:, :, ::2, ::2])
    assert option_a(x)[:, 16:].abs().sum() == 0
assert sum(p.numel() for p in option_a.parameters()) == 0
option_a

# %% [markdown]
# ### One class, three shortcuts · optional
#
# `layers.Residual(branch, shortcut)` is y = x̃ + R(x) for any branch R and any shortcut; without a second argument x̃ is x
# itself. Here a convolution that keeps the shape is joined to the identity, and one from 16 to 32 channels with stride 2 to
# each of the two versions.
#
# **Predict first.** How many parameters has each of the three shortcuts?

# %%
x, Joined = torch.randn(2, 16, 8, 8), namedtuple("Joined", "shortcut parameters output")
keeping = nn.Conv2d(16, 16, 3, padding=1)
halving = nn.Conv2d(16, 32, 3, stride=2, padding=1)
joined = {"identity": layers.Residual(keeping)}
joined["option A"] = layers.Residual(halving, layers.ZeroPadShortcut(16, 32, stride=2))
joined["projection"] = layers.Residual(halving, layers.projection(16, 32, stride=2))
assert torch.allclose(joined["identity"](x), x + keeping(x), atol=1e-6)
rows = []
for name, block in joined.items():
    assert torch.allclose(block(x), block.shortcut(x) + block.branch(x), atol=1e-6)
    rows.append(Joined(name, analysis.count_parameters(block.shortcut), tuple(block(x).shape[1:])))
assert [row.parameters for row in rows] == [0, 0, 16 * 32]
assert [row.output for row in rows] == [(16, 8, 8), (32, 4, 4), (32, 4, 4)]
analysis.Table(rows)

# %% [markdown]
# None, none, and 16 · 32 = 512 for the 1×1 convolution. The class is the same; the shapes decide which shortcuts fit.
#
# ### A pool alone · optional
#
# A block that is nothing but a max pool, or a subsampling, needs no shortcut, says the lecture: gradients pass cleanly. Look
# at one 8×8 map, a gradient that arrives at its 4×4 output, and what reaches the input:

# %% tags=["claim:N18"]
x, upstream = torch.randn(1, 1, 8, 8), torch.randn(1, 1, 4, 4)
pools = {"max pool": lambda x: F.max_pool2d(x, 2), "subsampling": lambda x: x[:, :, ::2, ::2]}
reached = {}
for name, pool in pools.items():
    leaf = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(pool(leaf), leaf, upstream)
    assert torch.allclose(gradient.norm(), upstream.norm())
    reached[name] = int((gradient != 0).sum())
assert reached == {"max pool": 16, "subsampling": 16}
reached

# %% [markdown]
# The gradient's norm is the same on both sides: nothing shrinks and nothing grows. It is routed to 16 of the 64 pixels; the
# other three quarters get none.
#
# ## 13.6 Squeeze the block: the bottleneck
#
# The third step of the practical. A *bottleneck* first reduces many channels to few, with a 1×1 convolution, does its 3×3
# there, and goes back with another 1×1. At 256 channels:

# %%
figures.residual.blocks("residual", "bottleneck", channels=256)

# %% tags=["claim:T58", "claim:S32"]
def weights_of(block):
    """The weights of a block's convolutions, without its norms."""
    convolutions = [layer for layer in block.modules() if isinstance(layer, nn.Conv2d)]
    return sum(layer.weight.numel() for layer in convolutions)

basic, squeezed = layers.BasicBlock(256, 256), layers.Bottleneck(256, 64)
assert weights_of(basic) == 2 * 9 * 256 * 256 == 1_179_648
assert weights_of(squeezed) == 256 * 64 + 9 * 64 * 64 + 64 * 256 == 69_632
x = torch.randn(1, 256, 6, 5)
assert squeezed(x).shape == basic(x).shape == x.shape
convolutions = sum(isinstance(layer, nn.Conv2d) for layer in squeezed.modules())
convolutions, round(weights_of(basic) / weights_of(squeezed), 1)

# %% [markdown]
# Three convolutions for a seventeenth of the weights, and 256 channels come out, so that x can be added.

# %% [markdown]
# ### ✏️ Exercise 13.4 · Count a bottleneck · ★★☆ · 4 min
#
# On paper, weights of convolutions only (no biases, no norms). `basic`: a basic block with 128 channels. `bottleneck`: a
# bottleneck from 128 to 32 channels and back. `blocks`: how many of these bottlenecks, whole ones, *together* have no more weights
# than one basic block?
#
# <details><summary>Hint 1</summary>
#
# A k×k convolution from c to d channels has k · k · c · d weights.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The bottleneck: 1 · 128 · 32, then 9 · 32 · 32, then 1 · 32 · 128.
#
# </details>

# %% id="ex-bottleneck-weights"
### BEGIN SOLUTION
basic = 2 * 9 * 128 * 128
bottleneck = 128 * 32 + 9 * 32 * 32 + 32 * 128
blocks = basic // bottleneck
### END SOLUTION

# %% id="check-bottleneck-weights"
check.bottleneck_weights(basic=basic, bottleneck=bottleneck, blocks=blocks)

# %% [markdown]
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: what bottlenecks give.** The slide says "with bottlenecks, better performance with more depth".
# A count can only show that more depth fits: the weights of one basic block buy 16.9 bottlenecks, whatever the number c of
# channels outside (18c² against 1.0625c²; the next cell tries two). Better accuracy is the paper's finding at ImageNet
# size.
#
# </div>

# %% tags=["claim:S03"]
budget = {}
for width in (64, 256):
    pair = layers.BasicBlock(width, width), layers.Bottleneck(width, width // 4)
    budget[width] = weights_of(pair[0]), weights_of(pair[1])
assert budget == {64: (73_728, 4_352), 256: (1_179_648, 69_632)}
{width: round(basic / squeezed, 1) for width, (basic, squeezed) in budget.items()}

# %% [markdown]
# ### And on the digits? · optional
#
# The table has means over three recorded seeds: basic blocks with option A, with projections where shapes
# change (B) and with projections everywhere (C), then bottlenecks with option B. Here the bottlenecks have
# the basic blocks' channels *inside*: they do their 3×3 on 8, 16 and 32 of them, and give four times as many. With three convolutions a block there are
# 9n + 2 layers: 29 for n = 3, where ResNet-20 has n = 3 too, and 56 for n = 6.
#
# **Predict first.** Which net of these has more parameters: ResNet-20, or the 29 layers of bottlenecks?

# %% tags=["nbval-ignore-output"]
recording, rows = experiments.recorded("shortcuts"), []
Mean = namedtuple("Mean", "net parameters training_error test_error")
kinds = {f"20, option {option}": (20, option, False) for option in "ABC"}
kinds |= {"29, bottlenecks": (29, "B", True), "56, bottlenecks": (56, "B", True)}
for net, (depth, shortcut, narrow) in kinds.items():
    same = recording.where(depth=depth, shortcut=shortcut, bottleneck=narrow)
    errors, spread = {}, sorted(run["test_error"] for run in same)
    assert shortcut != "A" or (0.013 < spread[0] < 0.015 and 0.030 < spread[-1] < 0.032)
    for what in ("train_error", "test_error"):
        errors[what] = sum(run[what] for run in same) / len(same)
    assert errors["train_error"] > 0.02 if depth == 56 else errors["train_error"] < 0.02
    shown = (f"{100 * error:.1f} %" for error in errors.values())
    rows.append(Mean(net, same[0]["parameters"], *shown))
analysis.Table(rows)

# %% [markdown]
# The three options differ by less than their seeds do: the mean test errors go from 2.1 % to 2.5 %, the three seeds of option
# A alone from 1.4 % to 3.1 %. At this size it does not matter which one you take.
#
# Bottlenecks bring no gain here. Those of 29 layers have 80,130 parameters against 67,906 of ResNet-20 with option A: with
# equal channels inside, the 1×1 convolutions come on top. (In the exercise the channels *outside* were equal.) They learn the training set as well and miss more of the test digits; 56 layers of them have
# not learned the training set after ten epochs.

# %% [markdown]
# ## 13.7 Build the list: one module, used twice
#
# A deep net is a list of layers, and `nn.Sequential(*list)` makes a module of it. The lecture's tip counts the parameters
# of two convolutions from 12 to 14 channels (it only counts: one does not fit behind the other): 2 · (9 · 12 · 14 + 14) = 3052. Python can write a list of two in a short way:
# `[layer] * 2`.
#
# **Predict first.** How many parameters will `[nn.Conv2d(12, 14, kernel_size=3)] * 2` count?

# %% tags=["claim:S35", "claim:S37", "claim:S38"]
def count(modules):
    return analysis.count_parameters(nn.Sequential(*modules))

listed = [nn.Conv2d(12, 14, kernel_size=3), nn.Conv2d(12, 14, kernel_size=3)]
times_two = [nn.Conv2d(12, 14, kernel_size=3)] * 2
looped = []
for _ in range(2):
    looped += [nn.Conv2d(12, 14, kernel_size=3)]
assert count(listed) == count(looped) == 3052 and count(times_two) == 1526
assert times_two[0] is times_two[1] and looped[0] is not looped[1]
assert len(nn.Sequential(*times_two)) == 2 and len(nn.Sequential(*times_two).state_dict()) == 4
count(listed), count(times_two), count(looped)

# %% [markdown]
# Half as many: `[layer] * 2` is a list that holds the **same** module twice. `len` says 2, `state_dict` lists four tensors,
# but there is one weight and one bias, and training moves them together. Build each layer in a loop.
#
# Sharing is not always a mistake. A net that uses one block over and over has *tied weights*; section 13.9 wants exactly
# that.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: a net that is only counted.** The slide's net counts well but cannot run: the first convolution
# gives 14 channels and the second expects 12. With equal channels it runs.
#
# </div>

# %% tags=["claim:S36"]
try:
    nn.Sequential(*looped)(torch.ones(1, 12, 8, 8))
except RuntimeError as problem:
    refusal = str(problem)
assert "to have 12 channels, but got 14 channels instead" in refusal
runs = nn.Sequential(nn.Conv2d(12, 12, kernel_size=3), nn.Conv2d(12, 12, kernel_size=3))
assert runs(torch.ones(1, 12, 8, 8)).shape == (1, 12, 4, 4)
refusal

# %% [markdown]
# ### ✏️ Exercise 13.5 · Plan the whole net · ★★☆ · 8 min
#
# *Optional.* Write `plan(depth, widths)`: the list of all blocks of a net of `depth` layers, from the input to the output,
# each as a tuple `(c_in, c_out, stride)` of whole numbers. `widths` are the channels of the stages, any number of them; all
# stages have equally many blocks of two convolutions. The stem gives `widths[0]` channels. The first block of every stage but
# the first has stride 2. For `plan(8, (16, 32, 64))` the answer is `[(16, 16, 1), (16, 32, 2), (32, 64, 2)]`.
#
# <details><summary>Hint 1</summary>
#
# With S stages of n blocks there are 2 · S · n + 2 layers. Solve for n.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Two loops, over stages and over blocks in a stage. Keep `c_in` as a variable: after each block it is that block's `c_out`.
#
# </details>

# %% id="ex-plan"
def plan(depth, widths):
    ### BEGIN SOLUTION
    n = (depth - 2) // (2 * len(widths))
    blocks, c_in = [], widths[0]
    for stage, c_out in enumerate(widths):
        for i in range(n):
            blocks.append((c_in, c_out, 2 if stage > 0 and i == 0 else 1))
            c_in = c_out
    return blocks
    ### END SOLUTION

# %% id="check-plan"
check.plan(plan)

# %% [markdown]
# ## 13.8 Add links from everywhere? · optional
#
# If one link helps, why not feed every layer the sum of *all* earlier outputs? The lecture: it blows up activations. Twenty
# random linear layers, scaled so that each alone keeps the spread of its input:

# %% tags=["nbval-ignore-output", "claim:N12"]
def layer():
    """A random 256×256 matrix that keeps the spread of a vector."""
    return torch.randn(256, 256) / 16

outputs, chain = [torch.randn(256, 256)], torch.randn(256, 256)
spread = {"plain": [], "all links": []}
for _ in range(20):
    outputs.append(sum(outputs) @ layer())
    chain = chain @ layer()
    spread["all links"].append(outputs[-1].std().item())
    spread["plain"].append(chain.std().item())
assert 0.8 < spread["plain"][-1] < 1.25 and spread["all links"][0] < 1.2
assert spread["all links"][9] > 15 and spread["all links"][-1] > 300
figures.residual.by_layer("layer", "standard deviation", **spread)

# %% [markdown]
# From 1 to some hundreds. Each layer's variance is the sum of all before it, so from the second on it doubles every time:
# after 20 layers $2^{19}$ times in variance, $2^{9.5} \approx 724$ in spread.
#
# Does a skip past each single block do better? In the next cell each branch has gain one. First the branch reads x as it is,
# then it reads x normalised.

# %% tags=["nbval-ignore-output", "claim:N13"]
bare = calm = torch.randn(256, 256)
variance = {"no norm": [], "norm in the branch": []}
for _ in range(12):
    bare = bare + bare @ layer()
    calm = calm + F.layer_norm(calm, (256,)) @ layer()
    variance["no norm"].append(bare.var().item())
    variance["norm in the branch"].append(calm.var().item())
assert 2000 < variance["no norm"][-1] < 8000 and 11 < variance["norm in the branch"][-1] < 15
assert 1.9 < variance["no norm"][0] < 2.1
figures.residual.by_layer("block", "variance", **variance)

# %% [markdown]
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: a skip alone is no cure.** The slide offers the skip as the answer to the blow-up. x and a branch of
# gain one add up to twice the variance, block after block: 4096 after twelve. With a norm at the start of the branch each
# block adds 1: 13 after twelve. A residual net needs both, or branches that start small.
#
# </div>
#
# ## 13.9 Read a ResNet in two ways · optional
#
# **As many paths.** A plain net is f₃(f₂(f₁(x))): one path. In a residual net the signal can go through each block or around it.
# Without ReLU this is exact: (1 + g₃)(1 + g₂)(1 + g₁) has eight terms, one for each choice.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: which layer is number 1?** One line of the slide nests functions with f₁ outermost, so that the
# last index acts first; the next line, $f_{i+1}(x) = f_i(x) + g_i(f_i(x))$, counts from the input, and there f means
# everything computed so far, not one layer. Here layers count from the input, and $x_{l+1} = x_l + g_l(x_l)$.
#
# </div>

# %% tags=["claim:N14"]
g = [torch.randn(4, 4, dtype=torch.float64) for _ in range(3)]
x = torch.randn(4, dtype=torch.float64)
nested, skipped, paths = x, x, [x]
for matrix in g:                                     # layer 1 acts first
    nested, skipped = matrix @ nested, skipped + matrix @ skipped
    paths += [matrix @ path for path in paths]       # past the block, and through it
assert torch.allclose(nested, g[2] @ g[1] @ g[0] @ x) and torch.allclose(nested, paths[-1])
assert len(paths) == 2**3 and torch.allclose(skipped, sum(paths))
len(paths)

# %% [markdown]
# The eight paths add up to the output. One of them is x itself, one the plain net; a ResNet of 56 layers has 27 blocks and
# $2^{27}$ paths, most of them through about half of the blocks.
#
# **As small steps in time.** $x_{l+1} = x_l + g(x_l)$ is a step of size 1 along dx/dt = g(x). That is Euler's method, and
# when every block is the same, it is a net with tied weights. Take g(x) = −x, whose solution is e⁻ᵗ, and steps of size h:

# %% tags=["claim:N15"]
times = torch.linspace(0, 3, 61)
walks, error = {}, {}
for steps in (1, 2, 10, 100, 1000):
    block = layers.Residual(nn.Linear(1, 1, bias=False).double(), scale=1 / steps)
    nn.init.constant_(block.branch.weight, -1.0)                # y = x + h · g(x)
    path = [torch.ones(1, dtype=torch.float64)]
    for _ in range(3 * steps):                                  # one block, again and again
        path.append(block(path[-1]).detach())
    error[steps] = abs(path[steps].item() - torch.tensor(-1.0).double().exp().item())
    walks[f"h = {1 / steps:g}"] = torch.arange(3 * steps + 1) / steps, torch.cat(path)
rounded = [float(f"{error[steps]:.2e}") for steps in (1, 10, 100, 1000)]
assert rounded == [0.368, 0.0192, 0.00185, 0.000184]
shown = {h: walks[h] for h in ("h = 1", "h = 0.5", "h = 0.1")}
figures.residual.euler((times, (-times).exp()), **shown)

# %% [markdown]
# With ten times as many steps, a tenth of the error at t = 1: 0.37, 0.019, 0.0019, 0.00018. At h = 1 the first step already
# lands on 0.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: "feels like" an ODE.** A ResNet is Euler's method with h = 1 and *another* g in every layer. It
# follows a smooth path only where its steps are small.
#
# </div>
#
# ### ✏️ Exercise 13.6 · Walk in small steps · ★★★ · 6 min
#
# *Optional.* Write `euler(x, a, h, steps)` for dx/dt = a·x. `x` is a vector of d numbers, `a` a d×d matrix, `h` the step
# size. Take `steps` Euler steps from `x` (it may be 0 of them) and return where you end, a vector of d numbers. Do not
# change `x` in place.
#
# <details><summary>Hint 1</summary>
#
# One step is a residual block: x plus h times the slope at x. The slope is `a @ x`.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `for _ in range(steps): x = x + h * (a @ x)` makes a new tensor each time; `x += …` would change the caller's.
#
# </details>

# %% id="ex-euler"
def euler(x, a, h, steps):
    ### BEGIN SOLUTION
    for _ in range(steps):
        x = x + h * (a @ x)
    return x
    ### END SOLUTION

# %% id="check-euler"
check.euler(euler)

# %% [markdown]
# ## 13.10 Put the norm in its place · optional
#
# In the block of 2015 a ReLU comes after the sum, so the path of the shortcuts is not clean: every block cuts it. The
# *pre-activation* block of 2016 moves norm and ReLU in front of each convolution and leaves the sum alone.

# %%
figures.residual.blocks("residual", "pre-activation", channels=64)

# %% [markdown]
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: two orders in one deck.** Prince's figure has batch norm, activation, convolution: the
# pre-activation block. The code beside it has convolution, batch norm, ReLU: the order of 2015.
#
# </div>
#
# The same choice exists for any block. *Pre-norm*, the modern default, is x + g(norm(x)); *post-norm* is norm(x + g(x)).
# Start with branches that give zero: how far is the output from x, in the mean? Below that, the cell reads the order of the
# first three layers off the two blocks of the picture.

# %% tags=["claim:N16", "claim:S31"]
x = 3 * torch.randn(5, 32) + 1
zero = nn.Linear(32, 32)
nn.init.zeros_(zero.weight), nn.init.zeros_(zero.bias)
wrappers = {"pre-norm": layers.PreNormResidual, "post-norm": layers.PostNormResidual}
changed = {}
for name, wrapper in wrappers.items():
    changed[name] = (wrapper(zero, nn.LayerNorm(32))(x) - x).abs().mean().item()
assert changed["pre-norm"] == 0 and changed["post-norm"] > 0.5
orders = {}
for kind in (layers.BasicBlock, layers.PreActivationBlock):
    orders[kind.__name__] = [type(layer).__name__ for layer in kind(8, 8).children()][:3]
assert orders["BasicBlock"] == ["Conv2d", "BatchNorm2d", "ReLU"]
assert orders["PreActivationBlock"] == ["BatchNorm2d", "ReLU", "Conv2d"]
{name: round(distance, 1) for name, distance in changed.items()}, orders

# %% [markdown]
# Pre-norm passes x on untouched, post-norm rescales it in every block. Does that matter for training? Twenty fully connected
# blocks on the digits, 150 steps of SGD, no warm-up; the loss of guessing is ln 10 = 2.30.

# %%
def twenty(wrapper):
    """20 residual blocks of two linear layers (He's start) between two linear layers."""
    blocks = []
    for _ in range(20):
        branch = nn.Sequential(nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 32))
        blocks.append(wrapper(branch, nn.LayerNorm(32)))
    for block in blocks:
        for linear in (block.branch[0], block.branch[2]):
            nn.init.kaiming_normal_(linear.weight)
    last = nn.LayerNorm(32), nn.Linear(32, 10)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 32), *blocks, *last)

# %% [markdown]
# Both train from the same seed. Seven epochs are 161 steps; the loss is the mean over steps 141 to 150:

# %% tags=["nbval-ignore-output", "claim:N16"]
settings = {"optimizer": training.sgd(lr=0.03, weight_decay=0.0), "scheduler": None}
settings |= {"epochs": 7, "batch_size": 64}
final = {}
for name, wrapper in wrappers.items():
    training.seed_everything(1)
    history = training.fit(twenty(wrapper), (x_train, y_train), name=name, **settings)
    final[name] = sum(history.step_loss[140:150]) / 10
assert final["pre-norm"] < 0.8 and final["post-norm"] > 1.5
{name: round(value, 2) for name, value in final.items()}

# %% [markdown]
# Pre-norm learns, post-norm stays near guessing. One seed and one setting; a warm-up of the learning rate is the usual
# remedy for post-norm.
#
# Now the convolutional nets, at 110 layers. These runs take a quarter of a minute each, so they are recorded: the blocks of
# 2015 with learning rate 0.1 or 0.03, from the first step on or after a warm-up of 30 steps, and two of these for the
# pre-activation blocks.

# %% tags=["nbval-ignore-output"]
deep = experiments.recorded("deep_110")
recorded, error = [], {}
for run in deep.where(depth=110):
    recipe = f"{run['lr']:g}, " + ("warm-up" if run["warmup_steps"] else "no warm-up")
    block = "pre-activation" if run["pre_activation"] else "post-activation"
    recorded.append({**run, "recipe": recipe, "block": block})
    error.setdefault((block, recipe), []).append(run["train_error"])
assert min(error["post-activation", "0.1, no warm-up"]) > 0.2
assert max(error["pre-activation", "0.1, no warm-up"]) < 0.05
assert max(error["post-activation", "0.03, no warm-up"]) < 0.1
assert max(error["post-activation", "0.03, warm-up"]) < 0.1
style = {"x": "recipe", "y": "train_error", "series": "block", "chance": 0.9, "line": False}
style |= {"x_label": "learning rate", "y_label": "training error"}
figures.runs.by_variant(recorded, label=deep.label, **style)

# %% [markdown]
# At 0.1 from the first step on the blocks of 2015 fail at this depth, and the pre-activation blocks learn the training set.
# A warm-up helps the blocks of 2015, but not every seed: the three end anywhere between 2 % and 65 %. The smaller rate repairs
# them, with and without a warm-up. (The pre-activation nets learn a little less well with it.) He and others began their
# ResNet-110 with a rate of 0.01, for about 400 steps, and then went to 0.1.
#
# ### Four blocks, called in one way
#
# What goes into a block is a free choice as long as the sum fits. The blocks of this notebook are all made by
# `Block(in_channels, channels, stride, shortcut)`, so a net can be stacked from any of them. Here each goes from 64 channels to
# 128 and halves the size, with option A where there is a shortcut.
#
# **Predict first.** Which two of plain, basic, pre-activation and bottleneck have equally many parameters? Which has the fewest?

# %%
zoo = {"plain": partial(layers.BasicBlock, skip=False), "basic": layers.BasicBlock}
zoo |= {"pre-activation": layers.PreActivationBlock, "bottleneck": layers.Bottleneck}
Block = namedtuple("Block", "block parameters output")
x, rows = torch.randn(2, 64, 8, 8), []
for name, kind in zoo.items():
    channels = 32 if name == "bottleneck" else 128         # it gives four times its channels
    block = kind(64, channels, stride=2, shortcut="A")
    rows.append(Block(name, analysis.count_parameters(block), tuple(block(x).shape[1:])))
plain_count, basic_count, before_count, squeezed_count = (row.parameters for row in rows)
assert {row.output for row in rows} == {(128, 4, 4)}
assert plain_count == basic_count == before_count + 2 * (128 - 64)
assert round(basic_count / squeezed_count) == 14
analysis.Table(rows)

# %% [markdown]
# All give the same shape. Plain and basic have equally many parameters: option A adds none. The pre-activation block has 128
# fewer, because its first norm comes before the first convolution and has a scale and a shift for 64 channels, not for 128.
# The bottleneck has a fourteenth.
#
# ## 13.11 Read the tables of ResNet-18 and ResNet-200 · optional
#
# The nets for ImageNet take pictures of 224×224. Their stem is a 7×7 convolution with stride 2, batch norm, ReLU, and a max
# pool with stride 2. (`nn.Conv2d(..., 64, ...)` on the slide is a placeholder: put the input channels there, 3.)

# %% tags=["claim:S33", "claim:S34"]
def unit(c_in, size, stride):
    convolution = nn.Conv2d(c_in, 64, kernel_size=size, stride=stride, padding=size // 2)
    return nn.Sequential(convolution, nn.BatchNorm2d(64), nn.ReLU())

stem = unit(3, size=7, stride=2)
half = stem(torch.randn(1, 3, 224, 224))
quarter = nn.MaxPool2d(3, stride=2, padding=1)(half)
assert half.shape == (1, 64, 112, 112) and quarter.shape == (1, 64, 56, 56)
assert unit(64, size=3, stride=1)(quarter).shape == quarter.shape
assert models.resnet_stem(3, 64)["conv1"].weight.shape == stem[0].weight.shape
tuple(half.shape), tuple(quarter.shape)

# %% [markdown]
# 224 → 112 → 56. Then come four stages. ResNet-18 has two basic blocks in each, ResNet-200 has 3, 24, 36 and 3 bottlenecks.

# %%
stages = [("stem", 64, 56, 1), ("stage 1", 256, 56, 3), ("stage 2", 512, 28, 24)]
stages += [("stage 3", 1024, 14, 36), ("stage 4", 2048, 7, 3)]
figures.residual.net("ResNet-200", stages)

# %% [markdown]
# `by_part`, below, builds a net on torch's *meta* device, which keeps shapes and no numbers, and adds up its layers stage by
# stage.

# %%
Stage = namedtuple("Stage", "part output layers parameters multiply_adds")

# %%
def by_part(build, size=(3, 224, 224)):
    """One row for each part of a net; a projection on a shortcut is not counted as a layer."""
    with torch.device("meta"):
        rows = analysis.count_layers(build(), size)
    parts = {}
    for row in rows:
        parts.setdefault(row.layer.split(".")[0], []).append(row)
    table = []
    for part, own in parts.items():
        weighted = [row for row in own if row.kind in ("Conv2d", "Linear") and "downsample" not in row.layer]
        numbers = sum(row.parameters for row in own), sum(row.multiply_adds for row in own)
        table.append(Stage(part, own[-1].output, len(weighted), *numbers))
    table = [row for row in table if row.layers or row.parameters or "pool" in row.part]
    totals = [sum(column) for column in list(zip(*table, strict=True))[2:]]
    return analysis.Table(table, Stage("total", (), *totals))

# %% [markdown]
# First the net of 32 layers from section 13.1, for pictures of 32×32. **Predict first:** which of its three stages has the most
# parameters, and which does the most multiply-adds?

# %%
table = by_part(partial(models.resnet_cifar, 32), (3, 32, 32))
assert (table.total.layers, table.total.parameters) == (32, 464_154)
assert [row.layers for row in table if row.layers] == [1, 10, 10, 10, 1]
first, second, third = (table[f"layer{i}"] for i in (1, 2, 3))
assert 0.75 < third.parameters / table.total.parameters < 0.77
assert second.multiply_adds == third.multiply_adds < first.multiply_adds < 1.06 * third.multiply_adds
table

# %% [markdown]
# The last stage has three quarters of the parameters, and all three do nearly the same work: twice the channels on both sides
# of a convolution are four times the weights, and half the size is a quarter of the positions.
#
# Now ResNet-18 and ResNet-200. Do 18 and 200 layers come out?

# %%
table = by_part(models.resnet18)
assert (table.total.layers, table.total.parameters) == (18, 11_689_512)
table

# %% tags=["claim:S46"]
table = by_part(models.resnet200)
assert table.total.layers == 200 and table.column("layers") == [1, 0, 0, 9, 72, 108, 9, 0, 1]
sizes = [row.output[1] for row in table if row.part not in ("avgpool", "fc")]
assert [224, *sorted(set(sizes), reverse=True)] == [224, 112, 56, 28, 14, 7]
table

# %% [markdown]
# ResNet-200 has eleven times the layers of ResNet-18 and under six times its parameters: bottlenecks. The average over all
# positions before the last layer makes the nets independent of the picture's size:

# %% tags=["claim:S47"]
net = models.resnet18(num_classes=10).eval()
with torch.no_grad():
    sizes = (32, 32), (45, 60)
    shapes = {size: tuple(net(torch.zeros(1, 3, *size)).shape) for size in sizes}
assert set(shapes.values()) == {(1, 10)}
shapes

# %% [markdown]
# A few ideas, used everywhere: skip connections, batch norm, a stack of equal blocks. AlphaGo Zero (2017) chose its moves
# with a net of 19 or 39 residual blocks, AlphaZero with one of 19; AlphaFold (2018) predicted distances within a protein
# with 220 residual blocks; a transformer has a skip past each attention and each feed-forward layer.
#
# The lecture lists twelve families of classifiers that PyTorch's companion `torchvision` offers (it has more by now). The
# cell builds those that this course has as well, on the meta device, and counts their parameters in millions.

# %% tags=["claim:T60"]
families = {
    "AlexNet": "alexnet", "VGG": "vgg", "ResNet": "resnet18", "SqueezeNet": "squeezenet1_1",
    "DenseNet": "densenet121", "Inception v3": "inception_v3", "GoogLeNet": "GoogLeNet",
    "ShuffleNet v2": "shufflenet_v2", "MobileNet v2": "MobileNetV2", "ResNeXt": "resnext50_32x4d",
    "Wide ResNet": "wide_resnet_cifar", "MNASNet": "mnasnet",
}
missing, millions = {"Inception v3", "ShuffleNet v2", "MNASNet"}, {}
for family, builder in families.items():
    if hasattr(models, builder):
        with torch.device("meta"):
            millions[family] = round(analysis.count_parameters(getattr(models, builder)()) / 1e6, 1)
assert len(families) == 12 and set(millions) == set(families) - missing
millions

# %% [markdown]
# Nine of the twelve. Inception v3, ShuffleNet v2 and MNASNet are not here.
#
# ## 13.12 Run the paper's setting · optional, with a GPU
#
# The same code trains on the real CIFAR-10. Put its binary version, `cifar-10-binary.tar.gz` from
# https://www.cs.toronto.edu/~kriz/cifar.html, into a folder, write the folder's name into the next cell, and run it. The
# setting is the paper's: pictures moved by up to four pixels and mirrored, batches of 128, 64,000 steps, learning rate 0.1,
# divided by 10 after half and after three quarters of the steps, momentum 0.9, weight decay 0.0001. (One thing differs: the
# paper subtracts a mean picture, pixel by pixel; `normalise_cifar10` gives each colour mean 0 and deviation 1.)

# %% id="cifar10"
CIFAR10 = None          # the switch: the folder, such as "~/cifar10"
DEPTH, EPOCHS = 56, 164

def three_rates(done):
    return 0.1 ** ((done >= 0.5) + (done >= 0.75))

if CIFAR10:
    x, y, x_new, y_new = load_cifar10(CIFAR10)
    train_set, test_set = (normalise_cifar10(x), y), (normalise_cifar10(x_new), y_new)
    settings = {"scheduler": three_rates, "transform": lambda x, y: (augment_cifar10(x), y)}
    settings["device"] = "cuda" if torch.cuda.is_available() else "cpu"
    net = models.resnet_cifar(DEPTH)
    history = training.fit(net, train_set, test_set, EPOCHS, **settings)
    print(history)

# %% [markdown]
# What to expect: the test errors of the table in section 13.3, 6.97 % for 56 layers and 8.75 % for 20. They are the paper's;
# nobody measured them for this page. (The paper held 5,000 training pictures back to choose its schedule. For 110 layers
# add `"warmup_steps": 400` to the settings: the rate grows to 0.1 step by step, where the paper kept it at 0.01.)
#
# How long does it take? The paper states no time. A count helps: ResNet-56 does 125 million multiply-adds a picture forwards
# and about three times that with the way back, for 8.2 million pictures. A GPU that does a trillion multiply-adds a second
# on such small layers needs about an hour; on a processor it takes a day or more.

# %%
cost = {}
for depth in (20, 56):
    cost[depth] = by_part(partial(models.resnet_cifar, depth), (3, 32, 32)).total.multiply_adds
hours = {depth: 3 * cost[depth] * 64_000 * 128 / 1e12 / 3600 for depth in cost}
assert 120e6 < cost[56] < 130e6 and 0.5 < hours[56] < 1.5
{depth: f"{cost[depth] / 1e6:.0f} million, {hours[depth]:.1f} hours" for depth in cost}

# %% [markdown]
# Several GPUs share the run. `torchrun` starts one process for each, every process takes its share of each batch, and
# PyTorch's `DistributedDataParallel` averages the gradients, so that all keep the same weights. In the project's folder:
#
# ```bash
# torchrun --nproc-per-node=2 tools/train_cifar.py ~/cifar10 --depth 56
# torchrun --nproc-per-node=2 tools/train_cifar.py ~/cifar10 --depth 56 --plain
# ```
#
# Batch norm sees only its own process's share of the batch, 64 pictures of 128. (The paper's batches of 128 were spread over
# two GPUs, too.)
#
# ## What we learned
#
# - Deeper plain nets *train* worse: from 20 to 56 layers the error on the training set rises from a few percent or
#   less to well over half. That is underfitting.
# - A block that computes x + R(x) has the identity for free and passes gradients back through the 1 in 1 + R′. With as many
#   parameters, 56 layers learn.
# - Where shapes change, x̃ is x subsampled with channels of zeros (option A) or projected by a 1×1 convolution.
# - A bottleneck does its 3×3 on few channels: a seventeenth of the weights of a basic block.
# - `[layer] * 2` is one layer, twice. Build layers in a loop.
# - On the digits depth brings no gain, on MNIST-1D it does, and on CIFAR-10 it pays up to 110 layers.
#
# **What is next:** notebook 15 labels every pixel of a picture, with links that put tensors side by side. The blocks that came
# after ResNet (dense links, depthwise convolutions, ConvNeXt) are in `helpers.layers`.
#
# **References**
#
# - Simon Prince, *Understanding Deep Learning*, chapter 11.
# - Zhang, Lipton, Li and Smola, *Dive into Deep Learning*, chapter 8.6.
# - He, Zhang, Ren and Sun, *Deep residual learning for image recognition*, 2015, arXiv:1512.03385; *Identity mappings in
#   deep residual networks*, 2016, arXiv:1603.05027.
# - Veit, Wilber and Belongie, *Residual networks behave like ensembles of relatively shallow networks*, 2016,
#   arXiv:1605.06431 (the paths).
# - Yang, Pennington, Rao, Sohl-Dickstein and Schoenholz, *A mean field theory of batch normalization*, 2019, arXiv:1902.08129
#   (why gradients explode).
# - Chen, Rubanova, Bettencourt and Duvenaud, *Neural ordinary differential equations*, 2018, arXiv:1806.07366.
