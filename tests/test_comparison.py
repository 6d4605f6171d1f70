"""Two runs in one upload: what one learned at is why the other did not."""

from analyzers import diagnose

LEARNS = "".join(f"epoch {epoch} loss {2.3 * 0.8**epoch:.4f}\n" for epoch in range(1, 16))
STUCK = "".join(f"epoch {epoch} loss {2.3026 + 0.004 * (-1) ** epoch:.4f} acc 0.1000\n" for epoch in range(1, 16))


def text(one: str, other: str) -> bytes:
    return f"Run A, lr={one}:\n{LEARNS}\nRun B, lr={other}:\n{STUCK}".encode()


def test_the_rate_is_the_cause_where_the_other_run_learned_at_a_lower_one() -> None:
    told = diagnose(text("0.001", "0.1"))
    stuck = told.runs[1]
    assert stuck.findings[0].code == "stuck_at_chance"
    assert stuck.findings[0].causes[0].code == "learning_rate_too_high"
    assert stuck.findings[0].causes[0].why == f"{told.runs[0].run.name} learned at 0.001, this one did not at 0.1"
    assert stuck.suggestions[0].action == "lower_learning_rate"


def test_so_it_is_where_the_other_run_learned_at_a_higher_one() -> None:
    (cause, *_) = diagnose(text("0.1", "0.00001")).runs[1].findings[0].causes
    assert cause.code == "learning_rate_too_low"


def test_equal_rates_tell_nothing() -> None:
    causes = diagnose(text("0.01", "0.01")).runs[1].findings[0].causes
    assert not any("learned at" in cause.why for cause in causes)


def test_a_run_of_another_program_tells_nothing() -> None:
    other = text("0.001", "0.1").decode().replace(" loss ", " cost ", 15)
    causes = diagnose(other.encode()).runs[-1].findings[0].causes
    assert not any("learned at" in cause.why for cause in causes)
