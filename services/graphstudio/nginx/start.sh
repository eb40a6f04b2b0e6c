#!/bin/sh
# Starts nginx for the page: fills in the configuration, checks it, serves until SIGTERM.
#
# Every line on stdout is one JSON object: all that nginx says goes through journal.awk. Settings, all optional:
#   PORT                  where to listen (8080)
#   METRICS_PORT          where to answer GET /metrics, and nothing else (9113)
#   WORKSPACE_KERNEL_URL  where /api leads (http://workspace-kernel:3000)
#   SIGN_IN_ORIGINS       what the page may speak to beside its own origin, as the issuer's (none)
#   BODY_LIMIT            the largest request body: 10mb, 512kb (10mb)
#   HEAD_SECONDS, BODY_SECONDS, SEND_SECONDS  how long a head may take to arrive (10), a client
#                         may send nothing of a body (30), and take nothing of an answer (60)
#   PAGE, RUN, NGINX_BINARY  the built page, a writable folder, the program (for tests)
#   RESOLV_CONF           where the name server stands (/etc/resolv.conf)
set -eu
umask 077

HERE=$(cd "$(dirname "$0")" && pwd)
PORT=${PORT:-8080}
METRICS_PORT=${METRICS_PORT:-9113}
WORKSPACE_KERNEL_URL=${WORKSPACE_KERNEL_URL:-http://workspace-kernel:3000}
BODY_LIMIT=${BODY_LIMIT:-10mb}
SIGN_IN_ORIGINS=${SIGN_IN_ORIGINS:-}
HEAD_SECONDS=${HEAD_SECONDS:-10}
BODY_SECONDS=${BODY_SECONDS:-30}
SEND_SECONDS=${SEND_SECONDS:-60}
PAGE=${PAGE:-$HERE/page}
RUN=${RUN:-/tmp/graphstudio}
NGINX_BINARY=${NGINX_BINARY:-nginx}
RESOLV_CONF=${RESOLV_CONF:-/etc/resolv.conf}
export TZ=UTC

# Debian's awk waits for a full buffer unless it is told not to.
case $(awk -W version 2>&1 </dev/null) in
  mawk*) unbuffered="-W interactive" ;;
  *) unbuffered= ;;
esac

journal() {
  # shellcheck disable=SC2086 # two words or none
  awk $unbuffered -f "$HERE/journal.awk" -v port="$PORT" -v level="${1:-}" -v metrics="${2:-}"
}

say() {
  printf '%s\n' "$2" | journal "$1"
}

refuse() {
  say error "$1"
  exit 78 # EX_CONFIG of sysexits.h
}

matches() {
  printf '%s' "$1" | grep -Eqx "$2"
}

# nginx asks name servers itself and knows no search domains. In Kubernetes, resolv.conf names
# them: NAMESPACE.svc.DOMAIN first, then svc.DOMAIN, then DOMAIN.
qualified() {
  search=$(awk '$1 == "search" { $1 = ""; line = $0 } END { print line }' "$RESOLV_CONF")
  # shellcheck disable=SC2086 # the domains are words
  set -- "$1" $search
  case ${2:-} in
    *.svc.*) ;;
    *) printf '%s' "$1"; return ;;
  esac
  case $1 in
    *.svc) printf '%s.%s' "$1" "${2#*.svc.}" ;;
    *.*) printf '%s' "$1" ;;
    *) printf '%s.%s' "$1" "$2" ;;
  esac
}

say info "service start"

for number in "$PORT" "$METRICS_PORT"; do
  matches "$number" '[0-9]{1,5}' || refuse "PORT or METRICS_PORT is '$number'; it must be a number"
done
[ "$PORT" != "$METRICS_PORT" ] || refuse "PORT and METRICS_PORT are both '$PORT'; they must differ"
for seconds in "$HEAD_SECONDS" "$BODY_SECONDS" "$SEND_SECONDS"; do
  matches "$seconds" '[1-9][0-9]{0,3}' \
    || refuse "HEAD_SECONDS, BODY_SECONDS or SEND_SECONDS is '$seconds'; it must be a number of seconds"
done
matches "$BODY_LIMIT" '[0-9]+(b|kb?|mb?|gb?|B|KB?|MB?|GB?)?' \
  || refuse "BODY_LIMIT is '$BODY_LIMIT'; write it like 10mb"
matches "$WORKSPACE_KERNEL_URL" 'https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?/?' \
  || refuse "WORKSPACE_KERNEL_URL is no URL like http://workspace-kernel:3000"
matches "$SIGN_IN_ORIGINS " '(https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})? +)* *' \
  || refuse "SIGN_IN_ORIGINS is no list of origins like https://issuer.example"
[ -f "$PAGE/index.html" ] || refuse "there is no page in $PAGE"

limit=$(printf '%s' "$BODY_LIMIT" | tr 'A-Z' 'a-z' | sed 's/b$//')
scheme=${WORKSPACE_KERNEL_URL%%://*}
place=${WORKSPACE_KERNEL_URL#*://}
place=${place%/}
case $place in
  \[*) host=${place%%]*}]; port=${place#"$host"} ;;
  *:*) host=${place%%:*}; port=:${place#*:} ;;
  *) host=$place; port= ;;
esac
case $host in
  localhost) host=127.0.0.1 ;; # the resolver knows no /etc/hosts
  \[* | *[0-9].[0-9]*) ;;
  *) host=$(qualified "$host") ;;
esac
# The first alone: nginx asks all in turn, and those after it, which podman adds from its host,
# know no containers.
resolver=$(awk '$1 == "nameserver" { sub(/%.*/, "", $2); print ($2 ~ /:.*:/) ? "[" $2 "]" : $2; exit }' "$RESOLV_CONF")

mkdir -p "$RUN"
chmod 711 "$RUN" # where root starts nginx, its workers are others
# One worker for each core of the limit, where the container has one.
workers=$(awk '$1 ~ /^[0-9]+$/ { print int(($1 + $2 - 1) / $2); found = 1 } END { if (!found) print 1 }' \
  /sys/fs/cgroup/cpu.max 2>/dev/null || echo 1)
sed -e "s|@WORKERS@|$workers|" -e "s|@RUN@|$RUN|" -e "s|@PORT@|$PORT|" \
  -e "s|@METRICS_PORT@|$METRICS_PORT|" -e "s|@PAGE@|$PAGE|" \
  -e "s|@HEAD_SECONDS@|$HEAD_SECONDS|" -e "s|@BODY_SECONDS@|$BODY_SECONDS|" -e "s|@SEND_SECONDS@|$SEND_SECONDS|" \
  -e "s|@BODY_LIMIT@|$limit|" -e "s|@SIGN_IN_ORIGINS@|$SIGN_IN_ORIGINS|" \
  -e "s|@KERNEL@|$scheme://$host$port|" \
  -e "s|@RESOLVER@|${resolver:-127.0.0.1}|" "$HERE/nginx.conf.template" > "$RUN/nginx.conf"

rm -f "$RUN/journal"
mkfifo "$RUN/journal"
# It ends when nginx has said its last, not when the container's processes are told to end.
# Its figures are read by nginx's workers, who may be others.
(trap '' TERM QUIT INT; umask 022; journal "" "$RUN/metrics" < "$RUN/journal") &
journal_pid=$!
# Held open, so that the journal outlives the check.
exec 3> "$RUN/journal"

"$NGINX_BINARY" -t -q -p "$RUN" -c "$RUN/nginx.conf" -e stderr 2>&3 3>&- || {
  exec 3>&-
  wait "$journal_pid"
  refuse "the configuration is not valid"
}
"$NGINX_BINARY" -p "$RUN" -c "$RUN/nginx.conf" -e stderr 2>&3 3>&- &
nginx_pid=$!
exec 3>&-
# All mean: finish what is under way, then end.
told=
trap 'told=yes; kill -QUIT "$nginx_pid" 2>/dev/null' TERM QUIT INT
status=0
wait "$nginx_pid" || status=$?
# A signal ends the wait, and not nginx; what nobody waits for any more (127) has told its status.
while [ -n "$told" ]; do
  told=
  ended=0
  wait "$nginx_pid" || ended=$?
  [ "$ended" -eq 127 ] || status=$ended
done
wait "$journal_pid" || true
say info "service stop"
exit "$status"
