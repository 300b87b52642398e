"""The page's normalisation against torch's layers: every norm, train and eval, several batches, a batch of one; words against Python's."""

import itertools
import re

import pytest
import torch
import torch.nn.functional as F
from javascript import run, source
from torch import nn

from helpers.explorers import normalization_torch as layers
from helpers.explorers import normalization_words as say
from helpers.explorers.traits import ESM

SHAPES = [(3, 4, 2, 3), (2, 6, 1, 1), (1, 3, 2, 2), (1, 1, 1, 1), (4, 2, 3, 1), (2, 1, 1, 2)]
HISTORIES = [[], [[0, 0, 0]], [[0, 0, 0], [1, 0, 0], [2, 1, 0], [4, 0, 1], [5, 1, 1]]]
PAGE = """
  const batch = c.batches[c.batch % c.batches.length];
  const x = cropped(batch, c.batch_of_one, c.one_pixel);
  const shape = shapeOf(x);
  const why = normRefusal(shape, c);
  const running = runningStatistics(c.batches, c.seen, c.momentum);
  if (why) return { why, running };
  const all = [];
  eachCell(x, (cell) => all.push({
    cell, shared: sharedCells(x, c.norm, c.groups, cell), lines: workedLines(x, c, running, cell), words: sharingWords(shape, c, cell),
    steps: runningLines(c, running, cell[1], c.momentum),
  }));
  return { why, running, output: normalise(x, c, running), all, line: normLine(shape, c, shapeOf(batch), "x"), mode: modeWords(c) };
"""


def module() -> str:
    own = "".join((ESM / f"normalization_{part}.js").read_text(encoding="utf-8") for part in ("arithmetic", "words"))
    return source() + re.sub(r"^import [^;]*;\n", "", own, flags=re.MULTILINE)


def cases():
    """Every norm in both modes on every shape, whole and cropped; eps, momentum, batch, history and numbers of groups in turn."""
    # No number here ends in exactly half a unit of the fourth decimal: Python and JavaScript round those to different sides.
    settings = itertools.product(SHAPES, layers.NORMS, (True, False), (False, True), (False, True), HISTORIES)
    found = []
    for i, (shape, norm, training, one, pixel, seen) in enumerate(settings):
        generator = torch.Generator().manual_seed(i)
        numbers = torch.randint(-30, 40, (3, *shape), generator=generator, dtype=torch.float64)
        batches = numbers / 10 if i % 2 else (numbers / 7).round()
        for groups in range(1, shape[1] + 1) if norm == "group" else [2]:
            more = dict(eps=(1e-5, 0.1, 1.0, 2.5e-7)[i % 4], momentum=(0.1, 0.7, 1.0, 0.3, 0.0)[i % 5], batch=i % 5, seen=seen)
            found.append(dict(batches=batches, norm=norm, groups=groups, training=training, batch_of_one=one, one_pixel=pixel) | more)
    return found


def settings_of(case) -> layers.Settings:
    return layers.Settings(**{name: case[name] for name in layers.Settings._fields})


def shown(case, number: int, one: bool, pixel: bool) -> torch.Tensor:
    x = case["batches"][number % 3]
    x = x[:1] if one else x
    return x[:, :, :1, :1] if pixel else x


def trained(case) -> nn.BatchNorm2d:
    """torch's batch norm after the batches of the case's history; one it refuses leaves it as it was."""
    layer = nn.BatchNorm2d(case["batches"].shape[2], eps=case["eps"], momentum=case["momentum"], dtype=torch.float64)
    for number, one, pixel in case["seen"]:
        x = shown(case, number, one, pixel)
        if x.numel() == x.shape[1]:
            with pytest.raises(ValueError, match="Expected more than 1 value"):
                layer(x)
        else:
            layer(x)
    return layer


def by_torch(case, x: torch.Tensor) -> torch.Tensor:
    """The layer a reader would write, in the case's mode. Raises what torch raises."""
    _, c, h, w = x.shape
    eps, kind = case["eps"], dict(dtype=torch.float64)
    if case["norm"] == "batch":
        return trained(case).train(case["training"])(x)
    if case["norm"] == "layer_channels":
        return nn.LayerNorm(c, eps=eps, **kind)(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
    make = {
        "layer": lambda: nn.LayerNorm([c, h, w], eps=eps, **kind),
        "instance": lambda: nn.InstanceNorm2d(c, eps=eps),
        "group": lambda: nn.GroupNorm(case["groups"], c, eps=eps, **kind),
        "rms": lambda: nn.RMSNorm([c, h, w], eps=eps, **kind),
    }
    return make[case["norm"]]().train(case["training"])(x)


def compare(found, answers):
    done = refused = 0
    for case, answer in zip(found, answers, strict=True):
        layer = trained(case)
        for key, right in (("mean", layer.running_mean), ("variance", layer.running_var)):
            torch.testing.assert_close(torch.tensor(answer["running"][key], dtype=torch.float64), right, rtol=1e-12, atol=1e-12)
        x = shown(case, case["batch"], case["batch_of_one"], case["one_pixel"])
        try:
            right = by_torch(case, x).detach()
        except ValueError as error:
            assert answer["why"] == re.sub(r"torch\.Size\((.*?)\)", r"\1", str(error)), case
            refused += 1
            continue
        assert answer["why"] == "", case
        torch.testing.assert_close(torch.tensor(answer["output"], dtype=torch.float64), right, rtol=1e-7, atol=1e-9)
        for cell in answer["all"]:
            mask = torch.zeros(x.shape, dtype=torch.bool)
            mask[tuple(torch.tensor(cell["shared"]).T)] = True
            place = tuple(cell["cell"])
            assert mask[place] and len(cell["shared"]) == mask.sum() == int(cell_count(case, x.shape))
            if (case["norm"] == "batch" and not case["training"]) or sum(place) % 3:
                continue
            mean = 0 if case["norm"] == "rms" else x[mask].mean()
            own = (x[place] - mean) / ((x[mask] - mean).square().mean() + case["eps"]).sqrt()
            torch.testing.assert_close(own, right[place], rtol=1e-7, atol=1e-9)
        done += 1
    return done, refused


def cell_count(case, shape):
    n, c, h, w = shape
    counts = {"batch": n * h * w, "instance": h * w, "layer_channels": c, "group": c // case["groups"] * h * w}
    return counts.get(case["norm"], c * h * w)


def to_json(case):
    return case | {"batches": case["batches"].tolist()}


@pytest.fixture(scope="module")
def answered():
    found = cases()
    return found, run(PAGE, [to_json(case) for case in found], module())


def test_the_page_computes_what_torchs_layers_compute_and_refuses_in_their_words(answered):
    done, refused = compare(*answered)
    assert done > 600 and refused > 150, (done, refused)


def test_page_and_python_use_the_same_words(answered):
    for case, answer in zip(*answered, strict=True):
        settings, x = settings_of(case), shown(case, case["batch"], case["batch_of_one"], case["one_pixel"])
        assert answer["why"] == layers.refusal(x.shape, settings)
        if answer["why"]:
            continue
        running = layers.running_statistics(case["batches"], case["seen"], case["momentum"])
        assert running.count == answer["running"]["count"]
        assert answer["line"] == layers.norm_line(x.shape, settings, case["batches"].shape[1:])
        assert answer["mode"] == say.mode_words(settings)
        for cell in answer["all"]:
            assert cell["lines"] == say.worked_lines(x, settings, running, cell["cell"]), case
            assert cell["words"] == say.sharing_words(x.shape, settings, cell["cell"])
            assert cell["steps"] == say.running_lines(settings, running, cell["cell"][1])


def test_the_line_to_copy_computes_the_output(answered):
    for case, answer in zip(*answered, strict=True):
        if answer["why"]:
            continue
        running = trained(case)
        names = dict(nn=nn, F=F, x=case["batches"][case["batch"] % 3], running_mean=running.running_mean, running_var=running.running_var)
        line = re.sub(r"(nn\.\w+\([^()]*)\)\(", r"\1).double()(", answer["line"])
        output = eval(line, names).detach()
        torch.testing.assert_close(output, torch.tensor(answer["output"], dtype=torch.float64), rtol=1e-7, atol=1e-9)


def test_python_computes_what_torchs_layers_compute():
    for case in cases()[::5]:
        x = shown(case, case["batch"], case["batch_of_one"], case["one_pixel"])
        if not layers.refusal(x.shape, settings_of(case)):
            running = layers.running_statistics(case["batches"], case["seen"], case["momentum"])
            output = layers.torch_output(x, settings_of(case), running)
            torch.testing.assert_close(output, by_torch(case, x).detach(), rtol=1e-7, atol=1e-9)


def test_worked_lines_come_to_what_they_say(answered):
    exact = 0
    for case, answer in zip(*answered, strict=True):
        if answer["why"] or case["eps"] < 1e-3:
            continue
        for cell in answer["all"]:
            number = cell["lines"][3].split(" ")[-1]
            top, root = re.fullmatch(r"output\[.*?\] = (.*) / (\S+) [=≈] \S+", cell["lines"][3]).groups()
            worked = eval(top.replace("−", "-")) / float(root)
            assert abs(worked - float(number.replace("−", "-"))) < 2e-3 * max(1, abs(worked)), cell["lines"]
            for line in cell["lines"][:2]:
                if " = " in line and "…" not in line and "/" in line:
                    python = line.split(" = ")[1].split(" ≈ ")[0].replace("−", "-").replace("²", "**2")
                    last = float(re.split(" [=≈] ", line)[-1].replace("−", "-"))
                    assert abs(eval(python) - last) < (1e-9 if "≈" not in line else 2e-3 * max(1, abs(last))), line
                    exact += "≈" not in line
    assert exact > 100


def test_a_float_is_written_as_python_prints_it():
    numbers = [1e-5, 0.001, 0.1, 1.0, 2.5e-7, 0.25, 0.0001, 3.0, 1e-12, 0.30000000000000004]
    assert run("return pythonFloat(c)", numbers, module()) == [repr(n) for n in numbers]


def test_each_shown_batch_counts_once_in_training_mode():
    state = dict(training=True, seen=[], batch=0, batch_of_one=False, one_pixel=False)
    steps = [
        ({}, [[0, 0, 0]]),
        ({}, [[0, 0, 0]]),
        ({"batch": 1}, [[0, 0, 0], [1, 0, 0]]),
        ({"batch_of_one": True}, [[0, 0, 0], [1, 1, 0]]),
        ({"training": False, "batch": 2}, [[0, 0, 0], [1, 1, 0]]),
        ({"training": True, "one_pixel": True}, [[0, 0, 0], [1, 1, 0], [2, 1, 1]]),
    ]
    for change, seen in steps:
        state |= change
        state["seen"] = run("return seenNow(c)", [state], module())[0]
        assert state["seen"] == seen


MUTANTS = {
    "batch norm per example": ('if (norm === "batch") return `${c}`', 'if (norm === "batch") return `${n},${c}`'),
    "instance norm over channels": ("return `${n},${c}`;", "return `${n}`;"),
    "groups interleaved": ("Math.floor((c * groups) / channels)", "c % groups"),
    "layer norm per pixel": ('norm === "layer_channels" ?', 'norm !== "rms" ?'),
    "unbiased to normalise": (
        "squaresAround(set.values, set.mean) / set.values.length",
        "squaresAround(set.values, set.mean) / (set.values.length - 1)",
    ),
    "biased running variance": ("(set.variance * size) / (size - 1)", "set.variance"),
    "momentum the other way": ("(1 - momentum) * old + momentum * sets[c].mean", "momentum * old + (1 - momentum) * sets[c].mean"),
    "eps outside the root": ("/ Math.sqrt(set.variance + eps)", "/ (Math.sqrt(set.variance) + eps)"),
    "rms subtracts the mean": ('norm === "rms" ? 0 : meanOf', "meanOf"),
    "eval takes the batch": (
        'const remembered = norm === "batch" && !training;\n          const set',
        "const remembered = false;\n          const set",
    ),
    "running variance from 0": ("new Array(channels).fill(1)", "new Array(channels).fill(0)"),
    "refused batch counts": ("if (size === 1) continue;", "if (size === 0) continue;"),
    "instance refuses in training only": ('if (norm === "instance" && h * w === 1)', 'if (norm === "instance" && training && h * w === 1)'),
    "last example of the batch": ("batch.slice(0, 1)", "batch.slice(-1)"),
    "sequence ends": ("batches[number % batches.length]", "batches[Math.min(number, batches.length - 1)]"),
}


@pytest.mark.parametrize("name", [None, *MUTANTS])
def test_the_comparison_sees_each_mutant(name):
    found = [case for case in cases() if case["batches"].shape[1:] in (SHAPES[0], SHAPES[3])][::3]
    old, new = MUTANTS.get(name, ("", ""))
    assert old in module()

    def go():
        return compare(found, run(PAGE, [to_json(case) for case in found], module().replace(old, new) if name else module()))

    if name is None:
        go()
    else:
        with pytest.raises((AssertionError, TypeError, ValueError, RuntimeError)):
            go()
