"""Changes of how it is trained: optimizer, clipping, batches and epochs."""

from analyzers.experiments.change import Json, Known, put
from analyzers.remedies.clip_gradients import NORM
from analyzers.remedies.larger_batch import FACTOR
from analyzers.remedies.train_longer import TIMES
from analyzers.remedies.use_adam import RATE
from analyzers.remedy import Patch


def use_adam(document: Json, _: Known) -> Patch:
    kind = document["training"]["optimizer"]["name"]
    adam = {"name": "adam", "learning_rate": RATE}
    return () if kind in ("adam", "adamw", "nadam") else put("/training/optimizer", adam)


def clip_gradients(document: Json, _: Known) -> Patch:
    there = document["training"]["optimizer"].get("clip_norm")
    return () if there else put("/training/optimizer/clip_norm", NORM)


def train_longer(document: Json, _: Known) -> Patch:
    return put("/training/epochs", TIMES * document["training"]["epochs"])


def stop_earlier(document: Json, known: Known) -> Patch:
    """At the epoch of the lowest held-out loss."""
    held_out = known.replay.run.series.get("val/loss")
    if held_out is None or not len(held_out):
        return ()
    best = int(held_out.steps[held_out.values.argmin()])
    return put("/training/epochs", best) if best < document["training"]["epochs"] else ()


def larger_batch(document: Json, known: Known) -> Patch:
    batch = FACTOR * (document["training"]["batch_size"] or 0)
    return put("/training/batch_size", batch) if 0 < batch <= len(known.prepared.data.x) else ()
