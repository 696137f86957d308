# shellcheck shell=bash
# What builds images: docker, podman and buildah, which take the same Containerfile. And what a person sees of it.

readonly EXIT_FAILED=1 EXIT_UNAVAILABLE=69

# One short line a step, with the seconds since the start; everything else goes to the log.
say() {
  printf 'image %3ds  %s\n' "$SECONDS" "$*" >&2
}

unavailable() {
  printf 'image: cannot build here: %s\n' "$*" >&2
  exit "$EXIT_UNAVAILABLE"
}

fail() {
  printf 'image: %s\n' "$*" >&2
  exit "$EXIT_FAILED"
}

# Runs a command with its output in the log; the tail of the log is the error message.
logged() {
  printf '\n$ %s\n' "$*" >>"$LOG"
  if ! "$@" >>"$LOG" 2>&1; then
    tail -n 25 "$LOG" | cut -c 1-200 >&2
    fail "failed: ${*:1:3} … (the whole log: $LOG)"
  fi
}

# A command line without its engine is there, and does not work.
works() {
  case $1 in
    docker) docker version >>"$LOG" 2>&1 ;;
    *) "$1" info >>"$LOG" 2>&1 ;;
  esac
}

find_tool() {
  local tool
  for tool in ${CONTAINER_TOOL:-docker podman buildah}; do
    if command -v "$tool" >/dev/null && works "$tool"; then
      printf '%s\n' "$tool"
      return
    fi
  done
  return 1
}

# build_image <tag> <Containerfile> <folder it copies from> [argument]…
build_image() {
  local tag=$1 file=$2 context=$3
  shift 3
  local -a options=(--platform "$PLATFORM" --tag "$tag" --file "$file" "$@")
  if [[ $TOOL != docker && -f $file.dockerignore ]]; then options+=(--ignorefile "$file.dockerignore"); fi
  # Lambda takes no index of several images, which attestations would make of it:
  # https://docs.aws.amazon.com/lambda/latest/dg/nodejs-image.html
  BUILDX_NO_DEFAULT_ATTESTATIONS=1 DOCKER_BUILDKIT=1 logged "$TOOL" build "${options[@]}" "$context"
}
