"""Several values returned together, such as (mean, var): each is compared, shown and named by itself, not as rows of one block."""

from helpers.check.values import Value

ORDER = ("first", "second", "third", "fourth", "fifth", "sixth")


def is_group(right: Value | None) -> bool:
    """A tuple of two to six values. (A list of numbers is one answer.)"""
    return right is not None and right.kind == "sequence" and right.type == "tuple" and 2 <= len(right.items) <= len(ORDER)


def parts(got: Value | None, count: int) -> list[Value] | None:
    """The `count` values of an answer: of a tuple or a list, or the rows of a tensor. None if there are not so many."""
    if got is not None and got.kind == "sequence":
        return got.items if len(got.items) == count else None
    if got is None or got.kind not in ("tensor", "array") or not got.shape or got.shape[0] != count or got.flat is None:
        return None
    size = len(got.flat) // count
    return [got._replace(shape=got.shape[1:], flat=got.flat[i * size : (i + 1) * size]) for i in range(count)]


def label(position: int, count: int, names: tuple[str, ...] = ()) -> str:
    return names[position] if len(names) == count else f"the {ORDER[position]} of the {count} values you return"


def together(names: tuple[str, ...]) -> str:
    return f": ({', '.join(names)})" if names else ""
