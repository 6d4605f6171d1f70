import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli import main

HEALTHY = "\n".join(f"epoch {n} loss {0.1 + 2 * 0.7**n:.4f}" for n in range(1, 31))
DIVERGING = "\n".join(f"epoch {n} loss {3.5**n:.4f}" for n in range(1, 16))


@pytest.fixture
def healthy(tmp_path: Path) -> str:
    return _file(tmp_path / "healthy.log", HEALTHY)


@pytest.fixture
def diverging(tmp_path: Path) -> str:
    return _file(tmp_path / "diverging.log", DIVERGING)


def _file(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def test_a_healthy_log_passes_a_gate(healthy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", healthy]) == 0
    assert capsys.readouterr().out.startswith("Healthy")


def test_a_finding_fails_a_gate(diverging: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", diverging]) == 1
    assert "diverging" in capsys.readouterr().out


def test_the_worst_of_several_files_counts(healthy: str, diverging: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", healthy, diverging]) == 1
    assert f"== {diverging}" in capsys.readouterr().out


def test_a_bar_above_the_finding_lets_it_pass(tmp_path: Path) -> None:
    rising = [f"epoch {n} loss {2 / n:.4f} val_loss {0.5 + abs(n - 8) / 20:.4f}" for n in range(1, 31)]
    overfitting = _file(tmp_path / "log.txt", "\n".join(rising))
    assert main(["diagnose", overfitting]) == 1
    assert main(["diagnose", "--fail-on", "critical", overfitting]) == 0


def test_standard_input_is_read_and_json_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DIVERGING.encode())))
    assert main(["diagnose", "-", "--json", "--learning-rate", "0.01", "--optimizer", "sgd"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    answer = json.loads(line)
    assert answer["primary"] == {"run": 0, "code": "diverging"}
    assert answer["runs"][0]["context"]["learning_rate"] == {"value": 0.01, "source": "option --learning-rate"}


def test_numbers_that_are_not_finite_are_null_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["diagnose", "--json", _file(tmp_path / "log", DIVERGING + "\nepoch 16 loss nan")])
    answer = json.loads(capsys.readouterr().out)
    assert answer["runs"][0]["metrics"]["train/loss"]["last"] is None


def test_markdown_is_ready_to_paste(diverging: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["diagnose", "--markdown", diverging])
    assert capsys.readouterr().out.startswith("**Critical.**")


@pytest.mark.parametrize(
    "content",
    ["", "The weather is nice today."],
)
def test_what_cannot_be_read_is_said_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    assert main(["diagnose", _file(tmp_path / "log", content)]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.endswith(".\n") and str(tmp_path) in printed.err


def test_words_without_a_curve_cannot_be_judged_but_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diagnose", _file(tmp_path / "question", "My training loss explodes after some steps, why?")]) == 2
    assert "diverging" in capsys.readouterr().out


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", "no/such.log"]) == 2
    assert capsys.readouterr().err.startswith("no/such.log: No such file or directory.")


def test_a_wrong_option_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["diagnose", "x", "--fail-on", "never"])
    assert stopped.value.code == 2
    assert "--fail-on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "said"),
    [("overfitting", "What it means"), ("use_adam", "What it costs"), ("output_loss_mismatch", "What it means")],
)
def test_findings_and_remedies_are_explained(code: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code]) == 0
    assert said in capsys.readouterr().out


def test_an_unknown_code_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "gremlins"]) == 2
    assert "overfitting" in capsys.readouterr().err


def test_a_code_that_is_nearly_right_is_told_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "overfit"]) == 2
    assert "Did you mean overfitting?" in capsys.readouterr().err


def test_a_reader_that_has_enough_is_no_error() -> None:
    command = [sys.executable, "-c", "from service.cli import main; main(['explain', 'overfitting'])"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
