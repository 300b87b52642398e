"""A block against its equation in torch: values, gradients and buffers, in train and eval mode, on four kinds of input."""

import torch
import torch.nn.functional as F

INPUTS = ("random", "batch of one", "mean 1e4", "constant channels")


def make_input(kind, channels, size=(6, 5)):
    """Float64 images of this kind; one channel of the last kind is constant over images and pixels."""
    x = torch.randn(1 if kind == "batch of one" else 3, channels, *size, dtype=torch.float64)
    if kind == "mean 1e4":
        x += 1e4
    if kind == "constant channels":
        x[:, ::2] = 3.0
    return x


class Tensors(dict):
    """Copies of a block's parameters and buffers by name, and torch's functions on them."""

    def __init__(self, block):
        super().__init__({name: tensor.detach().clone() for name, tensor in block.state_dict().items()})
        for name, _ in block.named_parameters():
            self[name].requires_grad_()
        self.training = True

    def conv(self, x, name, **settings):
        return F.conv2d(x, self[f"{name}.weight"], self.get(f"{name}.bias"), **settings)

    def norm(self, x, name):
        if self.training:
            self[f"{name}.num_batches_tracked"] += 1
        buffers = self[f"{name}.running_mean"], self[f"{name}.running_var"]
        return F.batch_norm(x, *buffers, self[f"{name}.weight"], self[f"{name}.bias"], self.training, momentum=0.1, eps=1e-5)


def shake(block):
    """Draw all parameters and running statistics: a gain of 1 or a shift of 0 could hide a mistake."""
    for name, tensor in block.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif tensor.is_floating_point():
            tensor.copy_(torch.randn_like(tensor) * (0.3 if tensor.ndim > 1 else 1.0))
    return block


def assert_equals_equation(block, equation, channels, size=(6, 5)):
    """Three batches in train mode and one in eval mode, for each kind of input; then the buffers."""
    torch.manual_seed(0)
    block = shake(block.double())
    for kind in INPUTS:
        tensors = Tensors(block)
        tolerance = 1e-6 if kind == "mean 1e4" else 1e-9
        for training in (True, True, True, False):
            block.train(training)
            tensors.training = training
            x = make_input(kind, channels, size).requires_grad_()
            before = x.detach().clone()
            ours, theirs = block(x), equation(x, tensors)
            assert torch.equal(x, before), "the block changed its input"
            torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)
            names = [name for name, _ in block.named_parameters()]
            upstream = torch.randn_like(theirs)
            mine = torch.autograd.grad(ours, [x, *block.parameters()], upstream)
            its = torch.autograd.grad(theirs, [x, *(tensors[name] for name in names)], upstream)
            for name, one, other in zip(["x", *names], mine, its, strict=True):
                scale = other.abs().max().clamp(min=1.0)
                torch.testing.assert_close(one / scale, other / scale, rtol=tolerance, atol=tolerance, msg=lambda m, n=name: f"{n}: {m}")
        for name, tensor in block.state_dict().items():
            torch.testing.assert_close(tensor, tensors[name].detach(), rtol=1e-9, atol=1e-9, msg=lambda m, n=name: f"{n}: {m}")
