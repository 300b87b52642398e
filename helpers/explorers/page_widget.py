"""The base of explorers whose page computes from a few plain settings, which are checked together."""

from typing import Any

import traitlets as t

from helpers.explorers.spoken import SpokenWidget
from helpers.explorers.traits import ESM, SettingError, refuse_unknown


class PageWidget(SpokenWidget):
    """A subclass names its settings, says why some are impossible, and what it shows without a page."""

    _css = "".join((ESM / name).read_text(encoding="utf-8") for name in ("explorers.css", "segmentation.css"))

    def __setattr__(self, name: str, value: Any) -> None:
        with self._lock:
            if name in self._settings_of and self._made and not self._from_page:
                self.set(**{name: value})
            else:
                super().__setattr__(name, value)

    def set(self, **settings: Any) -> None:
        """Change several settings at once; they are checked together.

        Raises ValueError, and changes nothing, if they do not go together.
        """
        refuse_unknown(settings, self._settings_of)
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

    def _possible(self) -> None:
        if why := self.refusal:
            raise SettingError(why)
