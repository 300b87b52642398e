"""Mutants of helpers/models/fully_convolutional.py: each is one small mistake that its tests must see."""

TESTS = ["models/test_fully_convolutional.py"]
MUTANTS = [
    ("if len(input_shape) != 3:", "if False:"),
    ("map_shape = link.shape_in if len(link.shape_in) == 3 else map_shape", "map_shape = tuple(input_shape)"),
    ("steps if dense else None", "(1, 1) if dense else None"),
    ("steps if dense else None", "steps"),
    ("keep_padding, steps", "True, steps"),
    ("steps = times(steps, stride)", "steps = stride"),
    ("map_shape = (*link.shape_out, 1, 1)", "pass"),
    ("if len(link.shape_out) == 1 and map_shape[1:] != (1, 1):", "if False:"),
    ("tuple(input_shape[1:]), (1, 1) if dense else steps", "tuple(input_shape[1:]), steps"),
    ("tuple(input_shape[1:]), (1, 1) if dense", "tuple(input_shape[:2]), (1, 1) if dense"),
    ("net.train(model.training)", "net.eval()"),
    ("net.train(model.training)", "net.train()"),
    ("pointwise, dense=True)", "(), dense=True)"),
    ("pointwise, dense=False)", "(), dense=False)"),
]
