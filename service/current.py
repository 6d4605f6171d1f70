"""What an endpoint may ask for: the settings, the store and whose request this is."""

import threading
from dataclasses import dataclass

from service import at_hand
from service.held import Held
from service.readiness import Workers
from service.settings import Settings
from service.store.database import Database

EXTENSION = "trainhealth"
ANYBODY = "local"  # the tenant of a service that asks for no keys


@dataclass(frozen=True)
class Parts:
    """What the app was put together from.

    seats: taken by requests that hold a thread for long · held: what the bodies of all requests have in memory
    """

    settings: Settings
    database: Database
    workers: Workers
    seats: threading.BoundedSemaphore
    held: Held


def parts() -> Parts:
    found: Parts = at_hand.app().extensions[EXTENSION]
    return found


def settings() -> Settings:
    return parts().settings


def database() -> Database:
    return parts().database


def tenant() -> str:
    """Whose data this request may see."""
    found: str = at_hand.own().get("tenant", ANYBODY)
    return found
