"""`trainhealth keys create | list | rotate | revoke`: API keys, on the store that $DATABASE_URL names."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from service.settings import SettingError, Settings
from service.store import keys, migrate
from service.store.database import Database

DONE, NOT_DONE = 0, 2
HOUR = 3600.0


def create(options: argparse.Namespace) -> int:
    """Prints the key, which is shown this once: the store holds only its hash."""
    with _store() as database:
        print(keys.create(database, options.tenant, tuple(options.scope or keys.SCOPES)))
    return DONE


def listing(_: argparse.Namespace) -> int:
    with _store() as database:
        for key in keys.listing(database):
            until = f"until {_date(key.expires)}" if key.expires else "for ever"
            print(f"{key.id}  {key.tenant}  {'+'.join(key.scopes)}  since {_date(key.created)}  {until}")
    return DONE


def rotate(options: argparse.Namespace) -> int:
    with _store() as database:
        made = keys.rotate(database, options.id, options.overlap * HOUR)
    if made is None:
        return _unknown(options.id)
    print(made)
    return DONE


def revoke(options: argparse.Namespace) -> int:
    with _store() as database:
        return DONE if keys.revoke(database, options.id) else _unknown(options.id)


def main(arguments: Sequence[str]) -> int:
    """Runs one action; returns its exit code."""
    options = _parser().parse_args(arguments)
    code: int = options.run(options)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="trainhealth keys", description="API keys of tenants")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    action = _action(actions, "create", "make a key and print it, this once", create)
    action.add_argument("tenant", help="whom it is for; keys of one tenant see the same things")
    action.add_argument("--scope", action="append", choices=keys.SCOPES, help="what it allows; all, if not given")
    _action(actions, "list", "all keys, without their secrets", listing)
    action = _action(actions, "rotate", "a new key with the rights of an old one", rotate)
    action.add_argument("id", help="the middle part of th_ID_…")
    action.add_argument("--overlap", type=float, default=24.0, metavar="HOURS", help="how long the old one still works")
    _action(actions, "revoke", "end a key at once", revoke).add_argument("id", help="the middle part of th_ID_…")
    return parser


def _action(actions: Any, name: str, told: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=told)
    parser.set_defaults(run=run)
    return parser


@contextmanager
def _store() -> Iterator[Database]:
    try:
        database = migrate.opened(Settings.from_environment().database_url)
    except (SettingError, migrate.StoreError) as error:
        sys.exit(str(error))
    try:
        yield database
    finally:
        database.close()


def _unknown(id: str) -> int:
    print(f"There is no key {id}; `trainhealth keys list` shows all.", file=sys.stderr)
    return NOT_DONE


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="minutes")
