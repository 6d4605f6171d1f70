import orjson
import pytest
import zstandard

import analyzers
from service import answers
from service.store.packing import pack, pack_json, unpack, unpack_json
from tests.service.logs import DIVERGING

ANSWERS = [
    {},
    {"verdict": "healthy", "runs": [{"findings": [], "headline": "Überall ✓"}]},
    {"values": [None, 0.1, 1e300] * 99_999},
]
LOGS = [b"", b"epoch 1: loss = 2.3\n", bytes(range(256)) * 5_000]


@pytest.mark.parametrize("answer", ANSWERS, ids=["nothing", "words", "numbers"])
def test_json_comes_back_as_it_was(answer: object) -> None:
    assert unpack_json(pack_json(answer)) == answer


@pytest.mark.parametrize("log", LOGS, ids=["nothing", "a line", "any bytes"])
def test_bytes_come_back_as_they_were(log: bytes) -> None:
    assert unpack(pack(log)) == log


@pytest.mark.parametrize("log", LOGS, ids=["nothing", "a line", "any bytes"])
def test_what_was_packed_without_a_dictionary_is_unpacked_too(log: bytes) -> None:
    assert unpack(zstandard.compress(log)) == log


def test_what_was_packed_with_the_first_dictionary_is_unpacked_for_ever() -> None:
    """Bytes that a row may hold: this test fails where the file of the dictionary was changed."""
    packed = "28b52ffd23a80bc45039dd0000587b546c6f6f6b73202e227d04fce65638e8f417ba710ee85e0d06"
    assert unpack_json(bytes.fromhex(packed)) == {"verdict": "healthy", "headline": "The run looks healthy."}


def test_an_answer_takes_less_than_half_of_what_it_would_without_a_dictionary() -> None:
    told = answers.answer(analyzers.diagnose(DIVERGING), "id", {})
    assert len(pack_json(told)) < len(zstandard.compress(orjson.dumps(told))) / 2
