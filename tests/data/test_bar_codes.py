"""EAN-13: digits to bars and back, the check digit, and pictures whose bars can be read from their corners."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from made import check_pictures, check_prefix, check_refused, check_seed

from helpers.data import ean13_check_digit, ean13_decode, ean13_encode, make_bar_codes

REAL = ["4006381333931", "9780201379624", "5901234123457", "0036000291452", "8711253001202"]


def text(modules):
    return "".join(str(int(module)) for module in modules)


@pytest.mark.parametrize("code", REAL)
def test_check_digits_of_printed_codes(code):
    assert ean13_check_digit(code[:12]) == int(code[12])
    assert torch.equal(ean13_encode(code), ean13_encode(code[:12]))


def test_the_bars_of_a_printed_code():
    """5901234123457, written out module by module."""
    left = "0001011" + "0100111" + "0110011" + "0010011" + "0111101" + "0011101"  # 9 A, 0 B, 1 B, 2 A, 3 A, 4 B
    right = "1100110" + "1101100" + "1000010" + "1011100" + "1001110" + "1000100"  # 1 2 3 4 5 7
    modules = ean13_encode("5901234123457")
    assert text(modules) == "101" + left + "01010" + right + "101" and modules.dtype == torch.int64


def test_the_first_digit_is_in_the_parities_of_the_left_half():
    """Odd (L) and even (G) codes of the left half, as the standard lists them for the first digits 0 to 9."""
    listed = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"]
    for first, wanted in enumerate(listed):
        left = ean13_encode(f"{first}12345678901")[3:45].view(6, 7)
        assert "".join("L" if count % 2 else "G" for count in left.sum(dim=1).tolist()) == wanted


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789", min_size=12, max_size=12))
def test_round_trip_in_both_directions(twelve):
    code = twelve + str(ean13_check_digit(twelve))
    modules = ean13_encode(twelve)
    assert modules.shape == (95,) and ean13_decode(modules) == code
    assert ean13_decode(modules.flip(0)) == code
    assert ean13_decode(modules.float() * 0.8) == code


@settings(max_examples=30, deadline=None)
@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(twelve, place, step):
    code = twelve + str(ean13_check_digit(twelve))
    wrong = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]
    check_refused(lambda: ean13_encode(wrong), f"the check digit of {wrong} must be")


def test_what_cannot_be_read_is_named():
    good = ean13_encode("5901234123457")

    def changed(start, bits):
        modules = good.clone()
        modules[start : start + len(bits)] = torch.tensor([int(bit) for bit in bits])
        return modules

    check_refused(lambda: ean13_decode(good[:94]), r"an EAN-13 code has 95 modules, got shape \(94,\)")
    check_refused(lambda: ean13_decode(good[None]), r"got shape \(1, 95\)")
    check_refused(lambda: ean13_decode(changed(0, "111")), "the guards must be 101, 01010 and 101, got 111, 01010 and 101")
    check_refused(lambda: ean13_decode(changed(45, "01110")), "got 101, 01110 and 101")
    check_refused(lambda: ean13_decode(changed(94, "0")), "got 101, 01010 and 100")
    check_refused(lambda: ean13_decode(changed(50, "1111111")), "no digit has the modules 1111111")
    check_refused(lambda: ean13_decode(changed(10, "0001101")), "no first digit has the parities AABAAB")
    check_refused(lambda: ean13_decode(changed(50, "1101100")), "the check digit of 5901234223457 must be 4, got 7")
    for call in (ean13_check_digit, ean13_encode):
        check_refused(lambda call=call: call("12345"), "a code here is 1[23] digits from 0 to 9, got '12345'")
        check_refused(lambda call=call: call("12345678901x"), "digits from 0 to 9, got '12345678901x")
    check_refused(lambda: ean13_check_digit("１２３４５６７８９０１２"), "digits from 0 to 9")


def test_shapes_and_range():
    images, digits, angles, corners = make_bar_codes(3)
    check_pictures(images, 3, 1, 320, 320)
    assert digits.shape == (3, 13) and digits.dtype == torch.int64
    assert angles.shape == (3,) and corners.shape == (3, 4, 2) and angles.dtype == corners.dtype == torch.float32
    assert make_bar_codes(1, size=400).images.shape == (1, 1, 400, 400)


def test_seed_and_prefix():
    check_seed(make_bar_codes, 1)
    check_prefix(make_bar_codes, 1, 2)


def test_codes_are_valid_and_of_every_digit():
    digits = make_bar_codes(30, noise=0).digits
    for row in digits.tolist():
        assert ean13_check_digit("".join(map(str, row[:12]))) == row[12]
    assert digits[:, :12].flatten().bincount(minlength=10).min() > 15


def read(image, corners, where=0.5):
    """The 95 modules along one line across the bars, by bilinear sampling at their middles."""
    start, end = (torch.lerp(corners[a], corners[b], where) for a, b in ((0, 3), (1, 2)))
    places = torch.lerp(start, end, ((torch.arange(95) + 0.5) / 95)[:, None])  # 95 row/column
    grid = (places + 0.5) / image.shape[-1] * 2 - 1
    values = torch.nn.functional.grid_sample(image[None], grid.flip(1)[None, None], align_corners=False).flatten()
    return 0.5 + 0.5 * (0.5 - values).sign()


@pytest.mark.parametrize("turn", [0, 20, 180])
@pytest.mark.parametrize("where", [0.15, 0.5, 0.85])
def test_the_picture_can_be_read_between_its_corners(turn, where):
    images, digits, _, corners = make_bar_codes(6, seed=5, turn=turn, noise=0.03)
    for image, row, corner in zip(images, digits, corners, strict=True):
        assert ean13_decode(read(image, corner, where)) == text(row)


def test_angles_turn_counter_clockwise_as_the_corners_say():
    for turn in (20, 180):
        _, _, angles, corners = make_bar_codes(20, noise=0, turn=turn)
        along = corners[:, 1] - corners[:, 0]
        torch.testing.assert_close(torch.rad2deg(torch.atan2(-along[:, 0], along[:, 1])), angles, atol=0.01, rtol=0)
        assert 0.8 * turn < angles.abs().max() <= turn and angles.min() < 0 < angles.max()


def test_paper_is_white_beside_the_bars_and_the_ground_is_not():
    images, _, _, corners = make_bar_codes(4, noise=0, turn=0)
    for image, corner in zip(images[:, 0], corners, strict=True):
        top, left = corner[0].round().long().tolist()
        bottom, right = corner[2].round().long().tolist()
        assert (image[top + 2 : bottom - 2, left - 20 : left - 2] > 0.9).all() and (
            image[top + 2 : bottom - 2, right + 2 : right + 12] > 0.9
        ).all()
        assert image[:60].mean() < 0.6
        assert abs((bottom - top) / (right - left) - 36 / 95) < 0.02


def test_noise():
    plain, noisy = make_bar_codes(1, noise=0).images, make_bar_codes(1, noise=0.1).images
    inside = (noisy > 0) & (noisy < 1) & (plain > 0.3) & (plain < 0.7)
    assert (noisy - plain)[inside].std().item() == pytest.approx(0.1, abs=0.005)


@pytest.mark.parametrize(
    "kwargs, words",
    [
        ({"n": 0}, "n must be at least 1, got 0"),
        ({"size": 200}, "size must be at least 290, got 200"),
        ({"turn": -1}, "turn must be at least 0, got -1"),
        ({"noise": -1}, "noise must be at least 0, got -1"),
        ({"noise": float("nan")}, "noise must be at least 0, got nan"),
    ],
)
def test_bad_input(kwargs, words):
    check_refused(lambda: make_bar_codes(**{"n": 1} | kwargs), words)
