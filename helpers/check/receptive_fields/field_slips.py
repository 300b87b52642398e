"""Wrong answers to exercise 7.1 that run: what becomes of the size when its line, or its first value, slips."""


def four_names(layers):
    size, jump = 1, 1
    for kernel_size, stride, padding, dilation in layers:
        size, jump = size + dilation * (kernel_size - 1) * jump - padding, jump * stride
    return size, jump


def two_names(layers):
    size, jump = 1, 1
    for kernel_size, stride in layers:
        size, jump = size + (kernel_size - 1) * jump, jump * stride
    return size, jump


def replaced(layers, more=0):
    """size = ... in place of size += ...; `more`: a + 1 at its end."""
    size, jump = 1, 1
    for kernel_size, stride, dilation in layers:
        size = dilation * (kernel_size - 1) * jump + more
        jump *= stride
    return size, jump


def multiplied(layers):
    size, jump = 1, 1
    for kernel_size, stride, dilation in layers:
        size *= dilation * (kernel_size - 1) * jump
        jump *= stride
    return size, jump


def dilations_multiplied(layers):
    size, jump, apart = 1, 1, 1
    for kernel_size, stride, dilation in layers:
        apart *= dilation
        size += apart * (kernel_size - 1) * jump
        jump *= stride
    return size, jump


def last_jump_for_all(layers):
    """Two loops: the jump first, to its end, and then the size."""
    size, jump = 1, 1
    for _, stride, _ in layers:
        jump *= stride
    for kernel_size, _, dilation in layers:
        size += dilation * (kernel_size - 1) * jump
    return size, jump


def growing_by_stride(layers):
    """The line for the way from the top down, from the input up."""
    size, jump = 1, 1
    for kernel_size, stride, dilation in layers:
        size = (size - 1) * stride + dilation * (kernel_size - 1) + 1
        jump *= stride
    return size, jump
