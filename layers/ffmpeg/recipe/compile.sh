# shellcheck shell=bash
# opus, lame and speex side by side, then ffmpeg, in a work directory. Every path a configure script is told is relative
# to its own directory, so that the place of the checkout leaves no trace.

# Runs a command in a directory of the work directory, logged.
inside() {
  cd "$1" || fail "no directory $1"
  logged "${@:2}"
  cd "$HERE" || fail "no directory $HERE"
}

# The fast arithmetic that opus itself provides for (it then checks for NaN by bits): 6 to 9 % less CPU, and the same SNR
# to a thousandth of a decibel. CPU detection at run time stays on.
compile_opus() {
  say "opus ${VERSION[opus]}: compiling"
  inside "$1/opus" ./configure --host="$TRIPLE" --prefix="$1/prefix" --disable-shared --enable-static --disable-doc \
    --disable-extra-programs --disable-dependency-tracking --enable-float-approx \
    CC=layer-cc CFLAGS='-O3 -ffast-math'
  inside "$1/opus" make -j"$JOBS" install
}

# -O3 -ffast-math are lame's own defaults, which any CFLAGS replace.
compile_lame() {
  say "lame ${VERSION[lame]}: compiling"
  inside "$1/lame" ./configure --host="$TRIPLE" --prefix="$1/prefix" --disable-shared --enable-static --disable-frontend \
    --disable-decoder --disable-analyzer-hooks --disable-gtktest --disable-dependency-tracking \
    CC=layer-cc CFLAGS='-O3 -ffast-math'
  inside "$1/lame" make -j"$JOBS" install
}

# -O3 as the others; SSE, which every x86-64 has, is on by itself.
compile_speex() {
  say "speex ${VERSION[speex]}: compiling"
  inside "$1/speex" ./configure --host="$TRIPLE" --prefix="$1/prefix" --disable-shared --enable-static --disable-binaries \
    --disable-dependency-tracking CC=layer-cc CFLAGS=-O3
  inside "$1/speex" make -j"$JOBS" install
}

# Side by side, because a configure script keeps one processor busy for as long as the compiling behind it takes two.
compile_libraries() {
  local library running='' failed=no
  for library in opus lame speex; do
    "compile_$library" "$1" &
    running+=" $!"
  done
  for library in $running; do wait "$library" || failed=yes; done
  [[ $failed == no ]] || exit "$EXIT_FAILED"
}

# configure's --enable flags, in the order of components.conf.
component_flags() {
  awk '$1 ~ /^(demuxer|decoder|parser|encoder|muxer|protocol|filter)$/ { print "--enable-" $1 "=" $2 }' "$HERE/components.conf"
}

compile_ffmpeg() {
  local -a components target=(--arch="${TRIPLE%%-*}")
  mapfile -t components < <(component_flags)
  if [[ $SANITIZE == yes ]]; then target+=("${SANITIZED_FFMPEG[@]}"); fi
  if [[ $ARCH != "$HOST_ARCH" ]]; then target+=(--enable-cross-compile --cross-prefix="$TRIPLE-" --target-os=linux); fi
  say "ffmpeg ${VERSION[ffmpeg]}: configuring"
  # No --enable-gpl and no --enable-nonfree: the result is under the LGPL 2.1 or later, and may be passed on.
  PKG_CONFIG_LIBDIR=$1/prefix/lib/pkgconfig inside "$1/ffmpeg" ./configure --prefix=/opt \
    --extra-version="${VERSION[ffmpeg]#*-}" \
    --cc=layer-cc --pkg-config=pkg-config --pkg-config-flags=--static "${target[@]}" \
    --extra-cflags=-I../prefix/include --extra-ldflags=-L../prefix/lib \
    --enable-pic --disable-debug --disable-doc --disable-everything --disable-autodetect --disable-avdevice --disable-swscale \
    --disable-postproc --disable-ffplay --disable-ffprobe --enable-libopus --enable-libmp3lame --enable-libspeex "${components[@]}"
  say 'ffmpeg: compiling, the longest step'
  inside "$1/ffmpeg" make -j"$JOBS" ffmpeg
}
