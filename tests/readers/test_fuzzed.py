"""Inputs that a search led by coverage kept (`make fuzz`), and values at the edges, through readers and rules."""

from contextlib import suppress
from itertools import product

import pytest

import analyzers
from analyzers import configs
from analyzers.errors import AnalyzerError
from analyzers.reader import Upload
from analyzers.readers import READERS
from bench.fuzz_corpus import kept


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.id)
def test_every_input_that_was_kept_is_read_or_refused_with_words(reader: analyzers.readers.Reader) -> None:
    claimed = 0
    for data in kept():
        with suppress(AnalyzerError):
            if reader.sniff(Upload(data)):
                claimed += 1
                reading = reader.read(Upload(data))
                assert 0 <= reading.used <= reading.lines, data
    assert claimed, f"nothing in bench/fuzz.tar.xz is for {reader.id}: run make fuzz with --keep"


def test_every_network_in_them_is_described_or_left_alone() -> None:
    described = 0
    for data in kept():
        configs.findings(data)
        described += configs.described(data) is not None
    assert described > 20


EDGES = ("nan", "inf", "-inf", "0", "1e308", "-1e308", "5e-324")


@pytest.mark.parametrize("edge", EDGES)
def test_curves_of_values_at_the_edge_are_judged(edge: str) -> None:
    names = ("acc: {}", "loss: {}", "val_loss: {} loss: {}", "loss: 0.5 acc: {}", "acc: 0.5 val_acc: {}", "reward: {}")
    for name, first, count in product(names, (edge, "0.5"), (1, 3, 30)):
        lines = [f"step {n} {name.replace('{}', edge if n else first)}\n" for n in range(count)]
        with suppress(AnalyzerError):
            assert analyzers.diagnose("".join(lines).encode()).verdict
