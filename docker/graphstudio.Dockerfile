# graphstudio-frontend, for Kubernetes and compose.yaml; built by `nexus-gitops images build graphstudio-frontend`.
#
# Base images of your own: --build-arg NODE_IMAGE=... (Node.js 22 or newer, with npm) and
# --build-arg NGINX_IMAGE=... (nginx 1.22 or newer on Alpine or Debian; its own configuration,
# entry point and users are not used).
# A package index of your own: --secret id=npmrc,src=FILE, and, where it has a certificate
# authority of its own, --secret id=ca.pem,src=FILE with `cafile=/run/secrets/ca.pem` in npmrc.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim
ARG NGINX_IMAGE=docker.io/nginxinc/nginx-unprivileged:1.29.8-alpine

FROM ${NODE_IMAGE} AS page
WORKDIR /build
COPY services/graphstudio/package.json services/graphstudio/package-lock.json services/graphstudio/.npmrc ./
# By its path: where npm's own command stands differs between the images of Node.js.
RUN --mount=type=secret,id=npmrc,target=/etc/graphstudio.npmrc --mount=type=secret,id=ca.pem \
    NPM_CONFIG_USERCONFIG=/etc/graphstudio.npmrc NPM_CONFIG_CACHE=/tmp/npm \
    node "$(dirname "$(command -v node)")/../lib/node_modules/npm/bin/npm-cli.js" \
      ci --omit=dev --ignore-scripts --no-update-notifier --loglevel=error \
 && rm -rf /tmp/npm
COPY services/graphstudio ./
RUN node node_modules/vite/bin/vite.js build --logLevel warn \
 && mkdir out && mv dist out/page && mv nginx/* out/ \
 && chmod -R u=rwX,go=rX out

FROM ${NGINX_IMAGE}
COPY --from=page /build/out /opt/graphstudio
ENV PORT=8080
USER 101:101
EXPOSE 8080 9113
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["/opt/graphstudio/health.sh"]
# All that it writes is below /tmp, so the root file system can be read-only.
ENTRYPOINT []
CMD ["/opt/graphstudio/start.sh"]
# `images build` adds version, revision and source.
LABEL org.opencontainers.image.title="graphstudio-frontend" \
      org.opencontainers.image.description="The page of the Nexus platform, and the way from it to the workspace-kernel" \
      org.opencontainers.image.licenses="Apache-2.0"
