"""Mutants of helpers/analysis/fold_graph.py: each is one small mistake that its tests must see."""

TESTS = ["analysis/test_fold.py"]
MUTANTS = [
    ('return next(module.children(), None) is None', 'return super().is_leaf_module(module, name)'),
    ('asking.f_code.co_name in CHECKS', 'False'),
    ('asking.f_code.co_name in CHECKS', 'True'),
    ('            graph.erase_node(node)', '            pass'),
    ('in reversed(graph.nodes)', 'in graph.nodes'),
    ('        if node.op == "get_attr":', '        if False:'),
]  # fmt: skip
