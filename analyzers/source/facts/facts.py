"""Everything that a text says about a training run: its code, its settings and its prose."""

from collections.abc import Iterator
from dataclasses import replace

from analyzers.source import names
from analyzers.source.facts import settings
from analyzers.source.facts.calls import Facts
from analyzers.source.facts.fact import Certainty, Fact
from analyzers.source.facts.kinds import distinct
from analyzers.source.python.blocks import Code, find_code
from analyzers.source.python.interpreter import Interpreter
from analyzers.source.python.values import Call, array

FEWEST_LABELS = 4  # of which all are 0 or 1: fewer may be numbers like others
HEAD_CHARACTERS = 128_000
TAIL_CHARACTERS = 16_000
COMMENT_REACH = 3  # lines after a statement within which a line with "#" is a comment of the code
_FRAMEWORKS = {mark: framework for framework, marks in names.FRAMEWORKS for mark in marks}


def facts(text: str | bytes) -> tuple[Fact, ...]:
    """All facts of a text, or of its UTF-8, in the order of its lines. Of a long one the head and the tail are read."""
    head, tail = _ends(text)
    found = [*_of(head), *_framework(head)]
    below = _of(tail) if tail else []
    if below:
        lines = text.count("\n") if isinstance(text, str) else text.count(b"\n")
        found += [_moved(fact, lines - tail.count("\n")) for fact in below]
    return tuple(sorted(found, key=lambda fact: fact.line))


def _ends(text: str | bytes) -> tuple[str, str]:
    """The head of a text, and whole lines of its tail, "" where the head is all."""
    if len(text) <= HEAD_CHARACTERS + TAIL_CHARACTERS:
        return _decoded(text), ""
    return _decoded(text[:HEAD_CHARACTERS]), _decoded(text[-TAIL_CHARACTERS:]).partition("\n")[2]


def _decoded(text: str | bytes) -> str:
    return text if isinstance(text, str) else text.decode(errors="replace")


def _of(text: str) -> list[Fact]:
    code = find_code(text)
    return [*_of_code(code, text), *_of_text(code, text)]


def _moved(fact: Fact, lines: int) -> Fact:
    source = fact.source.replace(f"line {fact.line}", f"line {fact.line + lines}")
    return replace(fact, source=source, line=fact.line + lines)


def _of_code(code: Code, text: str) -> Iterator[Fact]:
    if not code.statements:
        return
    program = Interpreter()
    program.run(statement.node for statement in code.statements)
    framework = next((fact.value for fact in _framework(text)), "")
    teller = Facts(str(framework))
    for call in program.calls:
        yield from teller.of(call)
        yield from _flag(call)
    for name, value, line, assumed in program.assigned:
        yield from _assignment(name, value, line, assumed)
        yield from _labels(name, value, line)


def _flag(call: Call) -> Iterator[Fact]:
    """A setting that a program defines for its command line, or sets by a method."""
    if call.last in ("add_argument", "add_option", "option", "Option"):
        yield from _option(call.args, call.kwargs.get("default"), call.line)
    elif call.last.startswith("DEFINE_") and call.args:
        default = call.kwargs.get("default", call.args[1] if len(call.args) > 1 else None)
        yield from _option((f"--{call.args[0]}",), default, call.line)
    elif call.last.startswith("set") and len(call.args) == 1:
        yield from _assignment(call.last.removeprefix("set"), call.args[0], call.line, False)


def _option(flags: tuple[object, ...], default: object, line: int) -> Iterator[Fact]:
    """`parser.add_argument("--lr", default=0.1)`"""
    for flag in flags:
        if isinstance(flag, str) and flag.startswith("--") and isinstance(default, int | float | str):
            yield from _assignment(flag.lstrip("-"), default, line, True)


def _assignment(name: str, value: object, line: int, assumed: bool) -> Iterator[Fact]:
    plain = names.plain(name)
    certainty = Certainty.SIGNATURE if assumed else Certainty.DERIVED
    key = names.NUMBERS.get(plain)
    if key and isinstance(value, int | float) and not isinstance(value, bool) and names.acceptable(key, value):
        if plain in ("step_size", "stepsize", "eta") and value > 1:
            return
        typed = int(value) if key in names.INTEGERS else float(value)
        yield Fact(key, typed, f"code, line {line}", line, certainty, "code")
    elif isinstance(value, str) and (key := names.WORDS.get(plain)) in ("optimizer", "loss"):
        word = names.optimizer(value) if key == "optimizer" else names.loss(value.replace(":", "_"))
        if word:
            yield Fact(key, word, f"code, line {line}", line, certainty, "code")


def _labels(name: str, value: object, line: int) -> Iterator[Fact]:
    """`y = np.array([[0], [1], [1], [0]])`: two classes, whatever the loss."""
    found = array(value) if names.plain(name) in names.TARGETS else None
    if found is not None and FEWEST_LABELS <= found.size == len(found) and set(found.ravel().tolist()) == {0, 1}:
        yield Fact("classes", 2, f"code, line {line}", line, Certainty.DERIVED, "code")


def _of_text(code: Code, text: str) -> Iterator[Fact]:
    """Settings outside the code, and in its docstrings."""
    spans = code.spans
    at = 0
    for number, line in settings.telling_lines(text):
        while at < len(spans) and spans[at][1] < number:
            at += 1
        in_code = at < len(spans) and spans[at][0] <= number
        comment = line.lstrip().startswith("#") and any(
            abs(number - last) <= COMMENT_REACH for _, last in spans[at - 1 : at]
        )
        if not in_code and not comment:
            yield from settings.facts_of_line(line, number)
        elif in_code and _is_documentation(line):
            for fact in settings.facts_of_line(line, number):
                if fact.certainty is not Certainty.MENTIONED:
                    yield Fact(fact.key, fact.value, f"code, line {number}", number, Certainty.SIGNATURE, "code")


def _is_documentation(line: str) -> bool:
    """A line of a docstring that explains a parameter: `X -- data, of shape (n, number of examples = 1080)`."""
    return " -- " in line or line.lstrip().startswith(":param")


def _framework(text: str) -> list[Fact]:
    shown = distinct(text)
    for mark in filter(shown.__contains__, _FRAMEWORKS):
        if (at := text.find(mark)) >= 0:
            line = text.count("\n", 0, at) + 1
            return [Fact("framework", _FRAMEWORKS[mark], f"text, line {line}", line, Certainty.DERIVED)]
    return []
