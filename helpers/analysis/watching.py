"""Run any torch model once and leave no trace: modes, buffers and gradients are as before.

Axes: n batch, c channels, then the image's axes, whatever their number.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel


def example_input(model: nn.Module, input_size: tuple[int, ...], batch: int = 1) -> Tensor:
    """Zeros of size (batch, *input_size) on the device and in the dtype of the model's first floating-point parameter.

    >>> example_input(nn.Conv2d(3, 8, 3, device="meta"), (3, 4, 5)).shape
    torch.Size([1, 3, 4, 5])

    Raises ValueError if input_size is not whole numbers of at least 1.
    """
    if isinstance(input_size, int) or not all(isinstance(size, int) and size >= 1 for size in input_size) or not input_size:
        raise ValueError(f"input_size is one example's shape without the batch, such as (3, 32, 32); got {input_size!r}")
    tensors = (t for t in (*model.parameters(), *model.buffers()) if t.is_floating_point())
    like = next(tensors, torch.empty(0))
    return torch.zeros(batch, *input_size, dtype=like.dtype, device=like.device)


@contextmanager
def eval_mode(model: nn.Module) -> Iterator[None]:
    """Put every module in eval mode, afterwards each back in its own mode."""
    modes = {module: module.training for module in model.modules()}
    for module in modes:
        module.training = False
    try:
        yield
    finally:
        for module, training in modes.items():
            module.training = training


@contextmanager
def plain_attention() -> Iterator[None]:
    """Let attention compute in single operations: nn.MultiheadAttention in eval mode and F.scaled_dot_product_attention too."""
    enabled = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with sdpa_kernel(SDPBackend.MATH):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(enabled)


@contextmanager
def kept_buffers(model: nn.Module, always: bool = True) -> Iterator[None]:
    """Put every buffer back afterwards, or only after an exception: a forward pass in train mode moves the running statistics."""
    buffers = {name: buffer.clone() for name, buffer in model.named_buffers()}
    back = True
    try:
        yield
        back = always
    finally:
        with torch.no_grad():
            for name, buffer in model.named_buffers() if back else ():
                buffer.copy_(buffers[name])


def kept_generator(x: Tensor) -> AbstractContextManager[None]:
    """Put torch's random generators back afterwards, that of x's device too: dropout draws from them."""
    return torch.random.fork_rng(devices=[x.device] if x.is_cuda else [])


@contextmanager
def hooked(model: nn.Module, after: Callable, before: Callable | None = None) -> Iterator[None]:
    """Call after(name, module, inputs, output) whenever a module has run, and before(name, module, inputs) ahead of it.

    To `before`, inputs given by keyword come after the others.
    """
    handles = []
    for name, module in model.named_modules():
        handles.append(module.register_forward_hook(lambda m, inputs, output, name=name: after(name, m, inputs, output)))
        if before is not None:
            start = lambda m, inputs, keywords, name=name: before(name, m, (*inputs, *keywords.values()))  # noqa: E731
            handles.append(module.register_forward_pre_hook(start, with_kwargs=True))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def call_name(name: str, module: nn.Module, earlier: list[str]) -> str:
    """The row's name of one call: the module's name, its class for the model itself, with (2), (3), … from the second call on.

    >>> call_name("relu", nn.ReLU(), ["conv1", "relu"])
    'relu (2)'
    """
    name = name or type(module).__name__
    calls = 1 + sum(other.partition(" (")[0] == name for other in earlier)
    return name if calls == 1 else f"{name} ({calls})"


def is_leaf(module: nn.Module) -> bool:
    """Whether a module is one layer: it has no modules inside."""
    return next(module.children(), None) is None


def first_tensor(output: object) -> Tensor | None:
    """The tensor that a module gave back; the first one of a tuple, list or dict."""
    while not isinstance(output, Tensor):
        if isinstance(output, dict):
            output = list(output.values())
        if not isinstance(output, tuple | list) or not output:
            return None
        output = output[0]
    return output


def find_module(model: nn.Module, name: str) -> nn.Module:
    """Look a module up by its name, such as "layer4.0.conv1"; "" is the model itself.

    A module that stands in several places has several names.

    Raises ValueError with the names of the layers if there is none.
    """
    modules = dict(model.named_modules(remove_duplicate=False))
    if name not in modules:
        names = [key for key in modules if key]
        some = ", ".join(names[:12]) + (f", … ({len(names)} in all)" if len(names) > 12 else "")
        raise ValueError(f"the model has no module {name!r}; it has: {some or 'none'}")
    return modules[name]


def output_of(model: nn.Module, x: Tensor, layer: str | None = None, call: Callable | None = None) -> Tensor:
    """Run the model (or `call`, which runs it in another way) on x; give what `layer` put out, by default the model's own output.

    Raises ValueError if the layer is unknown, was not called, or gives no tensor.
    """
    call, caught = call or model, []
    if layer is None:
        output = first_tensor(call(x))
    else:
        # A clone: the next layer may be an in-place ReLU.
        handle = find_module(model, layer).register_forward_hook(lambda m, inputs, y: caught.append(_cloned(y)) or caught[-1][1])
        try:
            call(x)
        finally:
            handle.remove()
        if not caught:
            raise ValueError(f"the model did not call its module {layer!r}")
        output = caught[-1][0]
    if output is None:
        raise ValueError(f"{'the model' if layer is None else f'module {layer!r}'} gives no tensor")
    return output


def _cloned(output: object) -> tuple[Tensor | None, object]:
    """The tensor to keep, and what goes on to the next layer: a clone of it, where it is a bare tensor."""
    kept = first_tensor(output)
    return kept, kept.clone() if isinstance(output, Tensor) else output
