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
# # 15 · Label every pixel with a U-Net
#
# **You will** build a network that gives every pixel a class, cut its links to see what they carry, turn its answer
# into single cells, and count them.
#
# **You need** to know convolution with channels, ReLU and batch norm, pooling and the transposed convolution, and to have
# trained a net before: loss, optimiser, epochs.
#
# **Time** 60 minutes for what is not marked *optional*, nearly half of them for three exercises. Optional: 15 minutes in
# sections 15.3 to 15.5, 40 in 15.7 and 15.8 with two more exercises. The machine trains for about half a minute in all.
#
# If you reopen this notebook later, run it from the top (*Run ▸ Run All Cells*).

# %%
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn

from helpers import analysis, explorers, figures, geometry
from helpers.check import unet_segmentation as check
from helpers.data import photograph
from helpers.experiments import links as experiment
from helpers.experiments import recorded
from helpers.figures import receptive_fields, segmentation
from helpers.models import EncoderDecoder, UNet
from helpers.training import fit

torch.manual_seed(0)
torch.set_num_threads(1)

# %% [markdown]
# ## 15.1 Give every pixel a class
#
# Classification gives one label to a picture. **Semantic segmentation** gives one to every pixel. The task here is
# the one that the U-Net was made for: cells under a microscope that touch each other. The pictures are drawn by
# the course (`helpers.data.make_cells`): 128 for training, 40 for testing.

# %%
train, test = experiment.cells(128, seed=0), experiment.cells(40, seed=1)
print("pictures", tuple(train.images.shape), "  classes", tuple(train.classes.shape))
segmentation.classes_beside(test.images[:2], truth=test.classes[:2])

# %% [markdown]
# Three classes: 0 background, 1 cell, 2 border. The border is the trick of this data. It is the seam where two cells
# touch, two pixels wide and a little darker.
#
# **Predict first.** Leave the border out: call every pixel of a cell, seam or not, "cell". How many connected regions
# (patches of touching pixels) has the first picture then, and how many has it with the border?

# %%
with_border = analysis.connected_regions(test.classes[0] == 1)
without = analysis.connected_regions(test.classes[0] > 0)
assert with_border.max() == test.instances[0].max() == 10 and without.max() == 3
segmentation.regions_beside(test.images[0, 0], with_border=with_border, without_border=without)

# %% [markdown]
# Ten cells, three lumps. Without the border, cells that touch are one region, and nobody can count them. A net that
# finds "cell or not" perfectly would still count wrong. So the few border pixels matter more than all others. How few?

# %%
share = torch.bincount(test.classes.flatten(), minlength=3) / test.classes.numel()
assert share[2] < 0.07
print("background, cell, border:", [f"{100 * part:.0f} %" for part in share.tolist()])

# %% [markdown]
# ## 15.2 Judge a labelling
#
# The obvious score is the share of right pixels. Try it on two labellings that are no use: one calls everything
# background, the other takes the truth and calls each border pixel "cell".

# %%
nothing = torch.zeros_like(test.classes)
fused = test.classes.clamp(max=1)
for name, guess in {"all background": nothing, "no border": fused}.items():
    right = 100 * analysis.pixel_accuracy(guess, test.classes)
    print(f"{name:15} {right:.0f} % of the pixels right")
assert analysis.pixel_accuracy(fused, test.classes) > 0.93

# %% [markdown]
# The second is right almost everywhere and cannot count. The usual remedy is **IoU**, intersection over union, one
# number for each class: for class k, the pixels that are k **and** are called k, divided by those that are k **or** are
# called k (hits + missed + false alarms). Below, the border of one picture against a copy that is shifted by one pixel.

# %%
border = test.classes[0] == 2
shifted, everything = border.roll(1, 1), torch.ones_like(border)
segmentation.overlap(border, shifted_by_one=shifted, everything=everything)

# %% [markdown]
# A missed pixel makes the intersection smaller, a false alarm makes the union larger. So nobody can win by calling
# everything border.
#
# ### ✏️ Exercise 15.1 · Score each class · ★☆☆ · 7 min
#
# `predicted` and `target` are tensors of whole numbers of the same shape, (h, w) or (n, h, w): the class of each pixel,
# from 0 to `classes` − 1. Return a tensor of shape (classes,): for each class k the number of pixels where both are k,
# divided by the number where at least one of them is k. Count the pixels of all pictures together. A class that occurs in
# neither gets nan (0 / 0 of torch tensors is nan by itself).
#
# <details><summary>Hint 1</summary>
#
# `predicted == k` and `target == k` are two masks. `&` gives what is in both, `|` what is in at least one.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `.sum()` counts the True pixels of a mask. Collect one ratio for each k in a list; `torch.stack` makes it a tensor.
#
# </details>


# %% id="ex-class-iou"
def class_iou(predicted, target, classes):
    ### BEGIN SOLUTION
    ratios = []
    for k in range(classes):
        is_called, is_so = predicted == k, target == k
        ratios.append((is_called & is_so).sum() / (is_called | is_so).sum())
    return torch.stack(ratios)
    ### END SOLUTION


# %% id="check-class-iou"
check.class_iou(class_iou)

# %% [markdown]
# The same with the course's own function. Its mean over the classes is written *mIoU*. (One nan makes a mean nan;
# `values.nanmean()` leaves it out. Here all three classes occur.)

# %%
for name, guess in {"all background": nothing, "no border": fused}.items():
    values = analysis.iou(guess, test.classes, classes=3)
    print(f"{name:15} IoU {[round(v, 2) for v in values.tolist()]}   mIoU {values.mean():.2f}")
assert analysis.iou(fused, test.classes, classes=3)[2] == 0

# %% [markdown]
# Both have an IoU of 0 for the border: they never find it.
#
# ## 15.3 Go down, and come back up
#
# A pixel of a seam looks like the blurred edge of a cell: grey. What it is depends on what lies around
# it. To see far, a net goes down: convolutions and pools, so that one number of the lowest map has seen most of the
# picture. But the answer needs all 64×64 pixels again, so it must come back up.
#
# The early way (Noh, Hong and Han, 2015) is an **encoder–decoder** with *max-unpool*. Each pool remembers where its
# maxima were; the unpool puts the values back there and fills the rest with zeros. A convolution after each unpool
# spreads them over the gaps.

# %%
x = torch.tensor([[1.0, 5, 2, 0], [3, 4, 8, 1], [9, 2, 1, 1], [0, 3, 6, 2]])
pooled, places = F.max_pool2d(x[None, None], 2, return_indices=True)
unpooled = F.max_unpool2d(pooled, places, 2)
assert places.flatten().tolist() == [1, 6, 8, 14]
assert (unpooled[0, 0] == x)[unpooled[0, 0] > 0].all()
figures.numbers(x=x, pooled=pooled[0, 0], unpooled=unpooled[0, 0])

# %% [markdown]
# Train one with four pools. The loss is cross-entropy, pixel by pixel; a border pixel counts four times, because it is
# so rare. Each batch is turned and mirrored at random, since cells have no up and down. (AdamW, learning rate 0.012
# falling to 0, 9 epochs in batches of 8: `helpers/experiments/links.py` has it all.)


# %% tags=["nbval-ignore-output"]
def train_on_cells(net, name):
    experiment.train(net, train.images, train.classes, epochs=9, seed=3, name=name)


torch.manual_seed(3)
encoder_decoder = EncoderDecoder(1, 3, base_channels=8, depth=4)
train_on_cells(encoder_decoder, "encoder–decoder")

# %% [markdown]
# (*train error* in the bar is the share of wrong pixels in training.) `experiment.labels` takes at every pixel the class
# with the largest score.

# %% tags=["nbval-ignore-output"]
found = {"encoder–decoder": experiment.labels(encoder_decoder, test.images)}
first = {name: guess[:2] for name, guess in found.items()}
segmentation.classes_beside(test.images[:2], truth=test.classes[:2], **first)

# %% [markdown]
# It finds the cells; outlines and seams are ragged. This is the tension of segmentation: going down brings the big
# picture and loses the detail; coming up cannot invent what is gone.
#
# ### Optional: measure what is lost
#
# *5 minutes; section 15.4 goes on without it.* How much is lost can be measured without any cell. Ask a net for the
# hardest picture there is, noise, where each pixel is independent of its neighbours, and let it simply give back what
# it got. The net below keeps one number for every 2×2 block and comes back up; with `link=True` it also has the input
# itself at the last layer.


# %%
class GiveBack(nn.Module):
    def __init__(self, link):
        super().__init__()
        self.link = link
        self.down = nn.Conv2d(1, 1, 2, stride=2)
        self.up = nn.ConvTranspose2d(1, 1, 2, stride=2)
        self.last = nn.Conv2d(2 if link else 1, 1, 1)

    def forward(self, x):
        up = self.up(self.down(x))
        return self.last(torch.cat([x, up], dim=1) if self.link else up)


# %% [markdown]
# **Predict first.** The noise has variance 1. A net that always answers 0 makes a squared error of 1. One number of
# four gets through: what is the smallest error without the link? And with it?

# %% tags=["claim:N33"]
noise = torch.randn(64, 1, 16, 16)
error = {}
for link in (False, True):
    torch.manual_seed(1)
    net = GiveBack(link)
    adam = partial(torch.optim.Adam, lr=0.03)
    options = dict(epochs=60, batch_size=16, loss=F.mse_loss, error=None, progress=False)
    history = fit(net, (noise, noise), optimizer=adam, **options)
    error["with a link" if link else "without"] = history.train_loss[-1]
assert 0.70 < error["without"] < 0.80 and error["with a link"] < 1e-3
{name: round(value, 2) for name, value in error.items()}

# %% [markdown]
# Without the link about three quarters are lost, whatever the weights: of four independent numbers one combination is
# kept. (A little less than .75, because the net also fits these 64 pictures.) With the link nothing is lost. Four
# channels in place of the one would keep all four numbers. The nets of this notebook double the channels at each pool,
# which quarters the pixels: so each pool halves how many numbers there are.
#
# ## 15.4 Carry the detail across
#
# The **U-Net** (Ronneberger, Fischer and Brox, 2015) adds a *link* at every scale: the encoder's map, as it was before
# the pool, is put beside the upsampled map. Here is the one that we train: 64×64 pixels, four pools, channels doubled
# at each. A step up is a transposed convolution, 2×2 with stride 2: every number of the small map, times the kernel,
# fills its own 2×2 block of the large one; it also halves the channels. Each stage has two 3×3 convolutions, with batch
# norm and ReLU; its box gives the size before and after them, here equal. *whole*: the link is used uncut (section 15.7
# has others).

# %%
channels = [8, 16, 32, 64, 128]
stages = geometry.unet_sizes(64, depth=4, padding="same")
segmentation.walk(stages, channels, "A small U-Net, padding same: 64 pixels in, 64 out")

# %% [markdown]
# *Beside* means concatenation. At the top 8 channels come from the left; from below come 16, which the step up makes 8.
# Together that is 16, and the next convolution weighs them all.

# %% tags=["claim:S42", "claim:S41"]
link, below = torch.randn(1, 8, 64, 64), torch.randn(1, 16, 32, 32)
up = nn.ConvTranspose2d(16, 8, 2, stride=2)(below)
joined, added = torch.cat([link, up], dim=1), link + up
assert up.shape[2:] == (64, 64)
assert joined.shape[1] == 16 and added.shape[1] == 8
print("32 → 64;  concatenated:", joined.shape[1], "channels,  added:", added.shape[1])

# %% [markdown]
# ### ✏️ Exercise 15.2 · Walk through a U-Net · ★★☆ · 10 min
#
# Write the forward pass of a U-Net with two pools. `x` has shape (n, c_in, h, w), h and w divisible
# by 4. `net` holds the blocks, ready to be called; its maps have c channels at the top, then 2c, then 4c:
#
# | call | size | channels |
# |---|---|---|
# | `net.down1(x)`, `net.down2(…)` | stays | c_in to c, c to 2c |
# | `net.bottom(…)` | stays | 2c to 4c |
# | `net.up2(…)`, `net.up1(…)` | doubles | 4c to 2c, 2c to c |
# | `net.join2(…)`, `net.join1(…)` | stays | 4c to 2c, 2c to c |
# | `net.head(…)` | stays | c to the number of classes |
#
# You add the pools, `F.max_pool2d(…, 2)`, and the links, `torch.cat([link, up], dim=1)`: the link first. Return the
# scores, as the head gives them.
#
# <details><summary>Hint 1</summary>
#
# Give a name to what you will need again: `a = net.down1(x)`, `b = net.down2(…)`. The pool of `a` goes into down2, the
# pool of `b` into the bottom.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Coming up, level 2 is first: `up = net.up2(…)` is as large as `b`; join2 takes the two, concatenated. Then up1, which is
# as large as `a`; join1; head.
#
# </details>


# %% id="ex-two-levels"
def two_levels(x, net):
    ### BEGIN SOLUTION
    a = net.down1(x)
    b = net.down2(F.max_pool2d(a, 2))
    low = net.bottom(F.max_pool2d(b, 2))
    up = net.join2(torch.cat([b, net.up2(low)], dim=1))
    up = net.join1(torch.cat([a, net.up1(up)], dim=1))
    return net.head(up)
    ### END SOLUTION


# %% id="check-two-levels"
check.two_levels(two_levels)

# %% [markdown]
# Now the experiment. Two nets, both with four pools, same data, same training. One is the U-Net. In the other the links
# are cut, and the steps up do not halve the channels: 16 reach the top convolution, as before. So this net has *more*
# parameters.
#
# **Predict first.** What will the second one's answer look like: cells without borders, borders in wrong places, or
# noise?

# %% tags=["nbval-ignore-output"]
shape = dict(base_channels=8, depth=4, padding="same", norm=nn.BatchNorm2d)
torch.manual_seed(3)
unet = UNet(1, 3, **shape)
no_links = UNet(1, 3, **shape, links=False, wide_up=True)
two = {"U-Net": unet, "no links": no_links}
size = {name: analysis.count_parameters(net) for name, net in {"encoder–decoder": encoder_decoder, **two}.items()}
assert size["no links"] > size["U-Net"]
train_on_cells(unet, "U-Net")
train_on_cells(no_links, "no links")
size

# %% tags=["nbval-ignore-output"]
found["no links"] = experiment.labels(no_links, test.images)
found["U-Net"] = experiment.labels(unet, test.images)
miou = {}
for name, guess in found.items():
    values = analysis.iou(guess, test.classes, classes=3)
    miou[name] = values.mean()
    print(f"{name:16} IoU {[round(v, 2) for v in values.tolist()]}   mIoU {miou[name]:.2f}")
assert miou["U-Net"] > miou["no links"] + 0.15

# %% [markdown]
# The scores of all three nets are these. Now look at what they mean.

# %% tags=["nbval-ignore-output"]
first = {name: guess[:3] for name, guess in found.items()}
segmentation.classes_beside(test.images[:3], truth=test.classes[:3], **first)

# %% [markdown]
# So: a blob of border in the middle of each cluster. Without links the net knows where clusters of cells are, and that
# borders lie inside them; it cannot say where. A missed border pixel costs four times as much as a missed cell pixel,
# so where the net is unsure it says border. All that comes up is a map of 4×4 places, one for each 16×16 pixels of the
# input, and a seam is two pixels wide. The additional parameters did not help: the map still does not tell where the
# seams are.
#
# The encoder–decoder has no links either, was trained alike, and has a tenth of the U-Net's parameters; it is far
# better than the net without links. Its unpools put values back *where the maxima were*. The values
# come from below; only their places come across. That is a thin link.
#
# One training proves little. Below, three *recorded runs* of the U-Net and of the net without links, with other seeds
# (the small marks), and those of this notebook (the stars), in four scores. *mIoU* you know. *Border F1* is 2 · hits /
# (pixels called border + true border pixels), also named Dice score. *Outline F1* asks whether the outlines of the
# cells lie within one pixel of the true ones; *instance F1*, whether single cells are found. That one is the next
# section. All go from 0 to 1.

# %% tags=["nbval-ignore-output"]
live = [{"net": name, **experiment.quality(found[name], test)} for name in two]
links = recorded("links")
runs = links.where(epochs=9, depth=4)
stored = [{**run, "net": "U-Net" if run["links"] else "no links"} for run in runs]
worst = min(run["miou"] for run in runs if run["links"])
assert all(worst > run["miou"] + 0.1 for run in runs if not run["links"])
segmentation.scores(stored, live, label=links.label)

# %% [markdown]
# The two nets are far apart in every score and every run.
#
# How much do the links carry when the net does not go down so far? Recorded runs with four, three and two pools, three
# seeds each. With two pools the lowest map still has 16×16 pixels.

# %%
for depth in (4, 3, 2):
    of = {choice: [run["miou"] for run in links.where(depth=depth, links=choice, epochs=9)] for choice in (False, True)}
    print(depth, "pools: mIoU without links", [round(v, 2) for v in of[False]], "  with", [round(v, 2) for v in of[True]])
    assert min(of[True]) > 0.88 > max(of[False])

# %% [markdown]
# With links the depth makes no difference. Without them four pools are worst. With three it is better. With two it is a
# matter of luck: one seed comes close to the nets with links, the two others do not. The seed shows that after two
# pools the detail *can* come through the 16×16 places; only one net of three learned how. With links every net did.
#
# ### Optional: linked or residual?
#
# *5 minutes, for readers who know residual nets (notebook 13).*

# %% [markdown] tags=["claim:N34"]
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention.** One lecture calls the links of DenseNet and U-Net *residual connections*; they concatenate.
# A residual connection in ResNet's sense adds. Keep two words: a **link** is concatenated and goes across the U, a
# **residual** connection is added and goes round a block. A link helps gradients, too, but it does not replace the
# residual ones: a net may have both.
#
# </div>

# %% tags=["claim:N34"]
torch.manual_seed(0)
both = UNet(1, 3, base_channels=8, depth=2, padding="same", residual=True)
stage = both.decoder[0]
assert both.links and stage.shortcut is not None
assert stage.layers[0].in_channels == 2 * stage.layers[0].out_channels
print("concatenated:", stage.layers[0].in_channels, "channels go into the stage")
print("added round it:", stage.shortcut)

# %% [markdown]
# Why does the shortcut have a convolution? 32 channels go into the stage and 16 come out. So a 1×1 convolution first
# brings the 32 down to 16; otherwise the two could not be added.
#
# ## 15.5 Turn pixels into cells
#
# A map of classes has no cells yet. **Connected regions** make them: pixels of class "cell" that touch, side to side,
# belong together. The rule to find them is short. Give every pixel of the mask a number of its own; then, again and
# again, let each pixel of the mask take the largest number among itself and its four neighbours, until nothing changes.


# %%
def sweep(numbers, mask):
    around = F.pad(numbers, (1, 1, 1, 1))
    above, below = around[:-2, 1:-1], around[2:, 1:-1]
    left, right = around[1:-1, :-2], around[1:-1, 2:]
    return torch.stack([numbers, above, below, left, right]).amax(0) * mask


mask = torch.tensor([[1, 1, 0, 0, 1], [0, 1, 0, 1, 1], [0, 0, 1, 0, 0], [1, 0, 1, 1, 1]])
steps = [torch.arange(1, 21).view(4, 5) * mask]
while len(steps) < 2 or not torch.equal(steps[-1], steps[-2]):
    steps.append(sweep(steps[-1], mask))
assert len(steps[-1].unique()) - 1 == analysis.connected_regions(mask.bool()).max() == 4
figures.numbers(start=steps[0], one_sweep=steps[1], end=steps[-1])

# %% [markdown]
# Four regions: pixels that meet only at a corner do not touch. `analysis.connected_regions` finds the same regions
# faster and numbers them 1, 2, 3 …
#
# ### ✏️ Exercise 15.3 · Count the cells · ★★☆ · 7 min
#
# `scores` has shape (3, h, w): for each pixel a score for background, cell and border. The class of a pixel is the one
# with the largest score. Return the number of cells (a Python int or a tensor with one number): the connected regions
# of class 1 that have at least `smallest` pixels. A region below that is a speck.
#
# You may use `analysis.connected_regions(mask)`: `mask` is a tensor of booleans (h, w); it returns a tensor (h, w) with
# 0 outside the mask and 1, 2, 3 … inside its regions.
#
# <details><summary>Hint 1</summary>
#
# The mask is `scores.argmax(0) == 1`.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `torch.bincount(regions.flatten())` counts the pixels of each number. Entry 0 is what lies outside: leave it out.
#
# </details>


# %% id="ex-count-cells"
def count_cells(scores, smallest):
    ### BEGIN SOLUTION
    regions = analysis.connected_regions(scores.argmax(0) == 1)
    areas = torch.bincount(regions.flatten())[1:]
    return (areas >= smallest).sum()
    ### END SOLUTION


# %% id="check-count-cells"
check.count_cells(count_cells)

# %% [markdown]
# Now the three nets, on one picture.

# %% tags=["nbval-ignore-output"]
cells_of = {name: analysis.connected_regions(guess[0] == 1) for name, guess in found.items()}
segmentation.regions_beside(test.images[0, 0], tall=170, truth=test.instances[0], **cells_of)

# %% [markdown]
# A number of regions alone can be right by luck. **Instance F1** matches regions with true cells: a cell is found if
# some region overlaps it with an IoU above ½. Above ½ a region can match only one cell, and a cell only one region. Then
# F1 = 2 · found / (regions + cells).


# %% tags=["nbval-ignore-output"]
def instance_f1(regions, cells):
    r, c = (F.one_hot(numbers.flatten())[:, 1:].float() for numbers in (regions, cells))
    both = r.T @ c  # one row a region, one column a cell
    overlap = both / (r.sum(0)[:, None] + c.sum(0) - both)
    return 2 * (overlap > 0.5).sum().item() / (r.shape[1] + c.shape[1])


for name, regions in cells_of.items():
    value = instance_f1(regions, test.instances[0])
    assert abs(value - analysis.instance_f1(regions, test.instances[0])) < 1e-6
    print(f"{name:16} {regions.max():3d} regions for 10 cells, F1 {value:.2f}")

# %% [markdown]
# Miss one seam, and two cells become one region. If they are equally large, its IoU with each is a little below ½, and
# neither is found. So this score sees what pixel accuracy hid in section 15.2. These values are for one picture;
# those of the plot were for all 40.
#
# ### Optional: outline F1 by hand
#
# *5 minutes; "Move the threshold" below is required again.* Take the pixels of a mask that have a neighbour outside it.
# *Precision* is the share of the predicted ones that lie within one pixel of a true one, *recall* the other way round.


# %% tags=["nbval-ignore-output"]
def outline_f1(predicted, target):
    lines = [analysis.outline(mask) for mask in (predicted, target)]
    near = [F.max_pool2d(line.float(), 3, stride=1, padding=1) > 0 for line in lines]
    precision = (near[1] & lines[0]).sum() / lines[0].sum()
    recall = (near[0] & lines[1]).sum() / lines[1].sum()
    return (2 * precision * recall / (precision + recall)).item()


for name, guess in found.items():
    value = outline_f1(guess == 1, test.classes == 1)
    assert abs(value - analysis.outline_f1(guess == 1, test.classes == 1)) < 1e-4
    print(f"{name:16} outline F1 {value:.2f}")

# %% [markdown]
# ### Move the threshold
#
# The class with the largest score is one way to decide. Another is a threshold on the probability of
# "cell", the softmax of the scores. The explorer shows the pixels at or above it, and the outline of the truth.
# *Precision* is the share of the pixels shown that are cell, *recall* the share of the cell pixels that are shown.
#
# **Predict first.** Which threshold, a low or a high one, makes cells run together? What does a high one, 0.95, do to
# the count? Then drag the slider *threshold* and read *regions*, *precision* and *recall* beside the picture. Point at a
# pixel with the mouse, or use the arrow keys once the picture is clicked: *this pixel* gives its probability.

# %% tags=["nbval-ignore-output"]
with torch.no_grad():
    probability = unet(test.images[:1]).softmax(1)[0, 1]
overlay = explorers.OverlayExplorer(test.images[0, 0], probability, truth=test.classes[0] == 1)
overlay

# %% tags=["nbval-ignore-output"]
for threshold in (0.02, 0.5, 0.95):
    overlay.threshold = threshold
    score = f"precision {overlay.precision:.2f}, recall {overlay.recall:.2f}"
    print(f"threshold {threshold:4}: {overlay.regions:2d} regions, {score}")
overlay.threshold = 0.5

# %% [markdown]
# A low threshold lets seams in: regions run together, precision falls. A high one loses the rim of the cells: recall
# falls, but at 0.95 the count is the same or nearly so. Where the net is sure, a wide range of thresholds gives the
# same cells. Close to 1 only the surest pixels remain: cells get holes and break, each piece counts as a region, and at
# 1 nothing is left.
#
# ## 15.6 Try a real picture
#
# The net has never seen a photograph. Here are coins, scaled so that they are about as large as the drawn cells.
#
# **Predict first.** The picture is brighter at the top left, and coins have faces on them. What could go wrong?

# %% tags=["nbval-ignore-output"]
coins = photograph("coins", size=(96, 128))
guess = experiment.labels(unet, coins[None, None])[0]
segmentation.classes_beside(coins[None], **{"U-Net": guess[None]})


# %% tags=["nbval-ignore-output"]
def as_large_as_a_coin(regions):
    areas = torch.bincount(regions.flatten())[1:]
    return ((areas >= 40) & (areas <= 500)).sum().item(), areas.max().item()


regions = analysis.connected_regions(guess == 1)
count, largest = as_large_as_a_coin(regions)
assert 14 <= count <= 32
print(f"24 coins; {count} regions of 40 to 500 pixels; the largest of all has {largest}")

# %% [markdown]
# It works: nearly every coin is a region of its own, from a net that was trained on drawings. The specks of border
# inside some coins are their faces, and do little harm. One thing is badly wrong: the bright corner at the top left,
# which is no coin at all, became "cell". Pieces of it that have 40 to 500 pixels are counted too, and a coin that
# touches it may merge with it: so the number need not be 24. Why the corner? A guess: the net takes brightness for a
# cell, because in training the background was always dark.

# %% tags=["nbval-ignore-output"]
for name, part in (("background", 0), ("cell", 1)):
    mean = train.images[:, 0][train.classes == part].mean()
    print(f"training, {name:10} mean brightness {mean:.2f}")
print(f"coins, the bright corner             {coins[:6, :40].mean():.2f}")

# %% [markdown]
# The corner lies between the two, nearer to a cell. If brightness is the reason, then a darker picture must repair it.
# That is a test of the guess: change this one thing and nothing else.

# %% tags=["nbval-ignore-output"]
darker = experiment.labels(unet, coins[None, None] - 0.15)[0]
regions_darker = analysis.connected_regions(darker == 1)
count, largest = as_large_as_a_coin(regions_darker)
print(f"{count} regions of 40 to 500 pixels, the largest has {largest}")
segmentation.regions_beside(coins, before=regions, darker=regions_darker)

# %% [markdown]
# The corner is gone: the largest region has the size of a coin now. (The count alone would not show it, it was near 24
# before.) The price: more coins have holes, where their darker parts
# look like background now. (The figure counts every region, specks too; the line above it only those of 40 to 500
# pixels.) And here is a picture where the net fails altogether, a page of a book.

# %% tags=["nbval-ignore-output"]
page = photograph("page", size=(96, 192))
guess = experiment.labels(unet, page[None, None])[0]
count, largest = as_large_as_a_coin(analysis.connected_regions(guess == 1))
assert largest > 0.2 * page.numel()
print(f"the largest region has {100 * largest / page.numel():.0f} % of the picture")
segmentation.classes_beside(page[None], **{"U-Net": guess[None]})

# %% [markdown]
# **Read the failure.** Paper is "cell", letters are "border", the dark corner at the lower left is "background". What in
# the training data explains each of the three? Say it before you unfold the answer.
#
# <details><summary>Answer</summary>
#
# - Paper is "cell": in the drawings what is bright is a cell.
# - Letters are "border": the border was a thin dark line between two bright sides, and so are strokes of ink.
# - The dark corner is "background": the background was always dark.
#
# And no picture ever showed anything else than cells: the net had no class for "something I do not know". It did what it
# was taught; the page lies outside of what it was taught on. More training on drawings would not help. Pictures of pages
# would, or cells that are sometimes dark on bright.
#
# </details>
#
# **Here the required part ends.** [What we learned](#What-we-learned) sums it up. The sections in between are optional.
#
# ## 15.7 Optional: valid convolutions and cropped links
#
# *35 minutes with both exercises.* The U-Net of 2015 does not pad. Each 3×3 convolution takes one pixel from every
# side, so the encoder's maps are larger than the decoder's, and each link is **cropped** to its middle.
#
# **Predict first.** 572×572 pixels go in. After two convolutions, how large is the map? After the first pool? Guess:
# how many pixels of the first link are cut off on each side? Then walk through the stages with the explorer: point at a
# box with the mouse, or use the arrow keys once it is clicked, to choose a stage; its arithmetic is written above the
# picture.

# %%
shapes = explorers.UNetShapes(size=572, depth=4, padding="valid")
shapes

# %% tags=["claim:S40"]
walk = geometry.unet_sizes(572, depth=4, padding="valid")
cropped = [(stage.link, stage.size_in) for stage in walk if stage.link]
assert cropped == [(64, 56), (136, 104), (280, 200), (568, 392)]
with torch.device("meta"):
    out = UNet()(torch.zeros(1, 1, 572, 572))
assert walk[-1].size_out == 388 and out.shape[2:] == (388, 388)
print(cropped, "  output", tuple(out.shape))

# %% [markdown]
# The walk in whole numbers and torch agree: 572 → 388. (On the device "meta" torch works out shapes and no numbers; the
# real pass would take seconds and gigabytes.)
#
# Type 570 into the field beside the slider: the explorer refuses, and says which sizes fit. Then choose *same: zeros*
# in the list *padding* and press *576 ▶*: the links are whole, only the pools change the size, and any multiple of 2⁴ =
# 16 fits.
#
# ### ✏️ Exercise 15.4 · Crop and join · ★★☆ · 6 min
#
# `link` has shape (n, a, h_link, w_link), `up` has shape (n, b, h, w), with h ≤ h_link and w ≤ w_link. Cut the middle
# h×w out of every map of `link` and return the two behind each other along the channels, the link first: shape
# (n, a + b, h, w). Begin at row (h_link − h) // 2 and at column (w_link − w) // 2, so that of an odd number of
# pixels too many the odd one is lost at the end.
#
# <details><summary>Hint 1</summary>
#
# The sizes are `link.shape[2:]` and `up.shape[2:]`. Rows and columns need a beginning each.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `link[:, :, top : top + h, left : left + w]`; then `torch.cat([…, up], dim=1)`.
#
# </details>


# %% id="ex-crop-and-join"
def crop_and_join(link, up):
    ### BEGIN SOLUTION
    h, w = up.shape[2:]
    top, left = (link.shape[2] - h) // 2, (link.shape[3] - w) // 2
    return torch.cat([link[:, :, top : top + h, left : left + w], up], dim=1)
    ### END SOLUTION


# %% id="check-crop-and-join"
check.crop_and_join(crop_and_join)

# %% [markdown]
# ### ✏️ Exercise 15.5 · Predict the output's size · ★★★ · 10 min
#
# A U-Net with `depth` pools and no padding. Every stage, the bottom too, has two 3×3 convolutions; a pool halves; a
# step up doubles. `size` is the number of pixels along one side of the input. Return that of the output, an int.
# Raise `ValueError` if the size does not fit: a pool meets an odd size, or no pixel is left somewhere on the way.
#
# <details><summary>Hint 1</summary>
#
# Down, `depth` times: take 4 away, ask whether the size is even, halve. Bottom: take 4 away. Up, `depth` times: double,
# take 4 away.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# A size below 1 means that nothing is left. It can happen at every stage, also at the bottom and at the very end. (The
# rest of an odd number is found with `size % 2`.)
#
# </details>


# %% id="ex-output-size"
def output_size(size, depth):
    ### BEGIN SOLUTION
    def two_convolutions(size):
        if size - 4 < 1:
            raise ValueError("nothing is left")
        return size - 4

    for _ in range(depth):
        size = two_convolutions(size)
        if size % 2:
            raise ValueError(f"a pool meets an odd size, {size}")
        size //= 2
    size = two_convolutions(size)
    for _ in range(depth):
        size = two_convolutions(2 * size)
    return size
    ### END SOLUTION


# %% id="check-output-size"
check.output_size(output_size)

# %% [markdown]
# ### Why lose the rim?
#
# A valid net never looks beyond the picture: no pixel of its output has seen an invented zero. So a large picture can
# be cut into overlapping tiles, one after the other through the net, and the pieces fit *exactly*. With padding *same*
# each tile gets a rim of zeros where the picture in truth goes on.
#
# **Predict first.** One tile of a larger picture, two nets with random weights. Where will the largest error of *same*
# be?

# %%
picture = torch.randn(1, 1, 140, 140)
tile = (slice(None), slice(None), slice(40, 140), slice(40, 140))
torch.manual_seed(0)
whole, part = {}, {}
for name in ("valid", "same"):
    net = UNet(1, 3, base_channels=4, depth=2, padding=name).eval()
    with torch.no_grad():
        whole[name], part[name] = net(picture), net(picture[tile])
gap = {"valid": (whole["valid"][..., 40:, 40:] - part["valid"]).abs()}
gap["same"] = (whole["same"][tile] - part["same"]).abs()
assert gap["valid"].max() < 1e-5 < 1e-3 < gap["same"].max()
print({name: f"{error.max().item():.0e}" for name, error in gap.items()})

# %% tags=["nbval-ignore-output"]
error = gap["same"][0].amax(0)  # of the three classes
assert error.argmax() % 100 < 6 or error.argmax() // 100 < 6
assert error[24:, 24:].max() < 1e-5
receptive_fields.maps(error_of_same=error, note={"error_of_same": f"white: none; darkest: {error.max():.3f}"})

# %% [markdown]
# Valid: nothing but rounding. Same: wrong along the upper and left side of the tile, where the picture went on, most of
# all close to the edge; right further inside. (The tile begins at a multiple of 4, so that the pools of tile and picture
# meet the same pixels.)
#
# The paper mirrors the picture outwards before it goes in, so that the smaller output covers all of it. Does that give
# better labels than zeros? Recorded runs of nets with two pools, three seeds each:

# %%
options = recorded("unet_options")
same = options.where(upsampling="transposed", padding="same", epochs=9)
valid = options.where(padding="valid", epochs=9)
segmentation.scores(same + valid, kind="padding", label=options.label)

# %%
def mean_and_spread(group):
    values = torch.tensor([run["miou"] for run in group])
    return f"{values.mean():.3f} ± {values.std():.3f}"


print("mIoU, same", mean_and_spread(same), "  valid", mean_and_spread(valid))

# %% [markdown]
# (The axis does not begin at 0.) The valid net is no better here. Seed by seed its mIoU is a hundredth lower, about as
# much as two seeds differ, and it costs more: its input has 104×104 pixels for 64×64 labels. What it buys is tiles
# without seams, not better cells.
#
# ## 15.8 Optional: transposed or bilinear?
#
# *5 minutes.* A step up can be learned, a transposed convolution, or fixed: a 1×1 convolution that halves the
# channels, then bilinear interpolation. The lectures name the first. **Predict first.** Which is better?

# %%
bilinear = options.where(upsampling="bilinear", epochs=9)
assert abs(sum(run["miou"] for run in same) - sum(run["miou"] for run in bilinear)) / 3 < 0.05
print("mIoU, transposed", mean_and_spread(same), "  bilinear", mean_and_spread(bilinear))
segmentation.scores(same + bilinear, kind="upsampling", label=options.label)

# %% [markdown]
# No difference that three seeds could show. The detail comes through the links; how the map from below is enlarged
# matters little. (A transposed convolution can draw checkerboards, where its kernels overlap unevenly. With kernel 2 and
# stride 2 every pixel is covered once, so it does not have to.)
#
# ## What we learned
#
# - Segmentation gives every pixel a class. A border class keeps cells apart that touch; connected regions then give
#   single cells that can be counted.
# - Share of right pixels hides what is rare. IoU by class, outline F1 and instance F1 each see another kind of error.
# - Going down brings the big picture and loses the detail. Max-unpool remembers places; the links of a U-Net bring the
#   maps themselves, concatenated. Without them, and with four pools, the seams are lost in every run, although the net had
#   more parameters.
# - Without padding the links are cropped, 572 → 388, and large pictures can be cut into tiles without a seam.
# - The net knows what it was shown. To find out why it fails, change one thing at a time.
#
# **What is next:** the U-Net in three dimensions, on volumes, five of them voting; and joints found with heatmaps.
#
# **References**
#
# - Simon Prince, *Understanding Deep Learning*, sections 10.5.3 and 11.5.3.
# - Zhang, Lipton, Li and Smola, *Dive into Deep Learning*, chapter 14 (semantic segmentation: 14.9 to 14.11).
# - Noh, Hong and Han, *Learning deconvolution network for semantic segmentation*, arXiv:1505.04366.
# - Ronneberger, Fischer and Brox, *U-Net: convolutional networks for biomedical image segmentation*, arXiv:1505.04597.
