"""The graph that folding reads: torch.fx's trace with every layer as one node, and who uses what.

Reed et al., torch.fx, arXiv:2112.08429.
"""

import inspect
import operator

from torch import fx, nn

CHECKS = {"add_shortcut", "check_input"}  # functions of reference layers that branch on a shape, only to refuse it; known by name
OF_SHAPES = {getattr, operator.getitem, operator.ne}


class LayersAsLeaves(fx.Tracer):
    """Every module without modules inside is one node; the shape checks of reference layers pass."""

    def is_leaf_module(self, module: nn.Module, name: str) -> bool:
        return next(module.children(), None) is None

    def to_bool(self, obj: fx.Proxy) -> bool:
        asking = inspect.currentframe().f_back.f_back  # to_bool <- Proxy.__bool__ <- the function with the `if`
        return False if asking.f_code.co_name in CHECKS else super().to_bool(obj)


def graph_nodes(model: nn.Module) -> list[fx.Node]:
    """The nodes in the order of the forward pass, without those of the shape checks that passed.

    >>> [str(node.target) for node in graph_nodes(nn.Sequential(nn.Linear(2, 2), nn.ReLU()))]
    ['input', '0', '1', 'output']

    Raises ValueError if torch.fx cannot trace the model.
    """
    try:
        graph = LayersAsLeaves().trace(model)
    except Exception as error:  # fx raises many kinds
        raise ValueError(f"torch.fx cannot trace this model, so its batch norms cannot be folded: {error}") from None
    for node in reversed(graph.nodes):  # reversed: a node without users may free the one before it
        if node.op == "call_function" and node.target in OF_SHAPES and not node.users:
            graph.erase_node(node)
    return list(graph.nodes)


def uses_of(nodes: list[fx.Node], modules: dict[str, nn.Module]) -> dict[int, list[fx.Node]]:
    """By id, the nodes that call a module, and those that read a parameter past its module, as F.conv2d(x, self.conv.weight) does."""
    uses = {}
    for node in nodes:
        if node.op == "call_module":
            uses.setdefault(id(modules[node.target]), []).append(node)
        if node.op == "get_attr":
            owner, _, name = node.target.rpartition(".")
            uses.setdefault(id(getattr(modules[owner], name)), []).append(node)
    return uses
