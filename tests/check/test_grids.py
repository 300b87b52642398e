"""How the numbers of a case look: dust is 0, a network is listed by its layers."""

import pytest
import torch
from torch import nn

from helpers.check.engine import Case, FunctionExercise
from helpers.check.grids import END, MARK
from helpers.check.layers import layer_lines, layer_text


def shown(oracle, answer, *args):
    return repr(FunctionExercise("1", "Look", oracle, [Case("one", args)], []).judge(answer))


def test_what_is_tiny_beside_the_largest_number_is_zero():
    text = shown(lambda x: torch.tensor([-5.551e-17, 2.0]), lambda x: torch.tensor([3.0, 4e-9]), torch.ones(2))
    assert "e-" not in text and "0  2" in text and "3  0" in text and "at [0]: 3, should be 0" in text


def test_small_numbers_of_equal_size_stay():
    text = shown(lambda x: torch.tensor([1e-5, 3e-5]), lambda x: torch.tensor([2e-5, 3e-5]), torch.ones(2))
    assert "1e-05  3e-05" in text and "2e-05, should be 1e-05" in text
    assert "you get 1; it should be 0" in shown(lambda n: -5.551e-17, lambda n: 1.0, 3)
    assert "you get 5e-10; it should be 0.25" in shown(lambda n: 0.25, lambda n: 5e-10, 3)


def test_a_small_tensor_of_several_planes_is_shown_with_their_places():
    x = torch.arange(12.0).view(2, 1, 2, 3)
    lines = shown(lambda x: 2 * x, lambda x: 2 * x + (x == 8), x).splitlines()
    grids = [" ".join(line.split()) for line in lines[1:6]]
    assert grids[0] == "x 2×1×2×3 should be 2×1×2×3 yours 2×1×2×3"
    assert grids[1:3] == ["[0, 0] 0 1 2 → [0, 0] 0 2 4 [0, 0] 0 2 4", "3 4 5 6 8 10 6 8 10"]
    assert grids[3:] == ["[1, 0] 6 7 8 [1, 0] 12 14 16 [1, 0] 12 14 17", "9 10 11 18 20 22 18 20 22"]
    assert "0  1" not in shown(lambda x: 2 * x, lambda x: 3 * x, torch.arange(20.0).view(2, 5, 2))


def test_the_worst_number_of_several_planes_is_marked():
    x = torch.arange(8.0).view(2, 2, 1, 2)
    verdict = FunctionExercise("1", "Look", lambda x: x + 1, [Case("one", (x,))], []).judge(lambda x: x + 1 + (x == 6))
    assert MARK + "8" + END in "".join(verdict.grids) and "".join(verdict.grids).count(MARK) == 1


def test_the_note_of_a_case_stands_under_its_numbers():
    case = Case("a map", (torch.zeros(3, 12, 12),), note=("classes:", "..c <b>"))
    exercise = FunctionExercise("1", "Look", lambda x: x.sum(), [case], [])
    verdict = exercise.judge(lambda x: x.sum() + 1)
    assert repr(verdict).splitlines()[3:6] == ["    classes:", "    ..c <b>", "  you get 1; it should be 0"]
    assert "classes:\n..c &lt;b&gt;</pre>" in verdict._repr_html_()
    assert verdict.grids[2:] == exercise.judge(lambda x: 1 / 0).grids[2:]  # where the code stops, too


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (nn.Conv2d(1, 1, 3, stride=2), "Conv2d(1, 1, 3, stride=2)"),
        (nn.Conv2d(2, 4, (3, 5), padding=(0, 1), bias=False), "Conv2d(2, 4, (3, 5), padding=(0, 1), bias=False)"),
        (nn.Conv1d(1, 1, 3, dilation=2, padding="same"), "Conv1d(1, 1, 3, padding='same', dilation=2)"),
        (nn.AvgPool1d(2), "AvgPool1d(2, stride=2)"),
        (nn.MaxPool2d(2), "MaxPool2d(2, stride=2)"),
        (nn.Linear(96, 3), "Linear(96, 3)"),
        (nn.BatchNorm2d(4), "BatchNorm2d(4)"),
        (nn.ConvTranspose2d(4, 2, 2, 2), "ConvTranspose2d(4, 2, 2, stride=2)"),
        (nn.ReLU(), "ReLU()"),
        (nn.Flatten(), "Flatten()"),
    ],
)
def test_a_layer_is_written_short(layer, text):
    assert layer_text(layer) == text


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU())
        self.head = nn.Conv2d(2, 1, 1)


def test_a_network_is_listed_by_its_layers():
    assert layer_lines(nn.Sequential(nn.Conv1d(1, 1, 3), nn.Sequential(nn.ReLU()))) == ["Conv1d(1, 1, 3)", "ReLU()"]
    assert layer_lines(Own()) == ["down: Conv2d(1, 2, 3), ReLU()", "head: Conv2d(2, 1, 1)"]
    assert layer_lines(nn.ReLU()) == ["ReLU()"]
    long = layer_lines(nn.Sequential(*[nn.ReLU()] * 3, *[nn.Conv2d(1, 1, 1) for _ in range(9)]))
    assert len(long) == 8 and long[-1] == "…"


def test_a_network_among_the_arguments_is_shown():
    net = nn.Sequential(nn.Conv1d(1, 1, 3, stride=2), nn.ReLU())
    lines = shown(lambda net, n: n, lambda net, n: n + 1, net, 3).splitlines()
    assert "net  Sequential" in lines[1] and "Conv1d(1, 1, 3, stride=2)" in lines[2] and "ReLU()" in lines[3]
    assert "yours" in lines[1]
    assert "your result is a Sequential" in shown(lambda n: torch.ones(2), lambda n: net, 3)
