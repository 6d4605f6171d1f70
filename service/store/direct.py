"""A connection that is kept, on which the driver works without SQLAlchemy in between: half the time of a small row."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa


class Direct:
    """For one thread at a time. engine: commits each statement by itself"""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine, self._errors = engine, engine.dialect.loaded_dbapi.Error
        self._asks = engine.dialect.name != "sqlite"  # a server may have been started again meanwhile
        self._held: sa.Connection | None = None
        self._driver: Any = None

    def execute(self, statement: str, values: Sequence[Any]) -> None:
        """Raises SQLAlchemyError, after which the next one gets a new connection."""
        try:
            if self._held is None or (self._asks and not self._lives()):
                self._connect()
            self._driver.execute(statement, values)
        except self._errors as error:
            self.close()
            raise sa.exc.DBAPIError.instance(
                statement, None, error, self._errors, hide_parameters=True, dialect=self._engine.dialect
            ) from error

    def close(self) -> None:
        if self._held is not None:
            self._held.invalidate()
            self._held.close()
        self._held = self._driver = None

    def _connect(self) -> None:
        self.close()
        self._held = self._engine.connect()
        self._driver = self._held.connection.driver_connection

    def _lives(self) -> bool:
        try:
            return self._engine.dialect.do_ping(self._driver)
        except self._errors:
            return False
