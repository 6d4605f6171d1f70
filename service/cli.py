"""The command line: the same answers in a terminal, and exit codes for gates."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path

import orjson

import analyzers
from analyzers import rendering
from analyzers.diagnosis import Diagnosis
from analyzers.errors import AnalyzerError
from analyzers.rule import SEVERITIES, Severity
from analyzers.run import Context, ContextValue
from service import answers
from service.catalogue import FINDINGS, REMEDIES

HEALTHY, FOUND, NOT_JUDGED = 0, 1, 2
NUMBERS: dict[str, Callable[[str], float | int]] = {
    "learning_rate": float,
    "momentum": float,
    "batch_size": int,
    "classes": int,
    "epochs": int,
    "steps_per_epoch": int,
}
WORDS = ("optimizer", "framework")
EXIT_CODES = (
    "exit codes: 0 nothing at or above --fail-on, 1 a finding at or above it, 2 could not be judged or not be read"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    asked = sys.argv[1:] if arguments is None else arguments
    if asked[:1] == ["keys"]:
        from service import key_commands  # needs the store, which takes a quarter of a second to load

        return key_commands.main(asked[1:])
    options = _parser().parse_args(asked)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads it, such as `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_JUDGED
    return code


def diagnose(options: argparse.Namespace) -> int:
    """Diagnoses each file; the worst outcome is the exit code: could not judge, before a finding, before healthy."""
    codes = [_one(path, options) for path in options.files]
    return max(codes)


def explain(options: argparse.Namespace) -> int:
    """Prints what a finding means, or what a remedy does."""
    docs = {name: each.doc for name, each in (*FINDINGS.items(), *REMEDIES.items())}
    if options.code not in docs:
        near = get_close_matches(options.code, docs)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"These are known: {', '.join(sorted(docs))}."
        return _refuse(f"There is no finding or remedy '{options.code}'. {hint}")
    print(docs[options.code].strip())
    return HEALTHY


def serve(_: argparse.Namespace) -> int:
    """Serves HTTP as `python -m service` does."""
    from service.__main__ import main as start  # the server's dependencies are not needed to read a log

    start()
    return HEALTHY


def _one(path: str, options: argparse.Namespace) -> int:
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        found = analyzers.diagnose(data, "" if path == "-" else Path(path).name, _context(options))
    except OSError as error:
        return _refuse(f"{path}: {error.strerror or error}. Check the path and the permissions.")
    except AnalyzerError as error:
        return _refuse(f"{path}: {error}")
    if len(options.files) > 1 and not options.json:
        print(f"== {path}")
    print(_written(found, options), end="")
    return _code(found, options.fail_on)


def _written(found: Diagnosis, options: argparse.Namespace) -> str:
    if options.json:
        body = answers.answer(found, id="", links={})
        return orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY).decode() + "\n"  # NaN becomes null
    if options.markdown:
        return rendering.markdown(found)
    width = min(120, shutil.get_terminal_size((80, 24)).columns)
    return rendering.terminal(found, width, colour=sys.stdout.isatty())


def _code(found: Diagnosis, fail_on: Severity) -> int:
    bar = SEVERITIES.index(fail_on)
    if any(SEVERITIES.index(finding.severity) >= bar for run in found.runs for finding in run.findings):
        return FOUND
    return NOT_JUDGED if found.verdict == "unknown" else HEALTHY


def _context(options: argparse.Namespace) -> Context:
    given = {key: getattr(options, key) for key in (*NUMBERS, *WORDS)}
    return {
        key: ContextValue(value, f"option --{key.replace('_', '-')}")
        for key, value in given.items()
        if value is not None
    }


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return NOT_JUDGED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="trainhealth", description="What is wrong with a training run, and what to change"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("diagnose", help="read logs and say what they show", epilog=EXIT_CODES)
    command.add_argument("files", nargs="+", metavar="FILE", help="a log in any form; - reads standard input")
    shape = command.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="the answer of the service, one line for each file")
    shape.add_argument("--markdown", action="store_true", help="an answer to paste into a discussion")
    command.add_argument("--fail-on", choices=SEVERITIES, default="warning", help="exit with 1 from this severity on")
    for key, kind in NUMBERS.items():
        command.add_argument(f"--{key.replace('_', '-')}", type=kind, metavar="N")
    for key in WORDS:
        command.add_argument(f"--{key}", metavar="NAME")
    command.set_defaults(run=diagnose)
    command = commands.add_parser("explain", help="what a finding means or a remedy does")
    command.add_argument("code", metavar="CODE", help="such as overfitting or use_adam")
    command.set_defaults(run=explain)
    commands.add_parser("keys", help="API keys of tenants")
    commands.add_parser("serve", help="serve HTTP on $PORT (8000)").set_defaults(run=serve)
    return parser


if __name__ == "__main__":
    sys.exit(main())
