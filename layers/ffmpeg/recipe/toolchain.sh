# shellcheck shell=bash
# A compiler called `layer-cc` on the PATH that makes static, position-independent programs and leaves no path of this
# machine in them. By its name alone it goes into ffmpeg's configure line, which the binary prints.

# make_toolchain <directory> <work directory>
make_toolchain() {
  local bin=$1 work=$2 compiler=$TRIPLE-gcc
  mkdir -p "$bin"
  local flags="-ffile-prefix-map=$work=."
  if [[ $SANITIZE == yes ]]; then
    compiler=gcc
    flags+=" ${SANITIZERS[*]}"
  elif [[ $ARCH == "$HOST_ARCH" ]]; then
    compiler=gcc
    static_musl_specs >"$bin/static-musl.specs"
    flags+=" -specs=$bin/static-musl.specs"
  else
    # Debian has no musl for another architecture: glibc then, which also knows static and position-independent.
    flags+=' -static-pie -Wl,-z,relro,-z,now'
  fi
  # -fPIE comes last, behind the packages' own -fPIC: calls inside the program then need no indirection.
  printf '#!/bin/sh\nexec %s %s "$@" -fPIE\n' "$compiler" "$flags" >"$bin/layer-cc"
  chmod +x "$bin/layer-cc"
}

# musl's spec file links a program that needs musl's loader, even with -static-pie. This one starts it with the code that
# relocates itself (rcrt1.o) and asks for no loader. A thread of musl's has 128 KiB of stack unless the header says
# otherwise, too little for some decoders.
static_musl_specs() {
  local specs hardening='-z text -z relro -z now -z noexecstack'
  specs=$(ls /usr/lib/*-linux-musl/musl-gcc.specs)
  sed -e 's,Scrt1\.o,rcrt1.o,' \
    -e "s,^-dynamic-linker [^ ]* .*,-static -pie --no-dynamic-linker -nostdlib $hardening -z stack-size=2097152," "$specs"
}
