"""Fold batch norm into its neighbour: at test time it is a fixed gain and shift of each channel, which a convolution can take over.

Ioffe & Szegedy, Batch Normalization, arXiv:1502.03167, section 3.1.
Axes: c_out c_in kernel… of a weight.
"""

import copy
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, fx, nn

from helpers.analysis.fold_graph import graph_nodes, uses_of

CONVOLUTIONS = {"Conv1d", "Conv2d", "Conv3d"}
TRANSPOSED = {"ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"}
LAYERS = CONVOLUTIONS | TRANSPOSED | {"Linear"}
NORMS = {"BatchNorm1d", "BatchNorm2d", "BatchNorm3d"}  # by name: reference layers of that name fold too


class Fold(NamedTuple):
    """What becomes of one batch norm: the layer it goes into, whether that layer runs before it, or the reason why it has to stay."""

    norm: str
    into: str | None
    layer_first: bool
    reason: str


def gain_and_shift(norm: nn.Module) -> tuple[Float[Tensor, " c"], Float[Tensor, " c"]]:
    """Write batch norm at test time as y = gain*x + shift for each channel.

    gain = weight / sqrt(running_var + eps), shift = bias - gain*running_mean; torch.nn.BatchNorm's buffers.

    >>> gain, shift = gain_and_shift(nn.BatchNorm1d(2, eps=0.0))
    >>> gain.tolist(), shift.tolist()
    ([1.0, 1.0], [0.0, 0.0])

    Raises ValueError if the norm keeps no running statistics.
    """
    if norm.running_var is None:
        raise ValueError("batch norm keeps no running statistics (track_running_stats=False): its gain differs from batch to batch")
    gain = torch.rsqrt(norm.running_var + norm.eps)
    if norm.weight is not None:
        gain = gain * norm.weight
    shift = -gain * norm.running_mean
    return gain.detach(), (shift if norm.bias is None else shift + norm.bias).detach()


def fold_plan(model: nn.Module) -> list[Fold]:
    """Say of every batch norm into which layer it can be folded, or why it cannot.

    Into the layer before it (convolution, transposed convolution, linear on (n, features)) if nothing stands between; else into a
    convolution or linear layer after it, which fails where zero padding would have to carry the shift. The order is the forward pass's.
    The plan knows layers, not shapes: a linear layer and BatchNorm1d belong together on (n, features) only. On (n, c, features) the norm
    goes over c and the fold would be wrong, unseen: compare the outputs.

    >>> fold_plan(nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)))
    [Fold(norm='1', into='0', layer_first=True, reason='')]

    Raises ValueError if torch.fx cannot trace the model (its forward branches on values).
    """
    nodes, modules = graph_nodes(model), dict(model.named_modules(remove_duplicate=False))
    calls = [node for node in nodes if node.op == "call_module"]
    uses = uses_of(nodes, modules)
    plan = []
    for node in calls:
        if type(modules[node.target]).__name__ in NORMS and node is uses[id(modules[node.target])][0]:
            plan.append(_place(node, modules, uses))
    return plan


def _place(node: fx.Node, modules: dict, uses: dict) -> Fold:
    """Try the layer before, then the layer after; the reason is that of the first attempt that found a layer."""
    name, norm = node.target, modules[node.target]
    if norm.running_var is None:
        return Fold(name, None, True, "it keeps no running statistics")
    if len(uses[id(norm)]) > 1:
        return Fold(name, None, True, f"it is called {len(uses[id(norm)])} times")
    if any(id(p) in uses for p in (*norm.parameters(), *norm.buffers())):
        return Fold(name, None, True, "its gain, shift or statistics are also used elsewhere")
    if _hooks(norm):
        return Fold(name, None, True, "it has a hook, which would be lost")
    if set(node.kwargs) - {"input"}:
        return Fold(name, None, True, f"it is called with the keyword {next(iter(node.kwargs))}, which Identity does not know")
    before, after = node.all_input_nodes[0], next(iter(node.users), None)
    reasons = []
    if _takes_norms(before, modules):
        if len(before.users) > 1:
            reasons.append(f"the output of {before.target} is also used elsewhere")
        elif _unfit(before, modules, uses, norm, "puts out"):
            reasons.append(_unfit(before, modules, uses, norm, "puts out"))
        else:
            return Fold(name, before.target, True, "")
    if _takes_norms(after, modules):
        if len(node.users) > 1:
            reasons.append("its own output is also used elsewhere")
        elif _unfit(after, modules, uses, norm, "reads"):
            reasons.append(_unfit(after, modules, uses, norm, "reads"))
        elif _loses_shift(modules[after.target]) and gain_and_shift(norm)[1].count_nonzero():
            reasons.append(f"{after.target} reads zeros beyond the edge, where the shift is missing: only a shift of 0 folds into it")
        else:
            return Fold(name, after.target, False, "")
    neighbours = f"{_called(before)} comes before it and {_called(after)} after it"
    return Fold(name, None, True, reasons[0] if reasons else f"no convolution or linear layer touches it, {neighbours}")


def _takes_norms(node: fx.Node | None, modules: dict) -> bool:
    return isinstance(node, fx.Node) and node.op == "call_module" and type(modules[node.target]).__name__ in LAYERS


def _unfit(node: fx.Node, modules: dict, uses: dict, norm: nn.Module, does: str) -> str:
    """Why the layer cannot take the norm, or "": called twice, its weight used elsewhere, another axis, a hook."""
    layer = modules[node.target]
    kind, norm_kind = type(layer).__name__, type(norm).__name__
    owners = {id(module) for module in modules.values() if getattr(module, "weight", None) is layer.weight}
    if len(uses[id(layer)]) > 1 or len(owners) > 1 or any(id(p) in uses for p in layer.parameters()):
        return f"{node.target} or its weight is used more than once"
    if norm_kind[-2:] != ("1d" if kind == "Linear" else kind[-2:]):
        return f"{norm_kind} normalises another axis than that which the {kind} {node.target} {does}"
    return f"{node.target} has a hook, which would see other numbers" if _hooks(layer) else ""


def _hooks(module: nn.Module) -> bool:
    return bool(module._forward_hooks or module._forward_pre_hooks)


def _loses_shift(layer: nn.Module) -> bool:
    """Whether some outputs of the layer see fewer taps of the kernel than others: zero padding, or a transposed convolution's edge."""
    if type(layer).__name__ in TRANSPOSED:
        return True
    padding = getattr(layer, "padding", 0)
    if getattr(layer, "padding_mode", "zeros") != "zeros" or padding == "valid":
        return False
    if padding == "same":
        return any(k > 1 for k in layer.kernel_size)
    return any(p > 0 for p in ([padding] if isinstance(padding, int) else padding))


def _called(node: fx.Node | None) -> str:
    return "nothing" if node is None else f"the {node.op}" if node.op in ("placeholder", "output") else str(node.name)


def fold_batch_norm(model: nn.Module, strict: bool = True) -> nn.Module:
    """Give a copy of the model in eval mode with the same outputs, each batch norm folded into its neighbour and replaced by Identity.

    Same values as model.eval() in exact arithmetic; the model itself stays as it is. strict=False folds what can be folded.
    Layer first: weight' = gain*weight, bias' = gain*bias + shift. Norm first: weight' = weight*gain, bias' = bias + weight·shift.

    >>> model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)).eval()
    >>> x = torch.randn(4, 2)
    >>> print(fold_batch_norm(model)), torch.allclose(fold_batch_norm(model)(x), model(x))
    Sequential(
      (0): Linear(in_features=2, out_features=3, bias=True)
      (1): Identity()
    )
    (None, True)

    Raises ValueError with the first batch norm that cannot be folded and the reason, or if there is none at all.
    Source: arXiv:1502.03167.
    """
    plan = fold_plan(model)
    if not plan:
        raise ValueError("the model has no batch norm that is called")
    stuck = [fold for fold in plan if fold.into is None]
    if stuck and strict:
        raise ValueError(f"batch norm {stuck[0].norm!r} cannot be folded: {stuck[0].reason}")
    folded = copy.deepcopy(model).eval()
    with torch.no_grad():
        for fold in plan:
            if fold.into is not None:
                _fold(folded.get_submodule(fold.norm), folded.get_submodule(fold.into), fold.layer_first)
                parent, _, child = fold.norm.rpartition(".")
                setattr(folded.get_submodule(parent), child, nn.Identity())
    return folded


def _fold(norm: nn.Module, layer: nn.Module, layer_first: bool) -> None:
    """Change the weight and bias of `layer` so that it does the work of `norm` too; a layer without bias gets one."""
    gain, shift = gain_and_shift(norm)
    weight, groups = layer.weight, getattr(layer, "groups", 1)
    transposed = type(layer).__name__ in TRANSPOSED
    # One row for each group: (g, c_out/g, c_in/g, kernel); a transposed weight has c_in first.
    grouped = weight.reshape(groups, weight.shape[0] // groups, weight.shape[1], -1)
    if transposed:
        grouped = grouped.transpose(1, 2)
    bias = weight.new_zeros(grouped.shape[:2].numel()) if layer.bias is None else layer.bias
    by_group = [values.view(groups, -1) for values in (gain, shift)]
    if layer_first:
        grouped, bias = grouped * by_group[0][:, :, None, None], bias * gain + shift
    else:
        bias = bias + torch.einsum("goik,gi->go", grouped, by_group[1]).flatten()
        grouped = grouped * by_group[0][:, None, :, None]
    if transposed:
        grouped = grouped.transpose(1, 2)
    weight.copy_(grouped.reshape(weight.shape))
    layer.bias = nn.Parameter(bias.clone(), requires_grad=weight.requires_grad)
