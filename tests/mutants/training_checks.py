"""Mutants of helpers/training/checks.py: each is one small mistake that its tests must see."""

TESTS = ["test_training.py"]
MUTANTS = [
    ("isinstance(data, Iterator) or not", "not"),
    ("isinstance(data, Iterator) or not isinstance(data, Iterable)", "isinstance(data, Iterator)"),
    ("_length(data) == 0:", "False:"),
    ("            next(batches(data, 1))\n", "            pass\n"),
    ("                check_pair(batch, data)\n", "                pass\n"),
    ("-(-len(data[0]) // batch_size)", "len(data[0]) // batch_size"),
    ("if count is None:", "if False:"),
    ("except (RuntimeError, AssertionError, TypeError) as error:", "except ZeroDivisionError as error:"),
    ("    if not callable(optimizer):", "    if False:"),
    ("if not any(parameter.requires_grad for", "if not any(True for"),
    ("% batch_size != (batch_size > 1)", "% batch_size != 0"),
    ("% batch_size != (batch_size > 1)", "% batch_size == 0"),
    ("if not is_pair(data) or len", "if len"),
    ("copy.deepcopy(model).train()(", "model.train()("),
    ("copy.deepcopy(model).train()(", "copy.deepcopy(model)("),
    ('torch.random.fork_rng([device] if device.type == "cuda" else [])', "torch.no_grad()"),
]
