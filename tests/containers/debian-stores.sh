#!/usr/bin/env bash
# debian-stores.sh IMAGE: imports an image made of Debian's packages that stands in for those of
# PostgreSQL and Redis, under a name, where no registry is reached.
# Of their entry points it has what compose.yaml and the manifests use.
set -euo pipefail
image=$1
server=/usr/lib/postgresql/17/bin

entrypoint='#!/bin/sh
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
  fi
  umask 077
  printf "%s\n" "$POSTGRES_PASSWORD" > /tmp/password
  initdb --username="$POSTGRES_USER" --pwfile=/tmp/password \
    --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8
  rm /tmp/password
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE $POSTGRES_DB" | postgres --single -j postgres
fi
exec postgres -c listen_addresses="*" -c unix_socket_directories=/run/postgresql "$@"
'

mmdebstrap --quiet --variant=minbase --include=postgresql-17,redis-server \
  --customize-hook='chroot "$1" sh -c "groupmod --gid 70 postgres && usermod --uid 70 postgres"' \
  --customize-hook='install -d -o 70 -g 70 -m 700 "$1"/var/lib/postgresql/data "$1"/run/postgresql' \
  --customize-hook="printf '%s' '$entrypoint' > \"\$1\"/usr/local/bin/entrypoint" \
  --customize-hook='chmod 755 "$1"/usr/local/bin/entrypoint' \
  --customize-hook='rm -rf "$1"/var/lib/postgresql/17 "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*' \
  trixie - |
  podman import --quiet --change "ENV PATH=$server:/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin" \
    --change 'ENV PGDATA=/var/lib/postgresql/data' --change 'ENTRYPOINT ["entrypoint"]' - "$image"
