# nexus-os, for Kubernetes and compose.yaml; built by `nexus-gitops images build nexus-os`.
#
# A package index of your own: --secret id=pip.conf,src=FILE, and, where it has a certificate
# authority of its own, --secret id=ca.pem,src=FILE with `cert = /run/secrets/ca.pem` in pip.conf.
ARG PYTHON_IMAGE=docker.io/library/python:3.13.14-slim-trixie

FROM ${PYTHON_IMAGE} AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv --without-pip /opt/packages && python -m venv --without-pip /opt/build
COPY services/nexus-os/requirements.lock requirements.lock
# Wheels alone: nothing from an index is run here, and no compiler is needed.
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf --mount=type=secret,id=ca.pem \
    python -m pip --python /opt/packages/bin/python install --quiet --no-compile \
      --only-binary=:all: --require-hashes --requirement requirements.lock
# The root file system is read-only, so Python could never keep what it compiles, and would do
# it at every start. Unchecked, because a copy of a layer may change the files' times.
RUN /opt/packages/bin/python -m compileall -q --invalidation-mode unchecked-hash \
      /opt/packages/lib

FROM packages AS service
COPY requirements/build.lock build.lock
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf --mount=type=secret,id=ca.pem \
    python -m pip --python /opt/build/bin/python install --quiet --only-binary=:all: \
      --require-hashes --requirement build.lock
COPY services/runtime runtime
COPY services/nexus-os service
RUN python -m pip --python /opt/build/bin/python wheel --quiet --no-deps --no-index \
      --no-build-isolation --wheel-dir wheels ./runtime ./service \
 && python -m pip --python /opt/packages/bin/python install --quiet --no-compile --no-deps \
      --no-index --target /opt/service wheels/*.whl \
 && /opt/packages/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/service

FROM ${PYTHON_IMAGE}
# Two layers: a new version of the service alone is a small one to pull.
COPY --from=packages /opt/packages /opt/packages
COPY --from=service /opt/service /opt/service
ENV PATH=/opt/packages/bin:$PATH \
    PYTHONPATH=/opt/service \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1 \
    PORT=4000
USER 10001:10001
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=2); c.request('GET', '/health'); sys.exit(c.getresponse().status != 200)"]
# No entry point, so that another module of the service is a command of its own.
CMD ["python", "-m", "nexus_os"]
# `images build` adds version, revision and source.
LABEL org.opencontainers.image.title="nexus-os" \
      org.opencontainers.image.description="AI of the Nexus platform: what a model may see, and what its answer may change" \
      org.opencontainers.image.licenses="Apache-2.0"
