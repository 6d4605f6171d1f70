"""Numbers and codes of a diagnosis in words that people read."""

from analyzers.rule import Evidence

TITLES = {"healthy": "Healthy", "warning": "Warning", "critical": "Critical", "unknown": "Cannot be judged"}


def number(value: float | None, digits: int = 6) -> str:
    """A number in up to `digits` digits; "not finite" for None.

    >>> number(0.0069314718), number(13164500484096.0), number(None)
    ('0.00693147', '1.31645e+13', 'not finite')
    """
    return "not finite" if value is None else f"{value:.{digits}g}"


def words(code: str) -> str:
    """A code in words.

    >>> words("learning_rate_too_high")
    'learning rate too high'
    """
    return code.replace("_", " ")


def evidence(name: str, found: Evidence) -> str:
    """One measured number in four digits: its name, value, unit and what it means."""
    unit = "" if found.unit in ("ratio", "share", "times", "") or found.unit in name else f" {found.unit}"
    note = f" ({found.note})" if found.note else ""
    return f"{words(name)} {number(found.value, 4)}{unit}{note}"


def certainty(share: float) -> str:
    """A confidence in words and per cent.

    >>> certainty(0.97), certainty(0.6)
    ('97 % sure', '60 % sure')
    """
    return f"{100 * share:.0f} % sure"
