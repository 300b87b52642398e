"""The two marks that a hint may hold, `code` and *stress*: as HTML tags, and as plain text without asterisks and backticks."""

import html
import re

CODE = re.compile(r"`([^`\n]+)`")
STRESS = re.compile(r"(?<![\w*)\]])\*([^\W\d_](?:[\w ’-]*\w)?)\*(?![\w*(\[])")  # k1[p] * k2[q] and 2 * a * b are none


def as_html(text: str) -> str:
    """Escaped, with <code> and <em>."""
    parts = CODE.split(text)  # every second part is code
    return "".join(
        f"<code>{html.escape(part)}</code>" if i % 2 else STRESS.sub(r"<em>\1</em>", html.escape(part)) for i, part in enumerate(parts)
    )


def as_text(text: str) -> str:
    """`x` is written ‘x’; stress goes."""
    return "".join(f"‘{part}’" if i % 2 else STRESS.sub(r"\1", part) for i, part in enumerate(CODE.split(text)))
