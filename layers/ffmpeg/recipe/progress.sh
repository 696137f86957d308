# shellcheck shell=bash
# What a person sees: one short line a step, with the seconds since the start; everything else goes to the log.

readonly EXIT_FAILED=1 EXIT_UNAVAILABLE=69

say() {
  printf 'layer %3ds  %s\n' "$SECONDS" "$*" >&2
}

# The reason why nothing can be built *here*, in one line; the caller goes on with the ffmpeg on its PATH.
unavailable() {
  printf 'layer: cannot build here: %s\n' "$*" >&2
  exit "$EXIT_UNAVAILABLE"
}

fail() {
  printf 'layer: %s\n' "$*" >&2
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
