"""One seeded training loop, its history, seeds and threads. Tensors in, numbers out; `figures.curves(**history.curves())` draws them."""

from helpers.training.evaluation import classification_error, evaluate
from helpers.training.history import History
from helpers.training.loop import cosine, fit, sgd
from helpers.training.pairs import batches
from helpers.training.seeds import one_thread, seed_everything, threads

__all__ = ["History", "batches", "classification_error", "cosine", "evaluate", "fit", "one_thread", "seed_everything", "sgd", "threads"]
