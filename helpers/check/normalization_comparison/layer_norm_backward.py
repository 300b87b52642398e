"""Exercise 11.5, The way back through layer norm: what is right, and the mistakes that the check knows by name."""

from functools import partial
from itertools import product

import torch
import torch.nn.functional as F

from helpers.check.engine import Case, Mistake
from helpers.check.normalization_comparison.by_hand import ByHand
from helpers.check.normalization_comparison.cases import random, values


def _autograd(x, grad, eps):
    with torch.enable_grad():
        leaf = x.detach().clone().requires_grad_(True)
        return torch.autograd.grad(F.layer_norm(leaf, leaf.shape[1:], eps=eps), leaf, grad)[0]


def _backward(x, grad, eps):
    leaf = torch.tensor(x.tolist(), requires_grad=True)
    F.layer_norm(leaf, leaf.shape[1:], eps=eps).backward(grad)
    return leaf.grad


def _vjp(x, grad, eps):
    return torch.autograd.functional.vjp(lambda t: F.layer_norm(t, t.shape[1:], eps=eps), x, grad)[1]


def _native(x, grad, eps):
    var, mean = torch.var_mean(x, 1, keepdim=True, unbiased=False)
    given = (grad, x, [x.shape[1]], mean, (var + eps).rsqrt(), None, None, [True, False, False])
    return torch.ops.aten.native_layer_norm_backward(*given)[0]


def _back(x, grad, eps, mean=True, along=True, axis=1, unbiased=False, outside=False, total=False, signs=(-1, -1), scale=True):
    var, middle = torch.var_mean(x, axis, keepdim=True, unbiased=unbiased)
    root = var.sqrt() + eps if outside else (var + eps).sqrt()
    n = (x - middle) / root
    add = torch.sum if total else torch.mean
    result = grad
    if mean:
        result = result + signs[0] * add(grad, axis, keepdim=True)
    if along:
        result = result + signs[1] * n * add(grad * n, axis, keepdim=True)
    return result / root if scale else result


def _no_keepdim(x, grad, eps, keep):
    """Which of the statistics, the mean of grad and the mean of grad · n keep their axis."""
    statistics, of_grad, of_product = keep
    var, middle = torch.var_mean(x, 1, keepdim=statistics, unbiased=False)
    root = (var + eps).sqrt()
    n = (x - middle) / root
    return (grad - grad.mean(1, keepdim=of_grad) - n * (grad * n).mean(1, keepdim=of_product)) / root


def _other(x, grad, eps, mean, product):
    """The formula with other terms for mean(grad) and for n · mean(grad · n)."""
    var, middle = torch.var_mean(x, 1, keepdim=True, unbiased=False)
    n = (x - middle) / (var + eps).sqrt()
    return (grad - mean(grad) - product(grad, n)) / (var + eps).sqrt()


def _row_mean(grad):
    return grad.mean(1, keepdim=True)


def _product(grad, n):
    return n * (grad * n).mean(1, keepdim=True)


def _by_square(x, grad, eps):
    return _back(x, grad, eps) / (x.var(1, keepdim=True, unbiased=False) + eps).sqrt()


def _x_for_n(x, grad, eps):
    var = x.var(1, keepdim=True, unbiased=False)
    return (grad - grad.mean(1, keepdim=True) - x * (grad * x).mean(1, keepdim=True)) / (var + eps).sqrt()


def _n_once(x, grad, eps):
    var, middle = torch.var_mean(x, 1, keepdim=True, unbiased=False)
    n = (x - middle) / (var + eps).sqrt()
    return (grad - grad.mean(1, keepdim=True) - (grad * n).mean(1, keepdim=True)) / (var + eps).sqrt()


layer_norm_backward = ByHand(
    number="11.5",
    title="The way back through layer norm",
    oracle=_autograd,
    cases=[
        Case("one example, three features", (values(1.0, 2, 6, shape=(1, 3)), values(1.0, 0, 0, shape=(1, 3)), 1e-5)),
        Case("a row that is constant, eps = 0.01", (values(2.0, 2, 2, shape=(1, 3)), values(1.0, 0, 0, shape=(1, 3)), 0.01)),
        Case("one example, four features", (random(1, 4, seed=1, shift=2), random(1, 4, seed=2), 1e-5)),
        Case("three examples, five features", (random(3, 5, seed=3, scale=2), random(3, 5, seed=4), 1e-5)),
        Case("four of both", (random(4, 4, seed=5), random(4, 4, seed=6), 1e-5)),
        Case("a large eps", (random(2, 6, seed=7), random(2, 6, seed=8), 0.5)),
    ],
    instead_of=("requires_grad_", "backward", "grad", "native_layer_norm_backward"),
    shortcut=Mistake(
        "torch's derivative",
        "This lets torch work the derivative out. Write the formula: n and the root from x, then the two means.",
        lambda x, grad, eps: _autograd(x, grad, eps),
        also=(_backward, _vjp, _native),
    ),
    mistakes=[
        Mistake(
            "statistics held fixed",
            "This is grad / root: it holds mean and variance fixed. Both depend on x; two more terms are missing.",
            lambda x, grad, eps: _back(x, grad, eps, mean=False, along=False),
        ),
        Mistake(
            "variance held fixed",
            "The mean's part is there. The term with n is missing, or it is 0: multiply grad and n first, then take the mean. "
            "The mean of n alone is 0.",
            lambda x, grad, eps: _back(x, grad, eps, along=False),
        ),
        Mistake(
            "mean held fixed",
            "The variance's part is there. The mean depends on x too: subtract the mean of grad.",
            lambda x, grad, eps: _back(x, grad, eps, mean=False),
        ),
        Mistake(
            "not divided",
            "The bracket is right. Divide it by the root of variance + eps.",
            lambda x, grad, eps: _back(x, grad, eps, scale=False),
        ),
        Mistake(
            "sums for means",
            "You take a sum where the formula takes a mean: divide it by d.",
            lambda x, grad, eps: _back(x, grad, eps, total=True),
            also=(
                lambda x, grad, eps: _other(x, grad, eps, lambda g: g.sum(1, keepdim=True), _product),
                lambda x, grad, eps: _other(x, grad, eps, _row_mean, lambda g, n: n * (g * n).sum(1, keepdim=True)),
            ),
        ),
        Mistake(
            "without keepdim",
            "Without keepdim=True a mean over axis 1 has shape (n,) and lines up with the features. Keep the axis in mean and variance.",
            partial(_no_keepdim, keep=(False, False, False)),
            also=tuple(partial(_no_keepdim, keep=keep) for keep in product((True, False), repeat=3) if any(keep) and not all(keep)),
        ),
        Mistake(
            "one mean for all rows",
            "You average over the whole tensor. Each row, one example, has a mean of its own: mean(1, keepdim=True).",
            lambda x, grad, eps: _other(x, grad, eps, torch.mean, _product),
            also=(
                lambda x, grad, eps: _other(x, grad, eps, _row_mean, lambda g, n: n * (g * n).mean()),
                lambda x, grad, eps: _other(x, grad, eps, torch.mean, lambda g, n: n * (g * n).mean()),
            ),
        ),
        Mistake(
            "matrix product",
            "`@` multiplies each row of grad with every row of n. Multiply number by number, grad * n, then take the mean of each row.",
            lambda x, grad, eps: _other(x, grad, eps, _row_mean, lambda g, n: n * (g @ n.T)),
            also=(
                lambda x, grad, eps: _other(x, grad, eps, _row_mean, lambda g, n: n * (g @ n.T) / x.shape[1]),
                lambda x, grad, eps: _other(x, grad, eps, _row_mean, lambda g, n: n * (g @ n.T).mean(1, keepdim=True)),
                lambda x, grad, eps: _other(x, grad, eps, _row_mean, lambda g, n: (g @ n.T) @ n / x.shape[1]),
            ),
        ),
        Mistake("divided by the square", "You divide by var + eps, which is σ². Divide the bracket by its root, σ.", _by_square),
        Mistake(
            "over the batch",
            "You average over axis 0, the examples: that is batch norm's way back. Here each row has its own mean: axis 1.",
            lambda x, grad, eps: _back(x, grad, eps, axis=0),
        ),
        Mistake(
            "unbiased",
            "The variance divides by d − 1 here. The forward pass divides by d: unbiased=False.",
            lambda x, g, eps: _back(x, g, eps, unbiased=True),
        ),
        Mistake("no eps", "eps is missing under the root.", lambda x, grad, eps: _back(x, grad, 0.0)),
        Mistake(
            "always the same eps",
            "You always use eps = 1e-5. Use the eps that is handed in.",
            lambda x, grad, eps: _back(x, grad, 1e-5),
        ),
        Mistake("eps outside", "eps is added to the root; it stands under it.", lambda x, grad, eps: _back(x, grad, eps, outside=True)),
        Mistake(
            "a plus",
            "A sign is wrong: both terms are subtracted from grad.",
            lambda x, grad, eps: _back(x, grad, eps, signs=(1, -1)),
            also=(lambda x, grad, eps: _back(x, grad, eps, signs=(-1, 1)), lambda x, grad, eps: _back(x, grad, eps, signs=(1, 1))),
        ),
        Mistake("x for n", "You use x itself where n belongs: n is x minus its mean, divided by the root.", _x_for_n),
        Mistake("n only once", "The last term has n twice: n times the mean of grad · n.", _n_once),
        Mistake("grad unchanged", "You return grad as it came in.", lambda x, grad, eps: grad),
    ],
)
