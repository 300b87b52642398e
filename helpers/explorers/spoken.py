"""What every explorer does with and without a page: it takes the page's state as it is, refuses in words, and has a repr and a picture."""

import threading
from typing import Any

import anywidget

from helpers.explorers.traits import refuse_unknown


class SpokenWidget(anywidget.AnyWidget):
    """A subclass names its settings, says why some are impossible, and what it says and draws of those that are possible."""

    _settings_of: tuple[str, ...] = ()
    _made = _from_page = False
    _lock = threading.RLock()  # JupyterLab's widget messages run on a thread of their own: a cell and a message take turns

    def __init__(self, **settings: Any) -> None:
        """Raises ValueError for a name that is no setting."""
        refuse_unknown((name for name in settings if not self.has_trait(name)), self._setting_names())
        super().__init__(**settings)

    def _setting_names(self) -> list[str]:
        """The settings of this explorer that Python may give."""
        ours = set(self.trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names())
        return sorted(name for name in ours if not name.startswith("_") and name != "limits")

    def _why_not(self, values: dict[str, Any]) -> str:
        """The refusal of these settings in words, or an empty text."""
        raise NotImplementedError

    def _said(self) -> list[str]:
        """The lines of the repr, for settings that are possible."""
        raise NotImplementedError

    def _svg(self) -> str:
        """The static picture of settings that are possible."""
        raise NotImplementedError

    def _heard(self) -> None:
        """Called when state from the page has been taken."""

    def __setattr__(self, name: str, value: Any) -> None:
        with self._lock:
            super().__setattr__(name, value)

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._settings_of}

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """State that comes from the page: kept as it is, the page has checked it and shows any refusal."""
        with self._lock:
            self._from_page = True
            try:
                super().set_state(sync_data)
                self._heard()
            finally:
                self._from_page = False

    @property
    def refusal(self) -> str:
        """Why the present settings are impossible, in words; empty when they are possible."""
        return self._why_not(self._values())

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"{name}: refused: {why}" if (why := self.refusal) else f"{name}: " + "\n".join(self._said())

    def _repr_svg_(self) -> str | None:
        return None if self.refusal else self._svg()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = repr(self)
        if svg := self._repr_svg_():
            data["image/svg+xml"] = svg
        return data, metadata
