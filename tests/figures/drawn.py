"""What every figure of a notebook must do."""


def check(name, draw, highest=700):
    """The figure of this name is a PNG that fits the page, says what it drew, and is the same bytes each time."""
    picture, again = draw(), draw()
    assert picture.png[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.png == again.png and repr(picture) == repr(again)
    assert repr(picture).startswith((f"Picture({name}: ", f"Picture({name} "))
    assert picture.width <= 720 and picture.height <= highest
