# The backups of the database, for Kubernetes; built by `nexus-gitops images build backup`.
#
# A package index of your own: --secret id=pip.conf,src=FILE, and, where it has a certificate
# authority of its own, --secret id=ca.pem,src=FILE with `cert = /run/secrets/ca.pem` in pip.conf.
# PostgreSQL's own image, since a restore is proven on the server that the platform runs.
ARG POSTGRES_IMAGE=docker.io/library/postgres:16.9-bookworm

FROM ${POSTGRES_IMAGE} AS base
# initdb asks who it is, so that the user has a name; `backup` is one of Debian's own.
RUN apt-get update --quiet=2 \
 && apt-get install --quiet=2 --yes --no-install-recommends python3 restic ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin nexus

FROM base AS packages
RUN apt-get update --quiet=2 \
 && apt-get install --quiet=2 --yes --no-install-recommends python3-pip python3-venv \
 && rm -rf /var/lib/apt/lists/*
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python3 -m venv --without-pip /opt/packages && python3 -m venv --without-pip /opt/build
COPY services/backup/requirements.lock requirements.lock
# Wheels alone: nothing from an index is run here, and no compiler is needed.
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf --mount=type=secret,id=ca.pem \
    python3 -m pip --python /opt/packages/bin/python install --quiet --no-compile \
      --only-binary=:all: --require-hashes --requirement requirements.lock
# The root file system is read-only, so Python could never keep what it compiles, and would do
# it at every start. Unchecked, because a copy of a layer may change the files' times.
RUN /opt/packages/bin/python -m compileall -q --invalidation-mode unchecked-hash \
      /opt/packages/lib

FROM packages AS service
COPY requirements/build.lock build.lock
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf --mount=type=secret,id=ca.pem \
    python3 -m pip --python /opt/build/bin/python install --quiet --only-binary=:all: \
      --require-hashes --requirement build.lock
COPY services/runtime runtime
COPY services/backup service
RUN python3 -m pip --python /opt/build/bin/python wheel --quiet --no-deps --no-index \
      --no-build-isolation --wheel-dir wheels ./runtime ./service \
 && python3 -m pip --python /opt/packages/bin/python install --quiet --no-compile --no-deps \
      --no-index --target /opt/service wheels/*.whl \
 && /opt/packages/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/service

FROM base
# Two layers: a new version of the service alone is a small one to pull.
COPY --from=packages /opt/packages /opt/packages
COPY --from=service /opt/service /opt/service
ENV PATH=/opt/packages/bin:$PATH \
    PYTHONPATH=/opt/service \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "nexus_backup"]
CMD ["run"]
# `images build` adds version, revision and source.
LABEL org.opencontainers.image.title="backup" \
      org.opencontainers.image.description="Backups of the Nexus platform's database: made, proven and brought back" \
      org.opencontainers.image.licenses="Apache-2.0"
