#!/usr/bin/env bash
# Builds the Lambda layer's static ffmpeg into out/<arch>/, the directory that becomes /opt. See README.md.
#
#   build.sh [--arch x86_64|arm64] [--check | --sanitize] [--no-apt]
#
#   --check      builds a second time, at another path, and compares the SHA-256
#   --sanitize   builds the same for finding faults, into out/<arch>-sanitized/: see recipe/sanitize.sh
#   --no-apt     never installs packages
#
# Exit: 0 built, or already up to date · 1 the build failed · 64 usage · 69 cannot be built here (the line says what to do)
set -euo pipefail
exec </dev/null

# The environment of the caller shall not reach into the binary.
unset CC CXX CPP AS AR LD NM STRIP CFLAGS CPPFLAGS CXXFLAGS LDFLAGS LIBS MAKEFLAGS CDPATH
unset PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
export LC_ALL=C TZ=UTC
umask 022

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
readonly HERE BUILD=$HERE/build
HOST_ARCH=$(uname -m)
if [[ $HOST_ARCH == aarch64 ]]; then HOST_ARCH=arm64; fi

usage() {
  printf 'usage: build.sh [--arch x86_64|arm64] [--check | --sanitize] [--no-apt]\n' >&2
  exit 64
}

ARCH='' CHECK=no SANITIZE=no MAY_APT=yes
while [[ $# -gt 0 ]]; do
  case $1 in
    --arch) [[ $# -ge 2 ]] || usage; ARCH=$2; shift ;;
    --arch=*) ARCH=${1#*=} ;;
    --check) CHECK=yes ;;
    --sanitize) SANITIZE=yes ;;
    --no-apt) MAY_APT=no ;;
    *) usage ;;
  esac
  shift
done
case ${ARCH:=$HOST_ARCH} in
  x86_64) TRIPLE=x86_64-linux-gnu ;;
  arm64) TRIPLE=aarch64-linux-gnu ;;
  *) usage ;;
esac
NAME=$ARCH
if [[ $SANITIZE == yes ]]; then
  # It has to run where it was built, and twice the same says nothing of it.
  [[ $ARCH == "$HOST_ARCH" && $CHECK == no ]] || usage
  NAME=$ARCH-sanitized
fi
readonly HOST_ARCH ARCH TRIPLE CHECK SANITIZE MAY_APT NAME OUT=$HERE/out/$NAME LOG=$BUILD/$NAME.log

# Whatever decides what comes out: this script, its parts, the patches, the versions, the components, the notice, the architecture.
INPUTS=$(cd "$HERE" && {
  printf '%s\n' "$NAME"
  sha256sum build.sh recipe/*.sh patches/*.patch versions.conf components.conf NOTICE.in
} | sha256sum)
readonly INPUTS=${INPUTS%% *}

up_to_date() {
  [[ -x $OUT/bin/ffmpeg && -f $OUT/BUILD.json ]] && grep -q "\"inputs\": \"$INPUTS\"" "$OUT/BUILD.json"
}
if [[ $CHECK == no ]] && up_to_date; then
  printf 'layer: %s is up to date\n' "out/$NAME" >&2
  exit 0
fi

# shellcheck source=recipe/progress.sh
source "$HERE/recipe/progress.sh"
# shellcheck source=recipe/packages.sh
source "$HERE/recipe/packages.sh"
# shellcheck source=recipe/sources.sh
source "$HERE/recipe/sources.sh"
# shellcheck source=recipe/toolchain.sh
source "$HERE/recipe/toolchain.sh"
# shellcheck source=recipe/compile.sh
source "$HERE/recipe/compile.sh"
# shellcheck source=recipe/sanitize.sh
source "$HERE/recipe/sanitize.sh"
# shellcheck source=recipe/inspect.sh
source "$HERE/recipe/inspect.sh"
# shellcheck source=recipe/publish.sh
source "$HERE/recipe/publish.sh"
JOBS=$(nproc 2>/dev/null || printf 2)
readonly JOBS

[[ $(uname -s) == Linux ]] || unavailable 'it takes Linux with apt, for instance in a container'
if ! mkdir -p "$BUILD" "$HERE/out" 2>/dev/null || ! [[ -w $BUILD && -w $HERE/out ]]; then
  unavailable "no right to write to $HERE"
fi

# Two builds at once would tread on each other: the second waits, and then finds the work done.
command -v flock >/dev/null || unavailable 'as root, run: apt-get install util-linux'
exec 9>"$BUILD/lock"
flock --nonblock 9 || { say 'another build is running: waiting for it'; flock 9; }
if [[ $CHECK == no ]] && up_to_date; then
  say "out/$NAME was built meanwhile"
  exit 0
fi
: >"$LOG"

# Neither configure nor libtool can live at a path with a space in it.
if [[ $BUILD =~ ^[A-Za-z0-9._/+@-]+$ ]]; then SCRATCH=$(mktemp -d "$BUILD/$NAME.XXXXXX"); else SCRATCH=$(mktemp -d); fi
# What configure tried is in a file of its own: the log is the only thing that outlives a failure.
trap 'tail -n 60 "$SCRATCH/ffmpeg/ffbuild/config.log" >>"$LOG" 2>/dev/null || true; rm -rf "$SCRATCH"' EXIT
trap 'exit 130' INT TERM HUP
readonly SCRATCH

install_packages
if [[ $CHECK == no ]]; then
  build_in "$SCRATCH"
  publish "$SCRATCH/layer"
else
  up_to_date || fail "out/$ARCH is not up to date: run build.sh --arch $ARCH first"
  check_again
fi
