# shellcheck shell=bash
# A build that is not what it should be is never published. The full inspection is test/layer.

readonly MOST_BYTES=6000000

# The command in front of a binary of another architecture, if this machine has one; nothing for its own.
emulator() {
  if [[ $ARCH == "$HOST_ARCH" ]]; then printf 'env\n'; else command -v "qemu-${TRIPLE%%-*}-static" || true; fi
}

inspect_binary() {
  local binary=$1 bytes
  if readelf --wide --program-headers "$binary" | grep -q INTERP; then fail 'the binary asks for a loader: not static'; fi
  if readelf --wide --dynamic "$binary" | grep -q NEEDED; then fail 'the binary needs shared libraries: not static'; fi
  bytes=$(stat -c %s "$binary")
  if ((bytes >= MOST_BYTES)); then fail "the binary has $bytes bytes: $MOST_BYTES are the limit"; fi
  inspect_runs "$binary"
}

# It starts, and has all that is encoded to.
inspect_runs() {
  local binary=$1 run
  run=$(emulator)
  if [[ -z $run ]]; then
    say "cannot try an $ARCH binary here: apt-get install qemu-user-static"
    return
  fi
  env -i "$(command -v "$run")" "$binary" -hide_banner -version >>"$LOG" 2>&1 || fail 'the binary does not run'
  local encoder encoders
  encoders=$(env -i "$(command -v "$run")" "$binary" -hide_banner -encoders 2>>"$LOG")
  while read -r encoder; do
    [[ $encoders == *" $encoder "* ]] || fail "encoder $encoder is missing"
  done < <(awk '$1 == "encoder" { print $2 }' "$HERE/components.conf")
}
