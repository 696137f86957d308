#!/usr/bin/env bash
# Builds the functions as a Lambda container image. See README.md; `npm run image` builds the layer and the bundles before.
#
#   build.sh [--base IMAGE] [--tag NAME] [--arch x86_64|arm64]
#
#   --base   AWS's for Node 24 by default, or what BASE says; `debian` makes one here, for machines without AWS's registry
#   --tag    what the image is called: sluice
#
# The tool is docker, podman or buildah, whichever works first; CONTAINER_TOOL names one.
# Exit: 0 built · 1 the build failed · 64 usage · 69 cannot be built here (the line says what to do)
set -euo pipefail
exec </dev/null
umask 022
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
REPOSITORY=$(cd "$HERE/../.." && pwd -P)
readonly HERE REPOSITORY LOG=$HERE/out/build.log

usage() {
  printf 'usage: build.sh [--base IMAGE|debian] [--tag NAME] [--arch x86_64|arm64]\n' >&2
  exit 64
}

ARCH=$(uname -m)
if [[ $ARCH == aarch64 ]]; then ARCH=arm64; fi
BASE=${BASE:-public.ecr.aws/lambda/nodejs:24} TAG=sluice
while [[ $# -gt 0 ]]; do
  [[ $# -ge 2 ]] || usage
  case $1 in
    --base) BASE=$2 ;;
    --tag) TAG=$2 ;;
    --arch) ARCH=$2 ;;
    *) usage ;;
  esac
  shift 2
done
case $ARCH in
  x86_64) PLATFORM=linux/amd64 ;;
  arm64) PLATFORM=linux/arm64 ;;
  *) usage ;;
esac
readonly ARCH TAG PLATFORM

mkdir -p "$HERE/out"
: >"$LOG"
# shellcheck source=tool.sh
source "$HERE/tool.sh"
# shellcheck source=base/rootfs.sh
source "$HERE/base/rootfs.sh"

TOOL=$(find_tool) || unavailable "it takes docker, podman or buildah, and none of them works here; on Debian: apt-get install buildah"
readonly TOOL
[[ -x $REPOSITORY/layers/ffmpeg/out/$ARCH/bin/ffmpeg ]] ||
  unavailable "the layer is missing; build it with: bash layers/ffmpeg/build.sh --arch $ARCH"
[[ -f $REPOSITORY/dist/functions/transcode/index.mjs ]] || unavailable 'the bundles are missing; build them with: npm run build'

if [[ $BASE == debian ]]; then
  make_rootfs
  BASE=localhost/sluice-base
  say "the debian base as $BASE, with $TOOL"
  build_image "$BASE" "$HERE/base/Containerfile" "$BASE_OUT"
fi
say "$TAG for $ARCH on $BASE, with $TOOL"
build_image "$TAG" "$HERE/Containerfile" "$REPOSITORY" --build-arg "BASE=$BASE" --build-arg "ARCH=$ARCH"
say "built $TAG"
