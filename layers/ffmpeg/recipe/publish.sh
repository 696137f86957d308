# shellcheck shell=bash
# From a work directory to out/<arch>: strip, describe, inspect, and only then move it into place as a whole.

# build_in <work directory>: leaves the finished layer in <work directory>/layer.
build_in() {
  local work=$1 name
  for name in ffmpeg opus lame speex; do unpack_source "$name" "$work"; done
  # One date for all that might be stamped: that of the Debian package.
  SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -l "$work/ffmpeg/debian/changelog" -S Timestamp)
  export SOURCE_DATE_EPOCH
  make_toolchain "$work/toolchain" "$work"
  PATH=$work/toolchain:$PATH
  compile_libraries "$work"
  compile_ffmpeg "$work"
  mkdir -p "$work/layer/bin"
  if [[ $SANITIZE == yes ]]; then finish_sanitized "$work"; return; fi
  say 'stripping and inspecting'
  local strip=strip
  if [[ $ARCH != "$HOST_ARCH" ]]; then strip=$TRIPLE-strip; fi
  logged "$strip" --strip-all --remove-section=.comment -o "$work/layer/bin/ffmpeg" "$work/ffmpeg/ffmpeg"
  inspect_binary "$work/layer/bin/ffmpeg"
  write_notice "$work" >"$work/layer/NOTICE"
  write_description "$work/layer/bin/ffmpeg" >"$work/layer/BUILD.json"
  # The same times in every build, so that the layer's archive has the same sum as well.
  find "$work/layer" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

# Debian's package of glibc for the other architecture; its version is glibc's own with "cross1" behind it.
cross_libc() {
  printf 'libc6-dev-%s-cross' "${ARCH/x86_64/amd64}"
}

# The C library that is linked in, as its Debian package and version.
c_library() {
  if [[ $SANITIZE == yes ]]; then dpkg-query -W -f 'glibc ${Version}' libc6-dev
  elif [[ $ARCH == "$HOST_ARCH" ]]; then dpkg-query -W -f '${source:Package} ${source:Version}' musl-dev
  else dpkg-query -W -f 'glibc ${Version}' "$(cross_libc)" | sed 's/cross[0-9]*$//'; fi
}

# NOTICE.in with the versions filled in, then the licences in full, as their terms ask, and what was changed.
write_notice() {
  local work=$1 file library
  library=$(c_library)
  sed -e "s/@FFMPEG@/${VERSION[ffmpeg]}/" -e "s/@OPUS@/${VERSION[opus]}/" -e "s/@LAME@/${VERSION[lame]}/" \
    -e "s/@SPEEX@/${VERSION[speex]}/" \
    -e "s/@LIBC@/$library/" -e "s/@RELEASE@/$(conf release)/" "$HERE/NOTICE.in"
  cd "$HERE" || fail "no directory $HERE"
  for file in patches/*.patch; do printf '\n\n======== %s ========\n\n' "$file"; cat "$file"; done
  local -a texts=(ffmpeg/LICENSE.md ffmpeg/COPYING.LGPLv2.1 opus/COPYING lame/COPYING speex/COPYING)
  for file in "${texts[@]}"; do printf '\n\n======== %s ========\n\n' "$file"; cat "$work/$file"; done
  printf '\n\n======== %s ========\n\n' "${library%% *}/copyright"
  if [[ $library == musl* ]]; then cat /usr/share/doc/musl-dev/copyright; else cat "/usr/share/doc/$(cross_libc)/copyright"; fi
}

write_description() {
  local sum
  sum=$(sha256sum "$1")
  printf '{\n  "arch": "%s",\n  "inputs": "%s",\n  "pinned": %s,\n' "$ARCH" "$INPUTS" "$PINNED"
  printf '  "sources": { "ffmpeg": "%s", "opus": "%s", "lame": "%s", "speex": "%s" },\n' \
    "${VERSION[ffmpeg]}" "${VERSION[opus]}" "${VERSION[lame]}" "${VERSION[speex]}"
  printf '  "libc": "%s",\n  "compiler": "gcc %s",\n' "$(c_library)" "$(layer-cc -dumpfullversion)"
  printf '  "bytes": %s,\n  "sha256": "%s"\n}\n' "$(stat -c %s "$1")" "${sum%% *}"
}

# The old directory gives way to the new one in two renames: nobody ever sees half a layer.
publish() {
  # The scratch directory may be on another file system, where mv copies: so first next to the place, then into it.
  local fresh=$HERE/out/.$NAME.new old=$HERE/out/.$NAME.old
  rm -rf "$fresh" "$old"
  cp -a "$1" "$fresh"
  if [[ -e $OUT ]]; then mv "$OUT" "$old"; fi
  mv "$fresh" "$OUT"
  rm -rf "$old"
  say "out/$NAME: $(stat -c %s "$OUT/bin/ffmpeg") bytes, SHA-256 $(sha256sum "$OUT/bin/ffmpeg" | cut -c 1-16)…"
}

# A second build, at a longer path outside the checkout, against the one in out/.
check_again() {
  local elsewhere first second
  elsewhere=$(mktemp -d)
  # shellcheck disable=SC2064 # the directories of now
  trap "rm -rf '$SCRATCH' '$elsewhere'" EXIT
  mkdir -p "$elsewhere/a/longer/path"
  build_in "$elsewhere/a/longer/path"
  first=$(sha256sum <"$OUT/bin/ffmpeg")
  second=$(sha256sum <"$elsewhere/a/longer/path/layer/bin/ffmpeg")
  [[ $first == "$second" ]] || fail "not reproducible: ${first%% *} and then ${second%% *}"
  diff -r "$OUT" "$elsewhere/a/longer/path/layer" >>"$LOG" ||
    fail "not reproducible: NOTICE or BUILD.json differ ($LOG)"
  say "reproducible: ${first%% *}"
}
