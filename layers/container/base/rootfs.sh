# shellcheck shell=bash
# The base's root: a small Debian, Node, and AWS's runtime client, as a tar in out/base. It takes half a minute, so it is
# kept until something that it is made of has changed.

readonly SUITE=bookworm
readonly BASE_OUT=$HERE/out/base
readonly RUNTIME=$REPOSITORY/node_modules/aws-lambda-ric
readonly STAND_IN=$REPOSITORY/lib/offline/environment/rapid-client.cjs

# Whatever decides what comes out.
base_inputs() {
  {
    cat "$HERE"/base/* "$STAND_IN" "$RUNTIME/index.mjs"
    printf '%s\n' "$SUITE" "$(node --version)" "$(uname -m)"
  } | sha256sum | cut -d ' ' -f 1
}

# Base addresses of the mirrors that apt is configured for, those of the wanted release first. Not a Debian? Then
# DEBIAN_MIRROR may name one.
mirrors() {
  if [[ -n ${DEBIAN_MIRROR-} ]]; then printf '%s\n' "$DEBIAN_MIRROR"; fi
  # shellcheck disable=SC2016 # apt fills it in
  apt-get indextargets --no-release-info --format '$(RELEASE) $(REPO_URI)' 2>/dev/null |
    awk -v suite="$SUITE" '{ print ($1 == suite ? 0 : 1), $2 }' | sort -u | cut -d ' ' -f 2
}

# The tools that it takes, each with the Debian package that brings it.
require_base_tools() {
  [[ $(uname -s) == Linux && $(id -u) == 0 ]] || unavailable 'the debian base takes Linux and root'
  command -v debootstrap >/dev/null || unavailable 'the debian base takes debootstrap: apt-get install debootstrap'
}

bootstrap_debian() {
  local root=$1 mirror
  while read -r mirror; do
    printf '\n$ debootstrap from %s\n' "$mirror" >>"$LOG"
    rm -rf "$root"
    if debootstrap --variant=minbase "$SUITE" "$root" "$mirror" >>"$LOG" 2>&1; then return; fi
  done < <(mirrors)
  fail "debootstrap found no mirror with $SUITE: $LOG has its words; DEBIAN_MIRROR may name one"
}

# What nobody in an image asks for, and what tells of the machine that it was made on: its mirror, its names.
strip_debian() {
  local root=$1
  rm -rf "$root"/var/{cache/apt,cache/debconf,lib/apt/lists,log}/* "$root/etc/apt/sources.list" \
    "$root"/usr/share/{man,info,locale,zoneinfo,bash-completion}
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  find "$root/usr/share/doc" -type l -delete
  rm -f "$root"/etc/{resolv.conf,hosts,hostname}
  : >"$root/etc/resolv.conf"
  : >"$root/etc/hosts"
}

install_runtime() {
  local root=$1
  install -D "$(node -p process.execPath)" "$root/var/lang/bin/node"
  install -D --mode=644 --target-directory="$root/var/runtime" "$RUNTIME/index.mjs" "$RUNTIME/package.json" \
    "$RUNTIME"/{LICENSE,NOTICE,THIRD-PARTY-LICENSES} "$STAND_IN"
  install --target-directory="$root/var/runtime" "$HERE/base/bootstrap"
  install --target-directory="$root" "$HERE/base/lambda-entrypoint.sh"
  mkdir -p "$root/var/task" "$root/opt"
  # Node may need a library that a small Debian has not.
  logged chroot "$root" /var/lang/bin/node --version
}

# Makes out/base/rootfs.tar, unless it is there and nothing has changed since.
make_rootfs() {
  local inputs scratch
  inputs=$(base_inputs)
  mkdir -p "$BASE_OUT"
  # Two at once would tread on each other: the second waits, and then finds the work done.
  exec 9>"$BASE_OUT/lock"
  flock 9
  if [[ -f $BASE_OUT/rootfs.tar && $(cat "$BASE_OUT/inputs" 2>/dev/null) == "$inputs" ]]; then
    say 'the debian base is up to date'
    return
  fi
  require_base_tools
  say 'the debian base: debootstrap (half a minute)'
  # Of a build that was killed.
  rm -rf --one-file-system "$BASE_OUT"/root.* || true
  scratch=$(mktemp -d "$BASE_OUT/root.XXXXXX")
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf --one-file-system '$scratch'" EXIT
  trap 'exit 130' INT TERM HUP
  chmod 755 "$scratch"
  rm -f "$BASE_OUT/inputs"
  bootstrap_debian "$scratch/root"
  strip_debian "$scratch/root"
  install_runtime "$scratch/root"
  tar --create --file "$scratch/rootfs.tar" --directory "$scratch/root" --numeric-owner --sort=name \
    --exclude=./dev/* --exclude=./proc/* --exclude=./sys/* .
  mv "$scratch/rootfs.tar" "$BASE_OUT/rootfs.tar"
  printf '%s\n' "$inputs" >"$BASE_OUT/inputs"
}
