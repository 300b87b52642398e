"""Read a model as a chain of layers, by running it once and watching what each layer takes and gives.

Axes of what passes: n batch, then c features, or c channels and h/w rows/columns.
"""

import copy
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Link(NamedTuple):
    """One layer of a chain, by its name in the model, and the shapes (without n) that it takes and gives."""

    name: str
    layer: nn.Module
    shape_in: tuple[int, ...]
    shape_out: tuple[int, ...]


def chain(model: nn.Module, input_shape: tuple[int, ...]) -> list[Link]:
    """List the layers of a model in the order in which they run, each fed by the one before.

    Works for a torch.nn.Sequential and for any module whose forward does no more than that, flattening included (x.flatten(1) is listed
    as a Flatten). The layers are copies, in evaluation mode; input_shape has no batch axis. shape_in of a link is shape_out of the last.

    >>> for link in chain(nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(32, 5)), (1, 6, 6)):
    ...     print(link.name, link.layer.__class__.__name__, link.shape_in, link.shape_out)
    0 Conv2d (1, 6, 6) (2, 4, 4)
    1 Flatten (2, 4, 4) (32,)
    2 Linear (32,) (5,)

    Raises ValueError if the model does not take input_shape, if it branches, or if something between two layers is no layer.
    """
    model = copy.deepcopy(model).eval()
    like = next(model.parameters(), torch.zeros(()))
    with torch.random.fork_rng([like.device] if like.is_cuda else []):  # the caller's random numbers stay
        x = torch.rand(1, *input_shape, dtype=like.dtype, device=like.device)
    links, last = [], ["the input", x, x._version]  # what the next layer must be fed, untouched since

    def before(name, layer, given):
        if len(given) != 1 or not isinstance(given[0], Tensor):
            raise _NotAChain(f"layer {name!r} ({_kind(layer)}) takes {len(given)} inputs, or one that is no tensor")
        _join(links, last, given[0], f"layer {name!r} ({_kind(layer)})")
        links.append(Link(name, layer, tuple(given[0].shape[1:]), ()))

    def after(name, layer, out):
        if not isinstance(out, Tensor):
            raise _NotAChain(f"layer {name!r} ({_kind(layer)}) gives a {_kind(out)}, no tensor")
        links[-1] = links[-1]._replace(shape_out=tuple(out.shape[1:]))
        last[:] = f"layer {name!r} ({_kind(layer)})", out, out._version

    leaves = [(name, layer) for name, layer in model.named_modules() if not any(layer.children())]
    hooks = [layer.register_forward_pre_hook(lambda layer, given, name=name: before(name, layer, given)) for name, layer in leaves]
    hooks += [layer.register_forward_hook(lambda layer, _, out, name=name: after(name, layer, out)) for name, layer in leaves]
    try:
        with torch.no_grad():
            out = model(x)
        _join(links, last, out, "the output")
    except _NotAChain as error:
        raise ValueError(f"{_kind(model)} is no chain of layers: {error}") from None
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        raise ValueError(f"{_kind(model)} does not take an input of shape {tuple(input_shape)}: {error}") from error
    finally:
        for hook in hooks:
            hook.remove()
    return links


class _NotAChain(Exception):
    """The model does something that a list of layers cannot say."""


def _join(links, last, given, where):
    """Check that `given` is what the last layer gave; append a Flatten if it is that, flattened."""
    before, out, version = last
    if isinstance(given, Tensor) and out._version == version:
        if given is out:
            return
        whole = out if out._base is None else out._base
        if out.ndim > 2 and given._base is whole and given.shape == out.flatten(1).shape:
            links.append(Link("flatten", nn.Flatten(), tuple(out.shape[1:]), tuple(given.shape[1:])))
            return
    raise _NotAChain(f"between {before} and {where} the model does something that is no layer")


def _kind(thing):
    return type(thing).__name__
