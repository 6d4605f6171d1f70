"""What users say beside a log: spelled as they like, and said so where we do not know it."""

import pytest

import analyzers
from analyzers.run import ContextValue

LOG = b"epoch 1 loss 2.3\nepoch 2 loss 2.1\nepoch 3 loss 1.9\n"


@pytest.mark.parametrize(
    ("said", "meant"),
    [("Adam", "adam"), ("torch.optim.SGD", "sgd"), ("tf.train.AdamOptimizer", "adam"), ("adamw_torch", "adamw")],
)
def test_an_optimizer_is_known_by_any_of_its_names(said: str, meant: str) -> None:
    told = {"optimizer": ContextValue(said, "query")}
    reading = analyzers.read(LOG, "", told)
    assert reading.runs[0].context["optimizer"] == ContextValue(meant, "query")
    assert reading.notes == ()
    curves = analyzers.diagnose_metrics({"loss": [2.3, 2.1, 1.9]}, told)
    assert curves.runs[0].run.known("optimizer") == meant


def test_an_unknown_optimizer_is_kept_and_said_to_be_unknown() -> None:
    reading = analyzers.read(LOG, "", {"optimizer": ContextValue("foo", "query")})
    assert reading.runs[0].known("optimizer") == "foo"
    assert reading.notes == ("foo (query) is no optimizer that we know: rates are judged as where none is told.",)
