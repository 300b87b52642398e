"""The exercise checks: one file a notebook, which declares exercises only, and the engine that judges them."""
