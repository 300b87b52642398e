"""Class activation maps: their means are the scores; Grad-CAM equals them where both exist, and numbers by hand elsewhere."""

import pytest
import torch
from small_nets import ResNet
from torch import nn

from helpers.analysis import cam, class_activation_map, grad_cam


def test_means_of_maps_are_scores_on_any_image():
    torch.manual_seed(0)
    for size in ((5,), (5, 6), (3, 4, 5)):
        features, head = torch.randn(2, 3, *size, dtype=torch.float64), nn.Linear(3, 4).double()
        maps = class_activation_map(features, head.weight, head.bias)
        assert maps.shape == (2, 4, *size)
        torch.testing.assert_close(maps.flatten(2).mean(2), head(features.flatten(2).mean(2)))
        torch.testing.assert_close(class_activation_map(features, head.weight), maps - head.bias.view(-1, *[1] * len(size)))


def test_cam_of_a_resnet_and_grad_cam_agree():
    torch.manual_seed(0)
    model = ResNet((1, 1, 1, 1), base=4, classes=5).double().train()
    x = torch.randn(2, 3, 64, 96, dtype=torch.float64)
    before = {k: v.clone() for k, v in model.state_dict().items()}
    maps = cam(model, x, layer="layer4", head="fc")
    assert maps.shape == (2, 5, 2, 3) and model.training and not maps.requires_grad
    scores = model.eval()(x)
    model.train()
    torch.testing.assert_close(maps.mean((2, 3)), scores)
    for classes in (3, torch.tensor([1, 4]), None):
        chosen = scores.argmax(1) if classes is None else torch.as_tensor(classes).expand(2)
        expected = (maps - model.fc.bias.view(1, -1, 1, 1))[torch.arange(2), chosen] / 6
        torch.testing.assert_close(grad_cam(model, x, "layer4", classes, relu=False), expected.detach())
        torch.testing.assert_close(grad_cam(model, x, "layer4", classes), expected.detach().relu())
    assert all(torch.equal(v, before[k]) for k, v in model.state_dict().items())
    assert all(p.grad is None for p in model.parameters())


def test_grad_cam_by_hand_behind_an_in_place_relu():
    model = nn.Sequential(nn.Conv2d(1, 1, 1, bias=False), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(4, 2, bias=False))
    with torch.no_grad():
        model[0].weight.fill_(1.0), model[3].weight.copy_(torch.tensor([[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, -8.0]]))
    x = torch.tensor([[[[1.0, -1.0], [2.0, 3.0]]]])
    assert grad_cam(model, x, "0", 0, relu=False).flatten().tolist() == [2.0, -2.0, 4.0, 6.0]  # weight (1 + 0 + 3 + 4) / 4
    assert grad_cam(model, x, "0", 0).flatten().tolist() == [2.0, 0.0, 4.0, 6.0]
    assert grad_cam(model, x, "1", 1, relu=False).flatten().tolist() == [-2.0, 0.0, -4.0, -6.0]
    assert grad_cam(model, x, "1").flatten().tolist() == [2.5, 0.0, 5.0, 7.5]  # class 0 is the best: (1 + 2 + 3 + 4) / 4


class Outputs(nn.Module):
    """Scores inside a tuple, list and dict; one convolution beside the path, and a model that takes bytes."""

    def __init__(self, wrap=lambda scores: scores, beside=False):
        super().__init__()
        self.conv, self.head, self.beside, self.wrap = nn.Conv2d(1, 2, 3), nn.Linear(2, 3), nn.Conv2d(1, 2, 3), wrap

    def forward(self, x):
        x = x.float() / 255 if x.dtype == torch.uint8 else x
        self.beside(x)
        return self.wrap(self.head(self.conv(x).mean((2, 3))))


def test_grad_cam_takes_the_first_tensor_of_the_output():
    torch.manual_seed(0)
    model, x = Outputs(), torch.randn(2, 1, 5, 6)
    expected, maps = grad_cam(model, x, "conv"), cam(model, x, "conv", "head")
    for wrap in (lambda y: (y, 0), lambda y: {"out": [y], "aux": y}):
        model.wrap = wrap
        assert torch.equal(grad_cam(model, x, "conv"), expected) and torch.equal(cam(model, x, "conv", "head"), maps)
    assert torch.equal(grad_cam(model, x, "conv", [1, 2]), grad_cam(model, x, "conv", torch.tensor([1, 2], dtype=torch.int8)))


HEADED = nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 3))
OTHER = nn.Sequential(nn.Conv2d(1, 2, 1), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(2, 3))
X = torch.linspace(-1, 1, 12).view(1, 1, 3, 4)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: class_activation_map(torch.zeros(1, 2, 3), torch.zeros(4, 3)), r"got shapes \(1, 2, 3\) and \(4, 3\)"),
        (lambda: class_activation_map(torch.zeros(1, 2), torch.zeros(4, 2)), r"got shapes \(1, 2\) and \(4, 2\)"),
        (lambda: cam(OTHER, X, "0", "3"), "output is not the average of '0' through '3', so it has no such maps; grad_cam works"),
        (lambda: cam(HEADED, X, "1", "0"), "head '0' is no linear layer but Conv2d"),
        (lambda: cam(HEADED, X, "1", "fc"), "no module 'fc'; it has: 0, 1, 2, 3, 4"),
        (lambda: grad_cam(HEADED, X, "1", 3), r"classes must be from 0 to 2, got \[3\]"),
        (lambda: grad_cam(HEADED, X, "1", -1), r"classes must be from 0 to 2, got \[-1\]"),
        (
            lambda: grad_cam(HEADED, X, "1", 1.5),
            r"classes must be whole numbers, one or one for each of 1 images; got torch.float32 of shape \(\)",
        ),
        (lambda: grad_cam(HEADED, X, "1", torch.tensor([True])), r"got torch.bool of shape \(1,\)"),
        (lambda: grad_cam(HEADED, X.expand(3, -1, -1, -1), "1", [0, 1]), r"one for each of 3 images; got torch.int64 of shape \(2,\)"),
        (lambda: grad_cam(HEADED, X.expand(3, -1, -1, -1), "1", [[0]]), r"got torch.int64 of shape \(1, 1\)"),
        (lambda: grad_cam(Outputs(), X, "beside"), "the scores do not depend on the output of 'beside'"),
        (lambda: grad_cam(Outputs(), (255 * X).byte(), "conv"), "x must be floating-point to have gradients, got torch.uint8"),
        (lambda: grad_cam(Outputs(lambda y: None), X, "conv"), "the model gives no tensor"),
        (lambda: grad_cam(Outputs(lambda y: y.detach()), X, "conv"), "the scores do not depend on the output of 'conv'"),
        (lambda: grad_cam(Outputs(lambda y: y[:0]), X[:0], "conv"), "there are no images"),
        (lambda: grad_cam(HEADED, X, "4"), r"got \(1, 3\) and \(1, 3\)"),
        (lambda: grad_cam(HEADED[:2], X, "0"), r"scores \(n, k\); got \(1, 2, 3, 4\) and \(1, 2, 3, 4\)"),
    ],
)
def test_bad_input_is_told(call, text):
    torch.manual_seed(0)
    with pytest.raises(ValueError, match=text):
        call()
