"""Bytes to text."""

import pytest

from analyzers.text import decode

TEXT = "Epoch 1, perte d’entraînement: 0,5 损失"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_recognised_by_its_mark_or_by_being_valid(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised_by_its_zeros(encoding: str) -> None:
    assert decode("Epoch 1, loss: 0.5\n".encode(encoding)) == "Epoch 1, loss: 0.5\n"


def test_other_bytes_are_read_as_windows_text() -> None:
    assert decode("précision: 0,5 – bien".encode("cp1252")) == "précision: 0,5 – bien"


def test_one_odd_line_does_not_spoil_the_others() -> None:
    assert "loss 0.5 损失" in decode("loss 0.5 损失\n".encode() + b"caf\xe9\n")


@pytest.mark.parametrize("data", [b"", b"\xff", b"\xff\xfe\x00", b"\x81\x8d\x8f"])
def test_nothing_raises(data: bytes) -> None:
    assert isinstance(decode(data), str)


def test_chinese_consoles_are_read() -> None:
    assert decode("训练损失: 0.5\n".encode("gbk")) == "训练损失: 0.5\n"
