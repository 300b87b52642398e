"""Exercise 7.3, Measure a field: what is right, and the mistakes that the check knows by name."""

import torch
from torch import nn

from helpers.check.engine import Case, FunctionExercise, Mistake


def _net(*layers):
    """Layers with weights that are all 1, or the given ones; no bias."""
    built = []
    for layer, weights in layers:
        if isinstance(layer, nn.Conv1d):
            layer.weight.data = torch.ones_like(layer.weight) if weights is None else torch.tensor(weights).view_as(layer.weight)
        built.append(layer)
    return nn.Sequential(*built)


def _conv(kernel_size, weights=None, **settings):
    return nn.Conv1d(1, 1, kernel_size, bias=False, **settings), weights


def _gradient(net, size, unit, *, value=1.0, whole=False):
    x = torch.full((1, 1, size), value, requires_grad=True)
    y = net(x)
    (y.sum() if whole else y[0, 0, unit]).backward()
    return x.grad[0, 0]


def _ends(gradient):
    places = gradient.nonzero()[:, 0]
    return int(places[0]), int(places[-1])


def _count(net, size, unit):
    gradient = _gradient(net, size, unit)
    return _ends(gradient)[0], int((gradient != 0).sum())


def _span(net, size, unit):
    first, last = _ends(_gradient(net, size, unit))
    return last - first + 1


def _one_more(net, size, unit):
    first, last = _ends(_gradient(net, size, unit))
    return first, last + 1


def _no_gradient_asked(net, size, unit):
    x = torch.ones(1, 1, size)
    y = net(x.clone())
    y[0, 0, unit].backward()
    return _ends(x.grad[0, 0])


def _another_x(net, size, unit):
    x = torch.ones(1, 1, size)
    (gradient,) = torch.autograd.grad(net(x)[0, 0, unit], x)
    return _ends(gradient[0, 0])


def _no_unit(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x).backward()
    return _ends(x.grad[0, 0])


def _no_backward(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit]
    return _ends(x.grad[0, 0])


def _no_axes(net, size, unit):
    x = torch.ones(size, requires_grad=True)
    y = net(x)
    y[unit].backward()
    return _ends(x.grad)


def _one_index(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    y = net(x)
    y[unit].backward()
    return _ends(x.grad[0, 0])


def _whole_numbers(net, size, unit):
    x = torch.arange(size).view(1, 1, size).requires_grad_()
    net(x)[0, 0, unit].backward()
    return _ends(x.grad[0, 0])


def _rows(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit].backward()
    places = x.grad.nonzero()
    return places[0], places[-1]


def _int_of_a_place(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit].backward()
    places = x.grad.nonzero()
    return int(places[0]), int(places[-1])


def _batch_axis(net, size, unit):
    x = torch.ones(1, 1, size, requires_grad=True)
    net(x)[0, 0, unit].backward()
    places = x.grad.nonzero()[:, 0]
    return int(places[0]), int(places[-1])


def _counted_on(net, size, unit):
    places = _gradient(net, size, unit).nonzero()[:, 0]
    return int(places[0]), int(places[0]) + len(places) - 1


def _second(net, size, unit):
    places = _gradient(net, size, unit).nonzero()[:, 0]
    return int(places[0]), int(places[1])


def _values(net, size, unit):
    gradient = _gradient(net, size, unit)
    ends = _ends(gradient)
    return float(gradient[ends[0]]), float(gradient[ends[1]])


def _largest(net, size, unit):
    gradient = _gradient(net, size, unit)
    return int(gradient.argmax()), size - 1 - int(gradient.flip(0).argmax())


def _of_a_square(net, size, unit):
    x = torch.zeros(1, 1, size, requires_grad=True)
    (net(x)[0, 0, unit] ** 2).backward()
    places = x.grad[0, 0].nonzero()[:, 0]
    return int(places[0]), int(places[-1])


measure = FunctionExercise(
    number="7.3",
    title="Measure a field",
    oracle=lambda net, size, unit: _ends(_gradient(net, size, unit)),
    cases=[
        Case("kernel 3 on 8 pixels, unit 2", lambda: (_net(_conv(3)), 8, 2)),
        Case("the kernel (1 −2 −1) on 8 pixels, unit 0", lambda: (_net(_conv(3, [1.0, -2.0, -1.0])), 8, 0)),
        Case("the kernel (0.001 1 −0.001) on 8 pixels, unit 3", lambda: (_net(_conv(3, [0.001, 1.0, -0.001])), 8, 3)),
        Case("kernel 3, dilation 2, on 11 pixels, unit 3", lambda: (_net(_conv(3, dilation=2)), 11, 3)),
        Case("kernel 3 with padding 1 on 6 pixels, unit 0", lambda: (_net(_conv(3, padding=1)), 6, 0)),
        Case("kernels 3 and 2 with stride 2 on 16 pixels, unit 1", lambda: (_net(_conv(3, stride=2), _conv(2, [-1.0, 3.0])), 16, 1)),
        Case(
            "kernel 3, average pool 2, kernel 3 with dilation 2, on 24 pixels, unit 4",
            lambda: (_net(_conv(3, [-2.0, 1.0, 0.5]), (nn.AvgPool1d(2), None), _conv(3, dilation=2)), 24, 4),
        ),
    ],
    mistakes=[
        Mistake(
            "places of x",
            "You look where x itself is not 0: that is everywhere. Look at its gradient, x.grad[0, 0].",
            lambda net, size, unit: (0, size - 1),
        ),
        Mistake(
            "sum of all units",
            "You take the gradient of all units together: that covers what any of them reads. Take the one, y[0, 0, unit].",
            lambda net, size, unit: _ends(_gradient(net, size, unit, whole=True)),
        ),
        Mistake(
            "positive only",
            "A pixel with a negative weight counts too: ask for gradients that are not 0, not for those above 0.",
            lambda net, size, unit: _ends(_gradient(net, size, unit).clamp(min=0)),
        ),
        Mistake(
            "small gradients left out",
            "A small gradient counts too: ask for those that are not 0, without a threshold.",
            lambda net, size, unit: _ends(_gradient(net, size, unit).abs() > 1e-2),
        ),
        Mistake(
            "column of the batch",
            "x.grad.nonzero() lists three numbers a place, (0, 0, pixel), and its column 0 is the batch axis: always 0. "
            "Take x.grad[0, 0] first.",
            _batch_axis,
        ),
        Mistake(
            "int of a whole place",
            "A place here holds one number for each axis of x.grad. Take x.grad[0, 0] first, then column [:, 0] of its places.",
            _int_of_a_place,
            line=r"int\(\w+\[",
        ),
        Mistake(
            "counted on from the first",
            "You count on from the first pixel, as if there were no gaps. With dilation there are: take the last place, places[-1].",
            _counted_on,
        ),
        Mistake("second place", "Your second number is the second place. The last one is places[-1].", _second),
        Mistake(
            "values for places",
            "These are gradients. Return where they stand: the first and the last place that is not 0.",
            _values,
        ),
        Mistake(
            "largest gradient",
            "argmax finds the largest gradient. Every pixel whose gradient is not 0 counts: use nonzero().",
            _largest,
            also=(lambda net, size, unit: (int(_gradient(net, size, unit).argmax()),) * 2,),
        ),
        Mistake(
            "gradient of a square",
            "The gradient is 0 everywhere, so nonzero() finds no place. A square has slope 0 where it is 0: take the gradient of "
            "y[0, 0, unit] itself.",
            _of_a_square,
            line=r"\[0\]",
        ),
        Mistake(
            "count for last",
            "Your second number counts the pixels. Return the place of the last one; with dilation there are gaps between.",
            _count,
        ),
        Mistake("last is one beyond", "Your second number is one too large: return the last pixel that counts.", _one_more),
        Mistake("size", "This is the size of the field. Return two numbers: its first and its last pixel.", _span),
        Mistake(
            "all places",
            "These are all pixels that count. Return two numbers: the first and the last of them.",
            lambda net, size, unit: _gradient(net, size, unit).nonzero()[:, 0],
            also=(lambda net, size, unit: _gradient(net, size, unit).nonzero()[:, 0].tolist(),),
        ),
        Mistake(
            "the gradient itself",
            "This is the gradient. Return where it is not 0: the first and the last place.",
            lambda net, size, unit: _gradient(net, size, unit),
            also=(lambda net, size, unit: _gradient(net, size, unit)[None, None],),
        ),
        Mistake(
            "rows of nonzero",
            "`nonzero()` of a tensor with three axes gives three numbers a place: (0, 0, pixel). Take x.grad[0, 0] first.",
            _rows,
        ),
        Mistake(
            "places of the output",
            "You look for values of the output that are not 0. What the unit reads shows in the gradient of y[0, 0, unit] by x.",
            lambda net, size, unit: _ends(net(torch.ones(1, 1, size)).detach()[0, 0]),
        ),
        Mistake(
            "no gradient",
            "x.grad is None. Make x with requires_grad=True, give that very x to the net, and call y[0, 0, unit].backward().",
            _no_gradient_asked,
            also=(_no_backward,),
        ),
        Mistake(
            "another x",
            "The output does not know this x: make x with requires_grad=True, and give that very x to the net.",
            _another_x,
        ),
        Mistake(
            "no unit chosen",
            "backward() needs one number, and net(x) has many: take the one of the unit, y[0, 0, unit].backward().",
            _no_unit,
        ),
        Mistake("no axes", "The net wants three axes: x has the shape (1, 1, size).", _no_axes),
        Mistake(
            "one index",
            "y has three axes, (1, 1, units): y[unit] asks for a picture of the batch. Write y[0, 0, unit].",
            _one_index,
        ),
        Mistake("whole numbers", "x holds whole numbers, which have no gradient: make it with torch.ones(1, 1, size).", _whole_numbers),
    ],
)
