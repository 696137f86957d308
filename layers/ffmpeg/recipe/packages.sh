# shellcheck shell=bash
# The build packages: which are missing, and installing them when we may.

# Command, and the Debian package that brings it. A native build links musl; a cross build has only glibc.
build_tools() {
  printf '%s\n' make:make patch:patch xz:xz-utils tar:tar dpkg-source:dpkg-dev pkg-config:pkg-config flock:util-linux
  if [[ $SANITIZE == yes ]]; then
    printf '%s\n' gcc:build-essential
  elif [[ $ARCH == "$HOST_ARCH" ]]; then
    printf '%s\n' gcc:build-essential musl-gcc:musl-tools
  else
    printf '%s\n' gcc:build-essential "$TRIPLE-gcc:gcc-${TRIPLE//_/-}"
  fi
  if [[ $ARCH == x86_64 ]]; then printf '%s\n' nasm:nasm; fi
}

missing_packages() {
  local entry
  while read -r entry; do
    command -v "${entry%%:*}" >/dev/null || printf '%s\n' "${entry#*:}"
  done < <(build_tools)
  if [[ $ARCH != "$HOST_ARCH" && ! -e /usr/$TRIPLE/lib/libc.a ]]; then
    if [[ $ARCH == arm64 ]]; then printf 'libc6-dev-arm64-cross\n'; else printf 'libc6-dev-amd64-cross\n'; fi
  fi
}

# Prints the words that make apt-get run with rights, or fails where there are none.
apt_rights() {
  command -v apt-get >/dev/null || return 1
  if [[ $(id -u) == 0 ]]; then
    printf 'env\n'
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    printf 'sudo\n'
  else
    return 1
  fi
}

install_packages() {
  local -a missing
  mapfile -t missing < <(missing_packages | sort -u)
  if [[ ${#missing[@]} == 0 ]]; then return; fi
  local how="apt-get install --no-install-recommends ${missing[*]}"
  local rights
  if [[ $MAY_APT == no ]] || ! rights=$(apt_rights); then unavailable "as root, run: $how"; fi
  say "packages: ${missing[*]}"
  local -a install=("$rights" DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120
    -o Acquire::Retries=1 install --no-install-recommends "${missing[@]}")
  # The index may be absent or old: only then is it worth the time to fetch it.
  if ! "${install[@]}" >>"$LOG" 2>&1; then
    "$rights" apt-get -q -o Acquire::Retries=1 update >>"$LOG" 2>&1 || true
    "${install[@]}" >>"$LOG" 2>&1 ||
      unavailable "apt could not install its packages ($LOG has apt's words); as root, run: $how"
  fi
  if [[ -n $(missing_packages) ]]; then
    unavailable "these are still missing after apt: $(missing_packages | sort -u | xargs)"
  fi
}
