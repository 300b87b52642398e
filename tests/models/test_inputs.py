"""What a network cannot take, a picture or a setting, is a ValueError with the shapes or numbers, not an error from inside torch."""

import pickle

import pytest
import torch

from helpers import models
from helpers.layers import BasicBlock

SMALL = {"num_classes": 5}
NETS = {  # name: (build, what it takes), and the sentence about other channels
    "lenet5": (models.lenet5, (1, 28, 28), r"this network needs x \(n, 1, 28, 28\)"),
    "lenet5_1998": (models.lenet5_1998, (1, 32, 32), r"this network needs x \(n, 1, 32, 32\)"),
    "alexnet": (models.alexnet, (3, 227, 227), r"this network needs x \(n, 3, 227, 227\)"),
    "AlexNet64": (models.AlexNet64, (3, 224, 224), r"AlexNet64 needs x \(n, 3, h, w\)"),
    "VGG": (lambda: models.VGG((1, 1), (4, 8), hidden=0, pooled=1), (3, 8, 8), r"VGG needs x \(n, 3, h, w\)"),
    "SqueezeNet": (models.squeezenet_cifar, (3, 32, 32), r"SqueezeNet needs x \(n, 3, h, w\)"),
    "ConvNeXt": (lambda: models.ConvNeXt((1, 1), (4, 8), patch=4), (3, 16, 16), r"ConvNeXt needs x \(n, 3, h, w\)"),
    "DenseNet": (lambda: models.densenet_cifar(10), (3, 16, 16), r"DenseNet needs x \(n, 3, h, w\)"),
    "MobileNetV2": (models.mobilenet_cifar, (3, 16, 16), r"MobileNetV2 needs x \(n, 3, h, w\)"),
    "GoogLeNet": (models.GoogLeNet, (3, 64, 64), r"GoogLeNet needs x \(n, 3, h, w\)"),
    "MiniInception": (models.MiniInception, (3, 16, 16), r"MiniInception needs x \(n, 3, h, w\)"),
    "NiN": (lambda: models.NiN((6, 5, 4)), (3, 16, 16), r"NiN needs x \(n, 3, h, w\)"),
    "ResNet": (lambda: models.resnet_cifar(8), (3, 16, 16), r"ResNet needs x \(n, 3, h, w\)"),
    "ResNet of signals": (lambda: models.resnet_cifar(8, in_channels=1, dims=1), (1, 16), r"ResNet needs x \(n, 1, w\)"),
    "DilatedNet": (lambda: models.DilatedNet(3, 2, 4, (1, 2), padding="valid"), (3, 16, 16), r"DilatedNet needs x \(n, 3, h, w\)"),
}


@pytest.mark.parametrize("name", NETS)
def test_other_channels_or_axes_are_refused(name):
    build, shape, text = NETS[name]
    net = build().eval()
    wrong = [(1, shape[0] + 1, *shape[1:]), (1, *shape, 1)] + [shape] * ("this" not in text)
    with torch.no_grad():
        net(torch.zeros(1, *shape))
        for other in wrong:
            with pytest.raises(ValueError, match=f"{text}, got shape {str(other).replace('(', '[(]').replace(')', '[)]')}"):
                net(torch.zeros(other))


@pytest.mark.parametrize(
    ("name", "size"),
    [("ConvNeXt", 3), ("ConvNeXt", 7), ("DilatedNet", 6), ("lenet5", 27), ("lenet5", 32), ("lenet5_1998", 28),
     ("alexnet", 194), ("AlexNet64", 40), ("VGG", 3)],
)  # fmt: skip
def test_sizes_that_do_not_fit_are_refused(name, size):
    build, (channels, *_), text = NETS[name]
    own = {"lenet5": text, "lenet5_1998": text, "alexnet": text}.get(name, f"{name} cannot take x of shape .*: a map of it is too small")
    with torch.no_grad(), pytest.raises(ValueError, match=own):
        build().eval()(torch.zeros(1, channels, size, size))


def test_another_error_stays_what_it_is_and_what_fitted_still_fits():
    with pytest.raises(RuntimeError, match="ouble"):
        models.lenet5()(torch.zeros(1, 1, 28, 28, dtype=torch.float64))
    with pytest.raises(RuntimeError, match="ouble"):
        models.resnet_cifar(8)(torch.zeros(1, 3, 16, 16, dtype=torch.float64))
    net = models.lenet5().eval()
    assert net(torch.zeros(1, 1, 31, 29)).shape == (1, 10)  # the pools drop what is left over
    x = torch.randn(1, 1, 28, 28)
    assert torch.equal(pickle.loads(pickle.dumps(net))(x), net(x)) and type(net[:3]) is torch.nn.Sequential


SETTINGS = [
    (lambda: models.densenet_cifar(10, compression=0.01), "compression 0.01 leaves no channel of 40"),
    (lambda: models.DenseNet(block_config=()), "block_config needs one number of layers for each block, got none"),
    (lambda: models.EncoderDecoder(bottom=0), "bottom must be at least 1, got 0"),
    (lambda: models.EncoderDecoder(base_channels=0), "base_channels must be at least 1, got 0"),
    (lambda: models.resnet_cifar(8, widths=()), "widths needs one number for each stage, got none"),
    (lambda: models.ResNet(BasicBlock, (), ()), "widths needs one number for each stage, got none"),
    (lambda: models.resnet18(groups=2), "BasicBlock has no setting groups"),
    (lambda: models.plain_cifar(8, skip=True), "plain_cifar chooses skip itself"),
    (lambda: models.wide_resnet_cifar(10, 1, shortcut="A"), "wide_resnet_cifar chooses shortcut itself"),
    (lambda: models.wide_resnet_cifar(28, 0), "width_factor must be at least 1, got 0"),
    (lambda: models.UNet(base_channels=0), "base_channels must be at least 1, got 0"),
    (lambda: models.VGG((), ()), "widths needs one number for each stage, got none"),
    (lambda: models.VGG((1, 1), (4,)), r"need one number for each stage, got 2: \(1, 1\) and 1: \(4,\)"),
    (lambda: models.VGG((1,), (4, 8)), r"need one number for each stage, got 1: \(1,\) and 2: \(4, 8\)"),
    (lambda: models.ConvNeXt((), ()), "widths needs one number for each stage, got none"),
    (lambda: models.TableConv2d(((0, 1), (-1, 2)), 3), r"map 1 of the table reads \(-1, 2\): maps are counted from 0"),
    (lambda: models.TableConv2d(((0, 1), ()), 3), r"map 1 of the table reads \(\)"),
    (lambda: models.TableConv2d((), 3), "a table names at least one map"),
    (lambda: models.HypercolumnNet(models.lenet5(), ["relu1", "conv1", "relu1"], 2, (1, 28, 28)), "layers names 'relu1' twice"),
    (lambda: models.alexnet(in_channels=0), "in_channels must be at least 1, got 0"),
    *((lambda build=build: build(num_classes=0), "num_classes must be at least 1, got 0") for build in (
        models.lenet5, models.lenet5_1998, models.alexnet, models.AlexNet64, models.vgg, models.squeezenet_cifar, models.convnext_cifar,
        models.densenet_cifar, models.mobilenet_cifar, models.GoogLeNet, models.MiniInception, models.NiN, models.resnet18,
        models.resnext_cifar,
    )),
    *((lambda build=build: build(out_channels=0), "out_channels must be at least 1, got 0") for build in (
        models.UNet, models.DilatedNet, models.EncoderDecoder,
    )),
]  # fmt: skip


@pytest.mark.parametrize(("call", "text"), SETTINGS)
def test_settings_that_no_network_has_are_refused(call, text):
    with torch.device("meta"), pytest.raises(ValueError, match=text):
        call()


def test_the_table_is_held_against_the_maps():
    layer = models.TableConv2d(((0, 1), (1, 2)), 3)
    with pytest.raises(ValueError, match=r"TableConv2d needs x \(n, c_in, h, w\) with 3 maps or more, got shape \(1, 2, 5, 5\)"):
        layer(torch.zeros(1, 2, 5, 5))
