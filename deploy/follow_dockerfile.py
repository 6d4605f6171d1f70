"""Does what the Dockerfile says without a container engine: in a clean folder instead of a clean machine.

    python deploy/follow_dockerfile.py [FOLDER]

Each stage has a root of its own below FOLDER; absolute paths of the Dockerfile are paths below that root. Instructions
that ask for a user are left out, as nobody but root can follow them. In the end the command is started as the image
would start it and its health check has to succeed. Ends with 0 when all did.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from fnmatch import fnmatch
from pathlib import Path

CONTEXT = Path(__file__).resolve().parent.parent
OURS = r"/(?:venv|app|data)\b"  # the folders that this image makes
HEALTHY_SECONDS = 60


def instructions(text: str) -> list[tuple[str, str]]:
    """(word, rest) of each, with continued lines put together."""
    whole = re.sub(r"\\\n\s*", "", text)
    lines = [line for line in whole.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


class Stage:
    """root: what `/` stands for · environment: of its commands"""

    def __init__(self, root: Path) -> None:
        self.root, self.place = root, root
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(root)}
        self.command: list[str] = []
        self.check: list[str] = []
        root.mkdir(parents=True)

    def inside(self, text: str) -> str:
        return re.sub(rf"(?<![\w.])(?={OURS})", str(self.root), text)

    def follow(self, word: str, rest: str, stages: dict[str, "Stage"]) -> None:
        print(f"{word} {rest}", flush=True)
        if word == "WORKDIR":
            self.place = Path(self.inside(rest))
            self.place.mkdir(parents=True, exist_ok=True)
        elif word == "RUN":
            kept = [step for step in rest.split("&&") if "useradd" not in step]
            script = self.inside(" && ".join(kept)).replace("-o trainhealth", "")
            subprocess.run(script, shell=True, cwd=self.place, env=self.environment, check=True)
        elif word == "COPY":
            self.copy(rest.split(), stages)
        elif word == "ENV":
            for assigned in shlex.split(rest):
                name, value = assigned.split("=", 1)
                self.environment[name] = self.inside(value.replace("$PATH", self.environment["PATH"]))
        elif word == "CMD":
            self.command = json.loads(rest)
        elif word == "HEALTHCHECK":
            self.check = json.loads(rest.split("CMD", 1)[1])

    def copy(self, words: list[str], stages: dict[str, "Stage"]) -> None:
        *sources, target = words
        start = CONTEXT
        if sources[0].startswith("--from="):
            other = stages[sources.pop(0).removeprefix("--from=")]
            sources, start = [other.inside(source) for source in sources], other.root
        place = Path(self.inside(target)) if target.startswith("/") else self.place / target
        for source in (start / each for each in sources):
            if source.is_dir():
                ignore = _ignored if start == CONTEXT else None
                shutil.copytree(source, place, symlinks=True, ignore=ignore, dirs_exist_ok=True)
            else:
                shutil.copy2(source, place)
        if start != CONTEXT:  # a virtual environment knows where it lies: it moved from one root to another
            moved(place, str(start), str(self.root))


def _ignored(folder: str, names: list[str]) -> list[str]:
    patterns = (CONTEXT / ".dockerignore").read_text().split()
    return [name for name in names if any(fnmatch(name, pattern.removeprefix("**/")) for pattern in patterns)]


def moved(folder: Path, before: str, after: str) -> None:
    for path in (*folder.glob("bin/*"), folder / "pyvenv.cfg"):
        if path.is_file() and not path.is_symlink() and before.encode() in (data := path.read_bytes()):
            path.write_bytes(data.replace(before.encode(), after.encode()))


def healthy(stage: Stage) -> bool:
    """Starts the command and asks its health check until it succeeds."""
    environment = stage.environment | {"PORT": os.environ.get("PORT", "18970")}
    server = subprocess.Popen(stage.command, cwd=stage.place, env=environment)
    try:
        end = time.monotonic() + HEALTHY_SECONDS
        while time.monotonic() < end and server.poll() is None:
            if subprocess.run(stage.check, env=environment, stderr=subprocess.DEVNULL).returncode == 0:
                return True
            time.sleep(0.5)
        return False
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="image-"))
    stages: dict[str, Stage] = {}
    for word, rest in instructions((CONTEXT / "Dockerfile").read_text()):
        if word == "FROM":
            name = rest.split(" AS ")[1] if " AS " in rest else f"stage-{len(stages)}"
            stages[name] = Stage(folder / name)
        else:
            list(stages.values())[-1].follow(word, rest, stages)
    last = list(stages.values())[-1]
    os.environ["PATH"] = last.environment["PATH"]  # where the command is looked up
    done = healthy(last)
    print("healthy" if done else "NOT healthy")
    if len(sys.argv) < 2:
        shutil.rmtree(folder)
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
