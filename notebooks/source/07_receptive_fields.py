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
# # 07 · Compute, measure and design what one output sees
#
# **You will** work out which pixels one output of a network depends on, check it with a gradient, and put it to use:
# a whole network as a filter, and a label for every pixel.
#
# **You need** convolution with stride, padding and dilation, pooling as a window that averages or
# takes the largest value, and `backward()` of torch.
#
# **Time** 50 minutes for sections 7.1 to 7.4, half of them for three exercises. Everything after that is optional: five
# sections of 10 to 25 minutes with three more exercises, about 90 minutes; with the required part two hours and twenty.
# The machine needs half a minute.

# %%
import torch
import torch.nn.functional as F
from torch import nn

from helpers import analysis, explorers, figures, geometry, models, training
from helpers.check import receptive_fields as check
from helpers.data import load_digits, make_cells, photograph
from helpers.experiments import effective_field, pixel_classifiers, recorded

torch.manual_seed(7)
torch.set_num_threads(1)

# %% [markdown]
# ## 7.1 See through two layers
#
# An output of a convolution with kernel size 3 depends on 3 inputs. They are its **receptive field**. Now put a second
# such layer on top. All pictures here show one axis; an image has the same twice.
#
# **Predict first.** On how many *input* pixels does one output of the second layer depend: 3, 5, 6 or 9? Write it down.

# %%
figures.receptive_fields.stack([3, 3], size=9, unit=2)

# %% [markdown]
# Unit 2 of layer 2 reads cells 2, 3 and 4 of layer 1. Each of those reads three pixels, and their windows overlap:
# together pixels 2 to 6, which are 5.
#
# The lecture warns of two meanings, and here are both in one picture. The receptive field of this unit is 3 **in the
# previous layer** and 5 **in the input**. From here on we mean the input.
#
# Each layer of kernel size K adds K − 1 pixels, so L layers see 1 + L·(K − 1). Is that so? A pixel counts if changing
# it would change the output; for convolutions these are the pixels at which the output's gradient is not 0. The helper
# `measure_receptive_field` looks for them and returns, in `.size`, one number for each axis; you will write your own in 7.4.
#
# **Predict first.** What do 5 layers of kernel size 5 see?

# %% tags=["claim:U26"]
for K in (3, 5):
    sizes = []
    for L in range(1, 6):
        layers = [nn.Conv1d(1, 1, K) for _ in range(L)]
        sizes += analysis.measure_receptive_field(nn.Sequential(*layers), (1, 41)).size
    assert sizes == [1 + L * (K - 1) for L in range(1, 6)]
    print(f"kernel size {K}, 1 to 5 layers:", sizes)

# %% [markdown]
# All ten agree; the last one is 21.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: 1 + L·(K − 1).** The slide states it for any network. It holds for equal kernels, **stride 1
# and dilation 1**. Give the first of two layers a stride of 2, and the formula still says 5:
#
# </div>

# %% tags=["claim:U26"]
strided = nn.Sequential(nn.Conv1d(1, 1, 3, stride=2), nn.Conv1d(1, 1, 3))
(seen,) = analysis.measure_receptive_field(strided, (1, 41)).size
assert seen == 7 != 1 + 2 * (3 - 1)
seen

# %% [markdown]
# Seven: the second layer reads three cells that lie *two* pixels apart, and each of them sees three.
#
# ## 7.2 Follow any stack: size and jump
#
# Two numbers are enough. Go from the input up and keep
#
# * **size**: how long the stretch of pixels is that a unit sees, from the first to the last (with dilation some in
#   between may not be read);
# * **jump**: how many pixels two neighbouring units lie apart.
#
# The input itself has size 1 and jump 1. For each layer, in this order:
#
# $$\text{size} \leftarrow \text{size} + \text{dilation}\cdot(\text{kernel} - 1)\cdot\text{jump}
# \qquad\qquad \text{jump} \leftarrow \text{jump}\cdot\text{stride}$$
#
# A window of k taps has k − 1 steps, each of `dilation` cells, and the cells below lie `jump` pixels apart. Pooling is a
# window like any other. ReLU, bias, and batch norm at test time change nothing. An example, with its picture:
#
# | layer | kernel, stride, dilation | size | jump |
# |---|---|---|---|
# | input | | 1 | 1 |
# | convolution | 3, 2, 1 | 1 + 1·2·1 = **3** | 1·2 = **2** |
# | pool | 2, 2, 1 | 3 + 1·1·2 = **5** | 2·2 = **4** |
# | convolution | 3, 1, 1 | 5 + 1·2·4 = **13** | 4·1 = **4** |

# %%
figures.receptive_fields.stack([(3, 2), (2, 2), 3], size=21, unit=1)

# %% [markdown]
# **Predict first.** Which of the two numbers changes if the last convolution has dilation 2, and what is it then?

# %%
found = []
for dilation in (1, 2):
    # each tuple: kernel, stride, padding (0 until section 7.3), dilation
    layers = [(3, 2), (2, 2), (3, 1, 0, dilation)]
    size, jump, _ = geometry.receptive_field(layers)
    found.append((size, jump))
    print(f"dilation {dilation}: size {size}, jump {jump}")
(size, jump), (wider, same_jump) = found
assert wider - size == (3 - 1) * jump and same_jump == jump

# %% [markdown]
# 21: the steps are twice as long. The jump stays, since the layer still has an output at every cell.
#
# ### ✏️ Exercise 7.1 · Follow a stack · ★☆☆ · 7 min
#
# `layers` is a list of tuples (kernel_size, stride, dilation), in this order, from the input up. Return two whole
# numbers, `(size, jump)`, for a unit of the last layer. A pool is a tuple like any other. There is no padding yet.
#
# Put your code in place of the line `raise NotImplementedError()`, run the cell, then the check below it.
#
# <details><summary>Hint 1</summary>
#
# Start with `size, jump = 1, 1` and go through the layers: `for kernel_size, stride, dilation in layers:`.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Two lines in the loop, one for each arrow of the formula. The order matters: the layer's taps lie on cells that have
# the *old* jump.
#
# </details>


# %% id="ex-field"
def field(layers):
    ### BEGIN SOLUTION
    size, jump = 1, 1
    for kernel_size, stride, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
        jump *= stride
    return size, jump
    ### END SOLUTION


# %% id="check-field"
check.field(field)

# %% [markdown]
# **A problem from the lecture.** A picture is 224 pixels wide. How many layers of kernel size 3 does it take until one
# output sees the whole width? And if each layer has stride 2? Decide before you run the cell.

# %% tags=["claim:U27"]
def layers_needed(width, stride):
    layers = []
    while geometry.receptive_field(layers).size < width:
        layers.append((3, stride))
    return len(layers), geometry.receptive_field(layers).size


plain, strided = layers_needed(224, stride=1), layers_needed(224, stride=2)
assert plain == (224 // 2, 1 + 2 * plain[0]) and strided[1] == 2 ** (strided[0] + 1) - 1 >= 224
plain, strided

# %% [markdown]
# 112 layers against 7 (the second number of each pair is the size). At stride 1 each layer adds 2 pixels: 111 layers see
# 223, one too few, and 112 see 225. With stride 2 the layers add 2, 4, 8, …: each twice as many as the one before. That
# is why networks downsample. Such a net needs padding, or its maps run out before that: without padding the widths at
# stride 2 are 111, 55, 27, 13, 6, 2, and layer 7 would find 2 cells for its 3 taps. Padding does not change the size (section 7.3).
#
# ## 7.3 Find where the window starts
#
# The size does not say *which* pixels. Keep a third number, **start**: the first pixel of unit 0. Without padding it is
# 0. Padding puts cells in front of the layer's input, and those cells lie one jump apart. So, before the jump moves:
#
# $$\text{start} \leftarrow \text{start} - \text{padding}\cdot\text{jump}$$
#
# Unit u sees the pixels from first = start + u·jump to last = first + size − 1. Numbers below 0 lie left of the picture.
# A layer's own stride and dilation do not change where its unit 0 starts: dilation moves the last pixel, stride the other
# units. An *earlier* stride does, through the jump, as soon as a later layer has padding.
#
# **Predict first.** Layer 1: kernel 3, stride 2, padding 1. Layer 2: kernel 3, padding 2, dilation 2. Which are the
# first and the last pixel of unit 1?

# %%
figures.receptive_fields.stack([(3, 2, 1), (3, 1, 2, 2)], size=16, unit=1)

# %% [markdown]
# Layer 1: size 3, jump 2, start −1. Layer 2: size 3 + 2·2·2 = 11, start −1 − 2·2 = −5. Unit 1: from −5 + 2 = −3 to 7.
#
# The window by the rule runs from −3 to 7; the unit really reads six pixels, 1 to 3 and 5 to 7. Its leftmost tap is a
# cell that layer 2's padding put in front of layer 1, a zero which reads nothing: the rule counts it as if the picture
# went on.
# Pixel 4 lies in a gap between two taps.
#
# ### ✏️ Exercise 7.2 · Where does the window start? · ★★☆ · 9 min
#
# Now each tuple of `layers` has **four** entries, (kernel_size, stride, padding, dilation), as `nn.Conv1d` orders them:
# padding is new and comes third. Return two whole numbers, `(first, last)`: the first and the last pixel in the window
# of unit number `unit` of the last layer (units count from 0). The window goes by the rule: do not cut it at the
# picture's edge, numbers below 0 are right.
#
# <details><summary>Hint 1</summary>
#
# Extend your loop from exercise 7.1 by a fourth name in the `for` line and by `start`, which begins at 0. Where in the
# loop does its line belong?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `start -= padding * jump` must come before `jump *= stride`. After the loop: first is `start + unit * jump`, and a
# window of `size` pixels ends at `first + size - 1`.
#
# </details>


# %% id="ex-window"
def window(layers, unit):
    ### BEGIN SOLUTION
    size, jump, start = 1, 1, 0
    for kernel_size, stride, padding, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
        start -= padding * jump
        jump *= stride
    first = start + unit * jump
    return first, first + size - 1
    ### END SOLUTION


# %% id="check-window"
check.window(window)

# %% [markdown]
# ### Optional: a shortcut that forgets the dilation
#
# *2 minutes.*
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the convention: the centre.** A widespread shortcut follows the window's *centre*: it moves by
# ((kernel − 1)/2 − padding)·jump, and the window lies around it. A dilated window's centre lies
# dilation·(kernel − 1)/2 cells from its start. Let the gradient decide, for one layer of kernel 3, padding 2 and
# dilation 2, on the input itself, where the jump is 1:
#
# </div>

# %%
layer = nn.Conv1d(1, 1, 3, padding=2, dilation=2)
centre = 6 + (3 - 1) / 2 - 2  # of unit 6, by the shortcut
shortcut = range(int(centre - 2), int(centre + 3))  # its 5 pixels
rule = geometry.receptive_field([(3, 1, 2, 2)]).pixels(unit=6)
truth = analysis.measure_receptive_field(layer, (1, 20), unit=6).field().pixels(0)
assert list(rule) == list(truth) != list(shortcut)
print("shortcut:", list(shortcut), " rule:", list(rule), " gradient:", list(truth))

# %% [markdown]
# The shortcut is one pixel too far left here. After a layer with stride it would be one *jump* off.
#
# ## 7.4 Measure it
#
# A formula can be wrong, or not fit your network. The gradient is the judge: it knows what was really read. (For
# convolutions and averages, that is; section 7.5 shows what a ReLU or a max pool hides from it.)
#
# ### ✏️ Exercise 7.3 · Measure a field · ★★☆ · 8 min
#
# `net` takes an `x` of shape (1, 1, size) and returns a `y` of shape (1, 1, units). Return `(first, last)`: the first
# and the last pixel at which the gradient of unit number `unit` is not 0, however small it is. Pixels in the padding do
# not count here. The nets of the check consist of convolutions and average pools, with any weights, and have no ReLU.
#
# <details><summary>Hint 1</summary>
#
# Make `x = torch.ones(1, 1, size, requires_grad=True)`, run the net, and call `backward()` on the one number that
# belongs to the unit. Then `x.grad` holds the gradient, in the shape of x.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `x.grad[0, 0].nonzero()[:, 0]` lists the places that are not 0, in order. `int(places[0])` makes a number of the first.
#
# </details>


# %% id="ex-measure"
def measure(net, size, unit):
    ### BEGIN SOLUTION
    x = torch.ones(1, 1, size, requires_grad=True)
    y = net(x)
    y[0, 0, unit].backward()
    places = x.grad[0, 0].nonzero()[:, 0]
    return int(places[0]), int(places[-1])
    ### END SOLUTION


# %% id="check-measure"
check.measure(measure)

# %% [markdown]
# ### Drag the layers
#
# The explorer draws the rule (the box) and the gradient (the orange pixels) on a photograph. Click into the picture, or
# use the sliders, to choose another unit. The sliders belong to one layer: choose it by the round button in the table.
# A unit keeps its row and column while you change a layer; in a map that is too small for it, it becomes the last one.
#
# **Predict first.** Answer these in order, then try them. *Reset* brings the first setting back.
#
# 1. Raise the *stride* of layer 1 to 2. Does the field of layer 1 change? And that of the last layer?
# 2. Reset. Raise the *padding* of the last layer from 1 to 3. What moves, and what stays?
# 3. Reset. Raise the *dilation* of the last layer to 4. Are all pixels in the box orange?
# 4. Reset. Choose unit (0, 0). Which part of the box has no orange?

# %%
astronaut = photograph("astronaut", size=64)
three = [(3, 1, 1), ("pool", 2), (3, 1, 1)]  # kernel size, stride, padding
stacked = explorers.ReceptiveFieldExplorer(three, picture=astronaut, unit=(10, 12))
stacked

# %% [markdown]
# <details><summary>What you should have found</summary>
#
# 1: layer 1 still sees 3 pixels, and its jump doubles; so the last layer sees 13 instead of 8. Its start moves from −3 to
# −5: an earlier stride. (That is unit 0; your unit moves right and down, because the jump is 4 now.) 2: the box moves up and to the left by the added padding times the jump, 2·2 = 4 pixels; its size
# stays. 3: no; section 7.6 has more on such gaps. 4: the part that lies in the padding.
#
# </details>
#
# Python reads what the page shows: the smallest box around the orange pixels, against that of the helper.

# %%
if stacked.refusal or stacked.measured is None:
    print("The page shows no orange pixels: press Reset, then run this cell again.")
else:
    seen = analysis.measure_receptive_field(stacked.stack, (1, 64, 64), unit=stacked.unit)
    helper = tuple(seen.field(axis).pixels(0) for axis in (0, 1))  # its rows, its columns
    assert stacked.measured == helper
    for name, (rows, columns) in {"page": stacked.measured, "helper": helper}.items():
        print(f"{name}: rows {rows[0]} to {rows[-1]}, columns {columns[0]} to {columns[-1]}")

# %% [markdown]
# The page's box and the helper's are equal, wherever you left the sliders: both hold only pixels with a gradient, and
# none in the padding.
#
# **Here the required part ends.** The last cell, [What we learned](#What-we-learned), sums it up. The sections in
# between are optional and do not need each other.
#
# ## 7.5 Optional: ask a model of your own
#
# *10 minutes.* In a real network the simple gradient can miss pixels. A ReLU that is closed passes no gradient; a max
# pool passes it to one cell of its window only.
#
# **Predict first.** A convolution with kernel 3, then a max pool of 2. What does the rule say, and what does the plain
# gradient show?

# %%
net = nn.Sequential(nn.Conv1d(1, 1, 3), nn.MaxPool1d(2))
x = torch.randn(1, 1, 12, requires_grad=True)
(gradient,) = torch.autograd.grad(net(x)[0, 0, 2], x)
plain = int((gradient != 0).sum())
(measured,) = analysis.measure_receptive_field(net, (1, 12), unit=2).size
by_rule = geometry.receptive_field([3, (2, 2)]).size
assert plain == 3 and measured == by_rule == 4
print(f"plain gradient: {plain}  helper: {measured}  rule: {by_rule}")

# %% [markdown]
# The rule tells what a unit *can* see; 4 pixels compete, and this time 3 of them decide. `measure_receptive_field`
# puts averages in place of the maxima and positive weights in place of the net's own, so that no path stays closed.
#
# `receptive_fields` follows the rule through any model of torch. The two must agree. Try it on LeNet:

# %%
lenet = models.lenet5()
table = analysis.receptive_fields(lenet, (1, 28, 28))
for row in table[:6]:
    seen = analysis.measure_receptive_field(lenet, (1, 28, 28), layer=row.layer)
    first = row.field().pixels(seen.unit[0])[0]
    assert seen.size == (row.size, row.size) and seen.start[0] == first
print(table)

# %% [markdown]
# All six layers before `flatten` agree in size and place. `fc1` reads the whole map: its field is 40 pixels wide, more
# than the picture has, and its jump is 0 because there is only one place.
#
# Now the explorer with a model of your own. This one has a shortcut: two paths that are added. **Predict first:** one
# path reads 5×5 cells, the other one cell. What does their sum see? Put in any model that you like.

# %%
class Shortcut(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 1, 3, padding=1)
        self.second = nn.Conv2d(1, 1, 3, padding=1)

    def forward(self, x):
        return x + self.second(torch.relu(self.first(x)))


own = nn.Sequential(nn.Conv2d(1, 1, 4, stride=4), Shortcut(), nn.MaxPool2d(2), Shortcut())
mine = explorers.ReceptiveFieldExplorer(model=own, picture=astronaut)
mine

# %% [markdown]
# The wider path counts. Set *weights* to *positive* to see all that the unit can read; with its own weights, closed
# ReLUs and the max pool leave pixels out.
#
# ## 7.6 Optional: leave no pixel out
#
# *20 minutes with the exercise.* Sizes can hide gaps. Count how many outputs read each pixel: with all weights 1 that
# is the gradient of the sum of all outputs.
#
# **Predict first.** Which pixels of 8×8 does no output read: kernel 3 with stride 2? Kernel 2 with stride 3?


# %%
def times_read(*layers, size, unit=None):
    """How many paths lead from each pixel to all outputs together, or to one unit."""
    x = torch.zeros(1, 1, size, size, requires_grad=True)
    y = x
    for kernel_size, stride, dilation in layers:
        kernel = torch.ones(1, 1, kernel_size, kernel_size)
        y = F.conv2d(y, kernel, stride=stride, dilation=dilation)
    return torch.autograd.grad(y.sum() if unit is None else y[0, 0, unit, unit], x)[0][0, 0]


last_lost, gaps = times_read((3, 2, 1), size=8), times_read((2, 3, 1), size=8)
assert (last_lost[7] == 0).all() and (last_lost[:7, :7] > 0).all()
assert (gaps == 0).sum() == 64 - 36
figures.receptive_fields.maps(kernel_3_stride_2=last_lost, kernel_2_stride_3=gaps)

# %% [markdown]
# Kernel 3 with stride 2 has its stops at 0, 2 and 4. A fourth at 6 would need pixel 8, so the last row and column are
# never read: the division is rounded down. A stride above the kernel size steps over pixels everywhere. No training can
# bring back what is never read.
#
# Dilation leaves gaps too. In the letters of the lecture, a dilated layer is
# $L_{\ell+1}[b, x, y, j] = \sum_{\Delta x, \Delta y, i} W[\Delta x, \Delta y, i, j]\; L_\ell[b, x + d\,\Delta x, y + d\,\Delta y, i] + B[j]$.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the slide.** The printed line has no Σ. The lecture leaves it out where a repeated index is a capital letter;
# the offsets there are lower-case letters, so its own rule would not sum over them. A sum over Δx, Δy and i is meant.
# (Its axes are b, x, y, i; torch has batch, channel, row, column.)
#
# </div>

# %% tags=["claim:T21"]
shapes = (2, 3, 12, 11), (4, 3, 3, 2), (4,)
maps, weight, bias = (torch.randn(shape, dtype=torch.float64) for shape in shapes)
for d in (2, 3):
    rows, columns = 12 - 2 * d, 11 - d
    total = bias[:, None, None].expand(2, 4, rows, columns)
    for dx in range(3):
        for dy in range(2):
            read = maps[:, :, d * dx : d * dx + rows, d * dy : d * dy + columns]
            total = total + torch.einsum("oi,bixy->boxy", weight[:, :, dx, dy], read)
    assert torch.allclose(total, F.conv2d(maps, weight, bias, dilation=d), atol=1e-12)
total.shape

# %% [markdown]
# The sum equals torch for d = 2 and 3. Now stack three dilated layers of kernel size 3, once with dilations 2, 2, 2 and
# once with 1, 2, 3. Both have the size 1 + 2·6 = 13. **Predict first:** how many of the 169 pixels does one unit read?

# %%
both = (2, 2, 2), (1, 2, 3)
same, rising = (times_read(*[(3, 1, d) for d in ds], size=13, unit=0) for ds in both)
assert int((same > 0).sum()) == 49 and int((rising > 0).sum()) == 169
figures.receptive_fields.maps(dilations_2_2_2=same, dilations_1_2_3=rising)

# %% [markdown]
# 49 against 169. With 2, 2, 2 all steps are even, so a unit sees every second row and column only, and its neighbour
# sees the others: four networks that do not know of each other (even or odd rows × even or odd columns). This is called
# *gridding*. The darker a pixel, the more paths lead from it to the unit.
#
# ### ✏️ Exercise 7.4 · As wide as possible without a gap · ★★★ · 10 min
#
# `kernels` is a list of kernel sizes, from the input up, all at least 2; every stride is 1. Choose the dilations, layer
# by layer from the input: each as large as it can be while a unit still reads *every* pixel of its field, from the first
# to the last. Return them as a list of whole numbers. (For two kernels of 3 the answer is not [1, 2].)
#
# <details><summary>Hint 1</summary>
#
# Before a layer, each cell sees `size` pixels in a row. If its taps lie `dilation` apart, when do the fields of two
# neighbouring taps just touch?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# They touch for dilation = size. Follow the size with the rule of exercise 7.1; all jumps are 1.
#
# </details>


# %% id="ex-wide-dilations"
def wide_dilations(kernels):
    ### BEGIN SOLUTION
    size, dilations = 1, []
    for kernel_size in kernels:
        dilations.append(size)
        size += size * (kernel_size - 1)
    return dilations
    ### END SOLUTION


# %% id="check-wide-dilations"
check.wide_dilations(wide_dilations)

# %% [markdown]
# With three kernels of 3 the field is 3·3·3 = 27 pixels wide, and each pixel reaches the unit on exactly one path: no
# gap, and nothing twice. Without dilation the field is 7 wide, and the pixel in the middle has 7 paths. Does it matter
# more? That is the next section.
#
# ## 7.7 Optional: see which pixels matter
#
# *12 minutes.* The field tells what *can* matter. How much does each pixel really move the output? Take the absolute
# value of the gradient, averaged over several pictures, and divide by its sum: every pixel's share. This is the **effective
# receptive field** (Luo and others, 2016).
#
# The net has eight 3×3 layers of 12 channels with ReLU and random weights, before any training. **Predict
# first:** the field is 17×17. Are the shares equal? (Below each map stands sigma, the standard deviation of the shares.)

# %%
training.seed_everything(0)
fresh = effective_field.deep_net(classes=4)
start = analysis.effective_receptive_field(fresh, (1, 17, 17))
distance = (start.shares - start.gaussian()).abs().sum() / 2
assert max(start.sigma) < 3.5 and start.size_holding(0.9) <= 13 and distance < 0.15
said = f"17×17 pixels, sigma {sum(start.sigma) / 2:.1f}"
shown = {"eight_layers": start.shares, "normal_curve": start.gaussian()}
figures.receptive_fields.maps(note=dict.fromkeys(shown, said), **shown)

# %% [markdown]
# A bell in the middle of the field. Many paths lead from a central pixel to the unit, one only from a corner. As many
# small random steps add up, the shares come close to a normal curve, drawn on the right with the same mean and
# variance. In numbers, and added up over the rows, so that one curve along the columns is left:

# %%
side = start.size_holding(0.9)
print(f"sigma {sum(start.sigma) / 2:.1f} pixels; a box of {side}×{side} pixels holds 90 %")
print(f"distance from the normal curve: {distance:.0%} of the shares lie elsewhere")
figures.receptive_fields.bells(size=17, at_the_start=start.shares.sum(0))

# %% [markdown]
# The box lies about the central pixel; a side of 12 is 5 pixels before it, the pixel itself and 6 after it.
#
# How does the bell grow with depth? Take 4 layers and 16, whose fields are 9 and 33 pixels wide.

# %%
sigma = {}
for depth in (4, 16):
    net, field_size = effective_field.deep_net(classes=4, depth=depth), 2 * depth + 1
    bell = analysis.effective_receptive_field(net, (1, field_size, field_size))
    sigma[depth] = sum(bell.sigma) / 2
assert 1.6 < sigma[16] / sigma[4] < 2.6
{depth: round(value, 1) for depth, value in sigma.items()}

# %% [markdown]
# Four times the layers, nearly four times the field, but about twice the sigma: it grows like the square root of the
# number of layers. The deeper the net, the smaller the part of its field that it uses. At the start, that is. Training
# can change it.
#
# Two tasks for this net. **near**: label each pixel of a picture of cells. **far**: noise with one bright spot at the
# rim, and the central unit must say at which side. One such picture each:

# %%
cells, spots = make_cells(1), effective_field.rim_spots(1, seed=3)
assert spots[0].shape == (1, 1, 17, 17)
figures.images(near=cells.images[0, 0], far=spots[0][0, 0], limit=2, columns=2, height=220)

# %% [markdown]
# **Predict first.** What does training do to the bell in each task? The next cell trains one net for each, from seed 0.

# %% tags=["nbval-ignore-output"]
live = {task: effective_field.train(seed=0, task=task) for task in ("near", "far")}
_, near, near_error = live["near"]
before, far, far_error = live["far"]
assert near_error < 0.2
after = {"before": before, "after_near": near, "after_far": far}
note = {name: f"sigma {sum(bell.sigma) / 2:.1f} pixels" for name, bell in after.items()}
shares = {name: bell.shares for name, bell in after.items()}
figures.receptive_fields.maps(note=note, **shares)

# %% [markdown]
# One net proves little. Here are five seeds as recorded runs, made in the same way and stored, and the live one: the
# standard deviation of the field, mean of both axes, before and after.

# %% tags=["nbval-ignore-output"]
recording = recorded("effective_field")


def when(runs):
    rows = [(run, time) for run in runs for time in ("before", "after")]
    return [{"when": time, "sigma": run[time], "task": run["task"]} for run, time in rows]


mean_sigma = {task: [sum(one.sigma) / 2 for one in live[task][:2]] for task in live}
now = [{"task": task, "before": a, "after": b} for task, (a, b) in mean_sigma.items()]
assert abs(mean_sigma["near"][0] - recording.where(task="near", seed=0)[0]["before"]) < 0.1
stored, look = when(recording.runs), dict(percent=False, label=recording.label)
look |= dict(x_label="training", y_label="sigma, in pixels")
figures.runs.by_variant(stored, when(now), "when", "sigma", "task", **look)

# %% tags=["nbval-ignore-output"]
for run in recording.where(task="far"):
    grown = f"sigma {run['before']:.1f} → {run['after']:.1f}"
    print(f"far, seed {run['seed']}: {grown}, error {run['test_error']:.2f}")
solved = [run["after"] for run in recording.where(task="far") if run["test_error"] < 0.05]
stuck = [run["after"] for run in recording.where(task="far") if run["test_error"] > 0.2]
assert len(solved) >= 3 and min(solved) > 3.9 and max(stuck) < 3.5
assert all(run["after"] < run["before"] for run in recording.where(task="near"))

# %% [markdown]
# The field follows the task. For cells it shrinks a little in all five nets: the answer lies near. For the spot it
# grows by a third to a half in the three nets that solve the task. The two that still miss 32 and 51 of 100 pictures
# have hardly moved, although they began with the same bell; why these two stayed we cannot say. "Training widens the
# effective field", as one reads, holds where there is something far away to be learned, and was.
#
# ## 7.8 Optional: slide a whole network
#
# *22 minutes with the exercise.* A classifier takes a picture of N×N pixels and gives one vector. Its last unit is a
# window function: it sees N×N pixels and answers. So let it slide over a larger picture, like a filter. Convolutions
# and pools slide by themselves; only the linear layer wants a fixed number of inputs. But a linear layer on a map of
# c×h×w numbers is a convolution with a kernel of that very size.
#
# ### ✏️ Exercise 7.5 · Make the linear layer slide · ★★☆ · 7 min
#
# `weight` (c_out, c·h·w) and `bias` (c_out,) belong to a linear layer that was trained on maps (c, h, w), flattened by
# `nn.Flatten`. `maps` has the shape (c, H, W), where H ≥ h and W ≥ w. Return its answers on every window of `maps`, in
# a tensor of shape (c_out, H − h + 1, W − w + 1).
#
# <details><summary>Hint 1</summary>
#
# Give each row of `weight` the shape of a kernel: (c, h, w). Flattening goes channel by channel, row by row, as `view`
# does.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `F.conv2d` wants a kernel of shape (c_out, c, h, w) and a batch of maps: `maps[None]`. Take the batch axis off again.
#
# </details>


# %% id="ex-slide-linear"
def slide_linear(weight, bias, maps, h, w):
    ### BEGIN SOLUTION
    kernel = weight.view(len(weight), len(maps), h, w)
    return F.conv2d(maps[None], kernel, bias)[0]
    ### END SOLUTION


# %% id="check-slide-linear"
check.slide_linear(slide_linear)

# %% [markdown]
# `models.fully_convolutional` does this to a whole classifier. Test it on one for 14×14 pixels, slid over 26×26.
# **Predict first:** the net has one pool with stride 2. How many windows does it visit, and which?

# %% tags=["claim:T22"]
body = nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.ReLU()
classifier = nn.Sequential(*body, nn.Flatten(), nn.Linear(96, 3)).double()
large = torch.randn(1, 1, 26, 26).double()
slid = models.fully_convolutional(classifier, (1, 14, 14))(large)
corners = [(i, j) for i in range(13) for j in range(13)]
crops = torch.stack([large[0, :, i : i + 14, j : j + 14] for i, j in corners])
every = classifier(crops).detach().T.view(3, 13, 13)  # all 169 windows, one by one
assert slid.shape == (1, 3, 7, 7) and torch.allclose(slid[0], every[:, ::2, ::2], atol=1e-12)
slid.shape, every.shape

# %% [markdown]
# 7×7 answers in one run: the pool's stride lets it visit every *second* window in each direction. Those equal the
# answers of the classifier on the crops. This is called a *fully convolutional* network. (Its layers have no padding.
# With padding a crop would have zeros at its edge, where the large picture has pixels.)
#
# The other windows are lost at the pool. To visit all, let the pool step by 1. Then every cell that the next layer used
# to read lies two places from its neighbour, so dilate that layer by 2, and all layers after it. A stride has become a
# dilation: the *à trous* trick ("with holes").

# %% tags=["claim:T23"]
dense_net = models.dilated(classifier, (1, 14, 14))
dense = dense_net(large)
assert dense.shape == (1, 3, 13, 13) and torch.allclose(dense[0], every, atol=1e-12)
print(dense_net)
once = analysis.count_layers(dense_net, (1, 26, 26)).total.multiply_adds
by_crops = 169 * analysis.count_layers(classifier, (1, 14, 14)).total.multiply_adds
assert once < by_crops / 10
print(f"multiply-adds: {once:,} in one run, {by_crops:,} crop by crop")

# %% [markdown]
# All 169 windows, equal to the crops to the last digits, for a tenth of the work: what two windows share is computed
# once.
#
# Try it with digits. Train on 8×8 pixels, then slide over a strip of six digits that stand side by side.

# %% tags=["nbval-ignore-output"]
x_train, y_train, x_test, y_test = load_digits()
training.seed_everything(0)
body = nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2)
digits_net = nn.Sequential(*body, nn.Flatten(), nn.Linear(144, 10))
settings = dict(epochs=10, batch_size=64, optimizer=training.sgd(lr=0.1))
history = training.fit(digits_net, (x_train, y_train), (x_test, y_test), **settings)
wanted = [3, 1, 4, 1, 5, 9]
line = torch.cat([x_test[y_test == label][n] for n, label in enumerate(wanted)], dim=2)
every_window = models.dilated(digits_net.eval(), (1, 8, 8))
with torch.no_grad():
    sure, answers = every_window(line[None])[0, :, 0].softmax(0).max(0)
figures.receptive_fields.strip(line[0], answers, sure, window=8)

# %% tags=["nbval-ignore-output"]
right = int((answers[::8] == torch.tensor(wanted)).sum())
between = torch.ones(len(sure), dtype=torch.bool)
between[::8] = False
assert history.test_error[-1] < 0.1 and right >= 4
share = (sure[between] > 0.9).float().mean()
print(f"{right} of 6 digits right; {share:.0%} of the windows between are sure as well")

# %% [markdown]
# Outlined bars, at 0, 8, 16, …, are windows that hold a whole digit: there the answers are right (all six when we ran it).
# Between two digits it is often sure and wrong: the network has never seen halves, and has no class for "nothing here".
# A detector needs such examples.
#
# ## 7.9 Optional: give every pixel a column
#
# *25 minutes with the exercise.* To label each pixel one wants both: fine maps, which know *where*, and coarse maps,
# which see far. Take the features of all layers at the place of the pixel and join them: its **hypercolumn**.
#
# Joining two tensors with J₁ and J₂ features gives J₁ + J₂ features: at each place the vector of one, then that of the
# other.
#
# <div class="alert alert-info" style="color: #00363a">
#
# **Mind the index.** The cell of layer ℓ under pixel (x, y) is (⌊x·X<sub>ℓ</sub>/X₀⌋, ⌊y·Y<sub>ℓ</sub>/Y₀⌋). Both are scaled by the
# size of layer **0**, the picture. With X₁, the size of layer 1, the index would leave the map as soon as layer 1 is
# smaller than the picture.
#
# </div>

# %% tags=["claim:T24", "claim:T25"]
L1, L2 = torch.zeros(2, 5, 5, 3), torch.ones(2, 5, 5, 4)  # axes b, x, y, j
joined = torch.cat([L1, L2], dim=-1)
assert joined.shape == (2, 5, 5, 3 + 4) and joined[0, 0, 0].tolist() == [0, 0, 0, 1, 1, 1, 1]
X0, X1, X_l, x_last = 32, 16, 8, 31
with_X0, with_X1 = x_last * X_l // X0, x_last * X_l // X1
assert with_X0 == 7 == models.floor_indices(X0, X_l)[x_last] and with_X1 == 15 >= X_l
with_X0, with_X1

# %% [markdown]
# The map has 8 columns, numbered 0 to 7. For the last of 32 pixels the index is 7 with X₀; with X₁ it would be 15.
#
# `models.hypercolumns` joins a picture, its maps, and a last vector that is the same everywhere:

# %% tags=["claim:T26"]
shapes = [(1, 3, 12, 10), (1, 5, 12, 10), (1, 7, 5, 4), (1, 10)]
parts = [torch.randn(shape) for shape in shapes]
columns = models.hypercolumns(parts)
nearest = F.interpolate(parts[2], size=(12, 10), mode="nearest")
assert columns.shape == (1, 3 + 5 + 7 + 10, 12, 10) and torch.equal(columns[:, 8:15], nearest)
assert torch.equal(columns[0, 15:], parts[3][0, :, None, None].expand(10, 12, 10))
columns.shape

# %% [markdown]
# 25 features a pixel. Floor indexing is what torch calls *nearest* upsampling. Try it by hand:
#
# ### ✏️ Exercise 7.6 · Build hypercolumns · ★★★ · 10 min
#
# `maps` is a list of tensors of shape (c<sub>l</sub>, h<sub>l</sub>, w<sub>l</sub>). The first has the size of the
# picture, (h, w); none of the others is larger. Return one tensor of shape (sum of all c<sub>l</sub>, h, w). At pixel
# (i, j), layer l gives the features of its cell (⌊i·h<sub>l</sub>/h⌋, ⌊j·w<sub>l</sub>/w⌋); the layers are joined in the order of the list. The sizes need not divide.
#
# <details><summary>Hint 1</summary>
#
# For one layer: `rows = torch.arange(h) * h_l // h` lists the cell's row for every row of pixels. Columns likewise.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# `one[:, rows[:, None], columns]` takes every row with every column and has shape (c<sub>l</sub>, h, w). Collect these in a list
# and join them with `torch.cat`.
#
# </details>


# %% id="ex-hypercolumn"
def hypercolumn(maps):
    ### BEGIN SOLUTION
    _, h, w = maps[0].shape
    parts = []
    for one in maps:
        rows = torch.arange(h) * one.shape[1] // h
        columns = torch.arange(w) * one.shape[2] // w
        parts.append(one[:, rows[:, None], columns])
    return torch.cat(parts)
    ### END SOLUTION


# %% id="check-hypercolumn"
check.hypercolumn(hypercolumn)

# %% [markdown]
# Now use them: background, cell or border (the dark seam between two cells that touch), for every pixel of 64×64. Four
# readers are trained in the same way on 64 pictures:
#
# * **pixel**: the pixel's own brightness, through a small network;
# * **last map**: three 3×3 layers with two pools between; the last map, 16×16, stretched;
# * **hypercolumn**: the same body, all three of its maps and the pixel;
# * **dilated net**: no pools at all, 3×3 layers with dilations 1, 2, 4, 1: full resolution from the first layer to the
#   last, which the lecture offers for segmentation.
#
# **Predict first.** Who finds the cells? Who finds the borders, which are two pixels wide?

# %% tags=["nbval-ignore-output"]
trained, live_runs = {}, []
for reads in pixel_classifiers.READS:
    trained[reads], (background, cell, border) = pixel_classifiers.train(seed=0, reads=reads)
    live_runs.append({"reads": reads, "cell": float(cell), "border": float(border)})
one = make_cells(1, seed=1)
with torch.no_grad():
    found = {reads: net(one.images)[0].argmax(0) / 2 for reads, net in trained.items()}
found = {"picture": one.images[0, 0], "labels": one.classes[0] / 2} | found
figures.images(columns=3, height=200, **found)

# %% [markdown]
# Black is background, grey is cell, white is border. In a single picture any of the four can err: a cell that is darker
# than the rest may get a white blob. The same in numbers over 24 test pictures and five seeds: IoU. For
# the cells that is the number of pixels that are cell *and* are called cell, divided by the number of those that are cell
# *or* are called cell; for the borders likewise.

# %% tags=["nbval-ignore-output"]
recording = recorded("pixel_classifiers")


def by_class(runs):
    rows = [(run, name) for run in runs for name in ("cell", "border")]
    return [{"reads": run["reads"], "IoU": run[name], "class": name} for run, name in rows]


live_border = {run["reads"]: run["border"] for run in live_runs}
assert live_border["pixel"] < 0.05 < live_border["last map"] < live_border["hypercolumn"]
look = dict(x_label="reader", percent=False, label=recording.label)
stored = by_class(recording.runs)
figures.runs.by_variant(stored, by_class(live_runs), "reads", "IoU", "class", **look)

# %% tags=["nbval-ignore-output"]
for reads in pixel_classifiers.READS:
    runs = recording.where(reads=reads)
    cell, border = (torch.tensor([run[name] for run in runs]) for name in ("cell", "border"))
    print(f"{reads:12} cell {cell.mean():.2f} ± {cell.std():.2f}", end="   ")
    print(f"border {border.mean():.2f} ± {border.std():.2f}")

# %% [markdown]
# * A pixel's brightness is enough for the cells and finds no border at all: a border pixel looks like many others.
# * The last map sees far and finds some borders, in blocks of 4×4. It is *worse* on cells than the bare pixel.
# * The hypercolumn has nearly the best of both: cells almost as good as by the bare pixel, and more of the borders than
#   the last map in all five seeds.
# * Between hypercolumn and dilated net these five seeds show no winner. The dilated net has fewer weights, 4,083
#   against 5,506, but each layer works at full resolution.
# * The live star is one more training: another machine gives slightly different numbers, and it may lie outside the five.
#
# ## What we learned
#
# * A receptive field has a size, a jump and a start. For each layer: size += dilation·(kernel − 1)·jump, then start −=
#   padding·jump, then jump *= stride.
# * "In the input" and "in the previous layer" are different numbers. 1 + L·(K − 1) is for stride 1 and dilation 1.
# * The gradient measures the field. It agrees with the rule, except for padding and for gaps left by dilation. A max pool
#   or a closed ReLU hides part of it.
# * Strides make the field grow exponentially: 7 layers instead of 112.
#
# From the optional sections:
#
# * Equal dilations leave gaps; dilations that follow the field's size leave none.
# * Within the field the centre counts most, like a bell. Training follows the task: near or far.
# * A classifier is a filter. A linear layer becomes a convolution, and a stride a dilation when every window is wanted.
# * A hypercolumn joins where and what.
#
# **What is next.** Pooling goes down and upsampling comes back up again.
#
# **References**
#
# - S. Prince, *Understanding Deep Learning*, chapter 10. A. Zhang and others, *Dive into Deep Learning*, 7.2.
# - A. Araujo, W. Norris and J. Sim, *Computing receptive fields of convolutional neural networks*, Distill 2019.
# - W. Luo and others, *Understanding the effective receptive field*, arXiv:1701.04128.
# - J. Long, E. Shelhamer and T. Darrell, *Fully convolutional networks*, arXiv:1411.4038.
# - F. Yu and V. Koltun, *Multi-scale context aggregation by dilated convolutions*, arXiv:1511.07122; L.-C. Chen and
#   others, *DeepLab*, arXiv:1606.00915.
# - B. Hariharan and others, *Hypercolumns*, arXiv:1411.5752.
