# shellcheck shell=bash
# The same sources, patches and components, made to find faults in: every access to memory is checked, and a wrong one
# ends the program with a report. Never for the layer: it is slow and large, not static, and has this machine's paths.

# musl has no AddressSanitizer, so this is glibc's, and dynamic. Of UndefinedBehaviorSanitizer only what can do harm: an
# index out of bounds, a null pointer, a wrong object size, a division by zero, a size that is none. The rest (shifts,
# overflow of signed numbers, misaligned reads) FFmpeg's DSP code does on purpose or without consequence on damaged files.
readonly -a SANITIZERS=(-fsanitize=address,bounds,null,object-size,integer-divide-by-zero,vla-bound,unreachable,return
  -fno-sanitize-recover=all -g1)

# What is written in assembler no compiler can check, so that C stands in its place. At -O1 a report names the right line,
# and with frame pointers also who had the memory before.
readonly -a SANITIZED_FFMPEG=(--disable-asm --disable-stripping --optflags='-O1 -fno-omit-frame-pointer')

# What configure tries out leaks memory, which would be an error.
if [[ $SANITIZE == yes ]]; then export ASAN_OPTIONS=detect_leaks=0; fi

# finish_sanitized <work directory>: with its symbols, which a report is read by.
finish_sanitized() {
  local work=$1 binary=$1/layer/bin/ffmpeg
  cp "$work/ffmpeg/ffmpeg" "$binary"
  readelf --wide --dynamic "$binary" | grep -q 'NEEDED.*libasan' || fail 'the binary checks nothing'
  inspect_runs "$binary"
  write_description "$binary" >"$work/layer/BUILD.json"
}
