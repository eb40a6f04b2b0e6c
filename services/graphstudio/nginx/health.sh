#!/bin/sh
# Whether nginx answers /health; for an image's HEALTHCHECK, with what Alpine or Debian has.
set -eu
PORT=${PORT:-8080}
if command -v wget > /dev/null; then
  exec wget -q -O /dev/null -T 2 "http://127.0.0.1:$PORT/health"
fi
exec bash -c "exec 3<> /dev/tcp/127.0.0.1/$PORT && printf 'GET /health HTTP/1.0\r\n\r\n' >&3 && read -r -t 2 _ status _ <&3 && [ \"\$status\" = 200 ]"
