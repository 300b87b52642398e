"""The base of explorers whose page computes from a few plain settings: settings checked together, refusals in words, repr, picture."""

import threading
from typing import Any

import anywidget
import traitlets as t

from helpers.explorers.traits import ESM, SettingError


class PageWidget(anywidget.AnyWidget):
    """A subclass names its settings, says why some are impossible, and what it shows without a page."""

    _css = "".join((ESM / name).read_text(encoding="utf-8") for name in ("explorers.css", "segmentation.css"))
    _settings_of: tuple[str, ...] = ()
    _made = _from_page = False
    _lock = threading.RLock()  # widget messages run on a thread of their own: a cell and a message take turns

    def _why_not(self, values: dict[str, Any]) -> str:
        """The refusal of these settings in words, or an empty text."""
        raise NotImplementedError

    def _lines(self) -> list[str]:
        """What the repr says of settings that are possible."""
        raise NotImplementedError

    def _svg(self) -> str:
        """The static picture of settings that are possible."""
        raise NotImplementedError

    # ---- settings ----
    def __setattr__(self, name: str, value: Any) -> None:
        with self._lock:
            if name in self._settings_of and self._made and not self._from_page:
                self.set(**{name: value})
            else:
                super().__setattr__(name, value)

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._settings_of}

    def set(self, **settings: Any) -> None:
        """Change several settings at once; they are checked together.

        Raises ValueError, and changes nothing, if they do not go together.
        """
        if unknown := sorted(set(settings) - set(self._settings_of)):
            raise SettingError(f"unknown settings: {', '.join(unknown)}; known: {', '.join(self._settings_of)}")
        with self._lock:
            try:
                changed = {name: self.traits()[name]._validate(self, value) for name, value in settings.items()}
            except t.TraitError as error:
                raise SettingError(str(error)) from None
            if why := self._why_not(self._values() | changed):
                raise SettingError(why)
            self._from_page = True
            try:
                with self.hold_sync(), self.hold_trait_notifications():  # one message to the page
                    for name, value in changed.items():
                        setattr(self, name, value)
            finally:
                self._from_page = False
            self._made = True

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """State that comes from the page: kept as it is, the page has checked it and shows any refusal."""
        with self._lock:
            self._from_page = True
            try:
                super().set_state(sync_data)
            finally:
                self._from_page = False

    @property
    def refusal(self) -> str:
        """Why the present settings are impossible, in words; empty when they are possible."""
        return self._why_not(self._values())

    def _possible(self) -> None:
        if why := self.refusal:
            raise SettingError(why)

    # ---- what it shows without a page ----
    def __repr__(self) -> str:
        name = type(self).__name__
        return f"{name}: refused: {why}" if (why := self.refusal) else f"{name}: " + "\n".join(self._lines())

    def _repr_svg_(self) -> str | None:
        return None if self.refusal else self._svg()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = repr(self)
        if svg := self._repr_svg_():
            data["image/svg+xml"] = svg
        return data, metadata
