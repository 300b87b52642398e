"""Lists of blocks for exercise 13.5: the right one, and ways to get it wrong."""


def planned(depth, widths, *, count=None, first_stride=1, later_stride=1, stride=2, keep_in=False, own_in=False, reverse=False, last=False):
    """The list, with something wrong in it."""
    n = (depth - 2) // (2 * len(widths)) if count is None else count
    blocks, c_in = [], widths[0]
    for stage, c_out in enumerate(widths):
        before = c_in
        for i in range(n):
            special = i == (n - 1 if last else 0)
            s = (stride if stage else first_stride) if special else (later_stride if stage else 1)
            c = before if keep_in else c_out if own_in else c_in
            blocks.append((c_out, c, s) if reverse else (c, c_out, s))
            c_in = c_out
        c_in = c_out
    return blocks


def stride_by_index(depth, widths):
    """The number of a stage is looked up by its width: the first stage that is so wide."""
    return [(c_in, c_out, 1 if widths.index(c_out) == 0 else s) for c_in, c_out, s in planned(depth, widths)]


def stage_by_index(depth, widths):
    """The same, and c_in is read from the stage before that one."""
    n, blocks = (depth - 2) // (2 * len(widths)), []
    for c_out in widths:
        stage = widths.index(c_out)
        blocks += [(widths[max(stage - 1, 0)], c_out, 2 if stage else 1)] + [(c_out, c_out, 1)] * (n - 1)
    return blocks


def none_of_append(depth, widths):
    blocks = []
    for c_in, c_out, stride in planned(depth, widths):
        blocks = blocks.append((c_in, c_out, stride))
    return blocks


def none_of_extend(depth, widths):
    blocks, c_in, n = [], widths[0], (depth - 2) // (2 * len(widths))
    for stage, c_out in enumerate(widths):
        blocks = blocks.extend([(c_in, c_out, 2 if stage else 1)] + [(c_out, c_out, 1)] * (n - 1))
        c_in = c_out
    return blocks
