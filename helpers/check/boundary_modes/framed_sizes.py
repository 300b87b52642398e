"""Mistakes of exercise 2.4 in which one size stands where another belongs."""

from helpers.check.boundary_modes import framed_slips as slips
from helpers.check.engine import Mistake

SIZES = [
    Mistake(
        "result of the picture's size",
        "The result is made as large as x. It has a place for every stop of the kernel on the frame: h + 2p - kh + 1 rows and "
        "width + 2p - kw + 1 columns.",
        lambda x, w, p: slips.result_of_the_pictures_size(x, w, p, taps=True),
        also=(
            lambda x, w, p: slips.result_of_the_pictures_size(x, w, p, taps=False),
            lambda x, w, p: slips.result_of_the_pictures_size(x, w, p, taps=True, block=x.shape),
        ),
    ),
    Mistake(
        "block of the kernel's size",
        "One size stands where the other belongs. One cell of the kernel multiplies a block as large as the *output*, oh rows and ow "
        "columns: out += w[i, j] * frame[i : i + oh, j : j + ow].",
        lambda x, w, p: slips.taps(x, w, p, lambda i, j, frame, out: frame[i : i + w.shape[0], j : j + w.shape[1]]),
        line=r"^(?!.*sum)",
    ),
    Mistake(
        "block of another size",
        "The block that one cell of the kernel multiplies is as large as the *output*, neither as the picture nor as the rest of the "
        "frame: frame[i : i + oh, j : j + ow], where oh is h + 2p - kh + 1.",
        lambda x, w, p: slips.taps(x, w, p, lambda i, j, frame, out: frame[i : i + x.shape[0], j : j + x.shape[1]]),
        also=(lambda x, w, p: slips.taps(x, w, p, lambda i, j, frame, out: frame[i:, j:]),),
        line=r"^(?!.*sum)",
    ),
    Mistake(
        "window of the output's size",
        "One size stands where the other belongs. The window that meets the kernel is as large as the *kernel*: "
        "frame[i : i + kh, j : j + kw].",
        slips.window_of_the_output,
        line=r"sum|einsum",
    ),
    Mistake(
        "2p missing in the output's size",
        "The result has the size for a picture without a frame. The kernel slides over the frame: h + 2p - kh + 1 rows and "
        "width + 2p - kw + 1 columns.",
        lambda x, w, p: slips.loops(x, w, p, less=(2 * p, 2 * p)),
    ),
    Mistake(
        "+1 missing",
        "The result is one row and one column short: a window of kh rows has h + 2p - kh + 1 stops. Do not forget the + 1.",
        lambda x, w, p: slips.loops(x, w, p, less=(1, 1)),
    ),
    Mistake(
        "+1 missing for the rows",
        "The result is one row short: there are h + 2p - kh + 1 of them.",
        lambda x, w, p: slips.loops(x, w, p, less=(1, 0)),
    ),
    Mistake(
        "+1 missing for the columns",
        "The result is one column short: there are width + 2p - kw + 1 of them.",
        lambda x, w, p: slips.loops(x, w, p, less=(0, 1)),
    ),
    Mistake(
        "squeeze",
        "squeeze() drops every axis of size 1, here the result's own column as well. Take off the batch and the channel: [0, 0].",
        lambda x, w, p: slips.correlate(x, w, (p,) * 4).squeeze(),
    ),
    Mistake(
        "square kernel",
        "You take the kernel for square, or for 3×3. It has kh rows and kw columns: kh, kw = w.shape.",
        lambda x, w, p: slips.loops(x, w, p, kernel=(len(w), len(w))),
        also=(
            lambda x, w, p: slips.loops(x, w, p, kernel=(w.shape[1], w.shape[1])),
            lambda x, w, p: slips.loops(x, w, p, kernel=(3, 3)),
        ),
    ),
    Mistake(
        "kh and kw swapped in the slice",
        "kh and kw have swapped places in the slice: rows stand before the comma, frame[i : i + kh, j : j + kw].",
        slips.slice_swapped,
    ),
    Mistake(
        "kh and kw swapped",
        "kh and kw have swapped places: `w.shape` gives the rows first, so it is `kh, kw = w.shape`.",
        lambda x, w, p: slips.loops(x, w, p, kernel=w.shape[::-1]),
    ),
    Mistake(
        "h and width swapped",
        "h and width have swapped places: `x.shape` gives the rows first, so it is `h, width = x.shape`.",
        lambda x, w, p: slips.loops(x, w, p, picture=x.shape[::-1]),
    ),
    Mistake(
        "square picture",
        "You take the picture for square. It has h rows and width columns: h, width = x.shape.",
        lambda x, w, p: slips.loops(x, w, p, picture=(len(x), len(x))),
        also=(lambda x, w, p: slips.loops(x, w, p, picture=(x.shape[1], x.shape[1])),),
    ),
    Mistake(
        "rows and columns of the result swapped",
        "The result has its rows and columns swapped: it has h + 2p - kh + 1 rows, and each of them width + 2p - kw + 1 values.",
        lambda x, w, p: slips.loops(x, w, p, swap_out=True),
    ),
]
