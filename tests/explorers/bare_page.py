"""An explorer in a bare HTML page: its module, its styles, and a stand-in for the anywidget model. For tests and for looking."""

import json

STAND_IN = """
const state = %(state)s, heard = {};
window.model = {
  get: (name) => state[name],
  set(name, value) { state[name] = value; (heard[name] ?? []).slice().forEach((f) => f()); },
  save_changes() { window.saves = (window.saves ?? 0) + 1; },
  on(event, f) { (heard[event.slice(7)] ??= []).push(f); },
  off(event, f) { heard[event.slice(7)] = (heard[event.slice(7)] ?? []).filter((g) => g !== f); },
};
const module = await import(URL.createObjectURL(new Blob([%(esm)s], { type: "text/javascript" })));
window.end = module.default.render({ model, el: document.getElementById("here") });
window.ready = true;
"""


def bare_page(explorer) -> str:
    state = {}
    for name, trait in explorer.traits(sync=True).items():
        if name in explorer.keys and name not in ("layout", "_esm", "_css"):
            value = getattr(explorer, name)
            state[name] = trait.metadata["to_json"](value, explorer) if "to_json" in trait.metadata else value
    state = {name: value for name, value in state.items() if _plain(value)}
    script = (STAND_IN % {"state": json.dumps(state), "esm": json.dumps(explorer._esm)}).replace("</", "<\\/")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bare</title><style>{explorer._css}</style></head>'
        f'<body style="margin:8px"><main id="here"></main><script type="module">{script}</script></body></html>'
    )


def _plain(value: object) -> bool:
    try:
        json.dumps(value)
    except TypeError:
        return False
    return True
