"""Mutants of helpers/models/chain.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_chain.py", "models/test_fully_convolutional.py"]
MUTANTS = [
    ("copy.deepcopy(model).eval()", "model.eval()"),
    ("copy.deepcopy(model).eval()", "copy.deepcopy(model)"),
    ("dtype=like.dtype, device=like.device", "dtype=like.dtype"),
    ("with torch.random.fork_rng([like.device] if like.is_cuda else []):", "if True:"),
    ("len(given) != 1 or not", "not"),
    ("tuple(given[0].shape[1:]), ())", "tuple(given[0].shape), ())"),
    ("_replace(shape_out=tuple(out.shape[1:]))", "_replace(shape_out=tuple(out.shape))"),
    ("if not isinstance(out, Tensor):", "if False:"),
    ('_join(links, last, out, "the output")', "pass"),
    ("out._version == version:", "True:"),
    ("if given is out:", "if given is out or given.shape == out.shape:"),
    ("given._base is whole and given.shape == out.flatten(1).shape", "given.shape == out.flatten(1).shape"),
    ("given._base is whole and given.shape == out.flatten(1).shape", "given._base is whole"),
    ("whole = out if out._base is None else out._base", "whole = out"),
    ("if not any(layer.children())", ""),
    ("hook.remove()", "pass"),
]
