"""The exercise checks: one package a notebook, which declares exercises only, and the engine that judges them."""
