# syntax=docker/dockerfile:1
# Runs with a read-only root: docker run --read-only --tmpfs /tmp --volume trainhealth:/data --publish 8000:8000 IMAGE
FROM python:3.11.14-slim-bookworm AS build
WORKDIR /app
COPY requirements-cluster.lock ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-cluster.lock
COPY pyproject.toml README.md ./
COPY analyzers analyzers
COPY service service
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data trainhealth && install -d -o trainhealth /data
COPY --from=build /venv /venv
USER 10001
WORKDIR /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OPENBLAS_NUM_THREADS=1 \
    HOST=0.0.0.0 PORT=8000 DATABASE_URL=sqlite:////data/trainhealth.db
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=20s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=3)"]
CMD ["python", "-m", "service"]
