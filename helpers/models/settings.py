"""Settings that no network has: no stage at all, a choice that the builder makes itself."""


def one_a_stage(widths: tuple[int, ...], **counts: tuple[int, ...]) -> None:
    """Refuse widths that name no stage, and other lists of another length.

    >>> one_a_stage((4,), blocks=(1, 2))
    Traceback (most recent call last):
    ValueError: blocks and widths need one number for each stage, got 2: (1, 2) and 1: (4,)

    Raises ValueError.
    """
    for name, numbers in counts.items():
        if len(numbers) != len(widths):
            both = f"{len(numbers)}: {numbers} and {len(widths)}: {widths}"
            raise ValueError(f"{name} and widths need one number for each stage, got {both}")
    if not widths:
        raise ValueError("widths needs one number for each stage, got none")


def chosen_already(builder: str, settings: dict, *names: str) -> None:
    """Refuse settings that a builder fixes.

    >>> chosen_already("plain_cifar", {"skip": True}, "skip")
    Traceback (most recent call last):
    ValueError: plain_cifar chooses skip itself, got skip=True

    Raises ValueError.
    """
    for name in names:
        if name in settings:
            raise ValueError(f"{builder} chooses {name} itself, got {name}={settings[name]!r}")
