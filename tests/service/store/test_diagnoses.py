from service.store import diagnoses
from service.store.database import Database
from service.store.ids import new_id

ANSWER = {"verdict": "critical", "headline": "It diverges.", "runs": []}


def put(database: Database, tenant: str = "t") -> str:
    made = new_id()
    diagnoses.put(database, tenant, made, ANSWER, b"loss: nan")
    return made


def test_what_was_kept_comes_back_to_its_tenant_alone(database: Database) -> None:
    made = put(database)
    assert diagnoses.get(database, "t", made) == diagnoses.Kept(made, ANSWER, b"loss: nan")
    assert diagnoses.get(database, "u", made) is None


def test_pages_go_from_the_newest_back_and_miss_nothing(database: Database) -> None:
    made = sorted((put(database) for _ in range(5)), reverse=True)
    put(database, "u")
    first = [row["id"] for row in diagnoses.page(database, "t", None, 2)]
    second = [row["id"] for row in diagnoses.page(database, "t", first[-1], 2)]
    third = [row["id"] for row in diagnoses.page(database, "t", second[-1], 2)]
    assert first + second + third == made
