# shellcheck shell=bash
# The source packages: from build/downloads, else from the mirrors this machine's apt is configured for. Each file is
# checked against its pinned SHA-256, or, after falling forward, against the sum in the release's signed index.

readonly DOWNLOADS=$BUILD/downloads APT_HELPER=/usr/lib/apt/apt-helper
readonly KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
readonly -a APT_NETWORK=(-o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20
  -o APT::Sandbox::User=root)

declare -A VERSION=()
PINNED=true

# Fields of versions.conf: `conf file ffmpeg` prints what follows on such lines.
conf() {
  awk -v kind="$1" -v name="${2-}" '$1 == kind && (name == "" || $2 == name) {
    line = $(name == "" ? 2 : 3); for (i = name == "" ? 3 : 4; i <= NF; i++) line = line " " $i; print line
  }' "$HERE/versions.conf"
}

# Base addresses of the configured mirrors. Not a Debian? Then DEBIAN_MIRROR may name one.
mirrors() {
  if [[ -n ${DEBIAN_MIRROR-} ]]; then printf '%s/\n' "${DEBIAN_MIRROR%/}"; fi
  # Without release info: else apt lists only what `apt-get update` has already fetched, in a fresh container nothing.
  # shellcheck disable=SC2016 # apt fills it in
  apt-get indextargets --no-release-info --format '$(REPO_URI)' 2>/dev/null | sort -u
}

# intact <sha256> <file in downloads>
intact() {
  [[ -f $DOWNLOADS/$2 ]] && printf '%s  %s\n' "$1" "$DOWNLOADS/$2" | sha256sum --check --status
}

# have_all "<sha256> <file>"…
have_all() {
  local row
  for row in "$@"; do intact "${row%% *}" "${row#* }" || return 1; done
}

# fetch_files <pool directory> "<sha256> <file>"…: tries one mirror after the other.
fetch_files() {
  local pool=$1 mirror row; shift
  [[ -x $APT_HELPER ]] || return 1
  while read -r mirror; do
    local -a wanted=()
    for row in "$@"; do
      intact "${row%% *}" "${row#* }" ||
        wanted+=("$mirror$pool/${row#* }" "$DOWNLOADS/${row#* }.part" "SHA256:${row%% *}")
    done
    if [[ ${#wanted[@]} != 0 ]]; then
      "$APT_HELPER" "${APT_NETWORK[@]}" download-file "${wanted[@]}" >>"$LOG" 2>&1 || true
    fi
    for row in "$@"; do
      local part=$DOWNLOADS/${row#* }.part
      # apt has checked the sum already; a half-written file of a broken connection is found here.
      if intact "${row%% *}" "${row#* }.part"; then mv "$part" "${part%.part}"; fi
      rm -f "$part"
    done
    if have_all "$@"; then return; fi
  done < <(mirrors)
  return 1
}

# Runs an apt command on the release's source index, with state of its own: the machine's apt is left as it is.
private_apt() {
  local state=$BUILD/apt
  "$1" -o Dir::State="$state" -o Dir::State::status=/dev/null -o Dir::Cache="$state/cache" \
    -o Dir::Etc::sourcelist="$state/release.sources" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferencesparts=- "${APT_NETWORK[@]}" "${@:2}"
}

# Fetches the signed source index of every mirror that has the release, once a run.
refresh_index() {
  if [[ -n ${INDEX_IS_FRESH-} ]]; then return; fi
  [[ -f $KEYRING ]] ||
    unavailable "the pinned sources are not on the mirrors, and a newer one needs the package debian-archive-keyring"
  mkdir -p "$BUILD/apt/lists/partial" "$BUILD/apt/cache/archives/partial"
  local mirror suite
  while read -r mirror; do
    suite=$(conf release)
    if [[ $mirror == *security* ]]; then suite=$suite-security; fi
    printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n\n' "$mirror" "$suite" "$KEYRING"
  done < <(mirrors) >"$BUILD/apt/release.sources"
  # A mirror without the release is an error to apt, and none to us: what counts is what the index then holds.
  private_apt apt-get -q update >>"$LOG" 2>&1 || true
  INDEX_IS_FRESH=yes
}

# Prints "<version> <pool directory>" and then "<sha256> <file>" rows of the newest accepted version.
newest_accepted() {
  local name=$1 accepted=$2 version newest=''
  while read -r version; do
    if [[ $version != "$accepted"* ]]; then continue; fi
    if [[ -z $newest ]] || dpkg --compare-versions "$version" gt "$newest"; then newest=$version; fi
  done < <(private_apt apt-cache showsrc "$name" 2>>"$LOG" | awk '$1 == "Version:" { print $2 }')
  [[ -n $newest ]] || return 1
  private_apt apt-cache showsrc "$name" | awk -v RS= -v newest="$newest" '
    $0 ~ "(^|\n)Version: " && !done {
      n = split($0, lines, "\n"); version = ""; directory = ""; rows = ""; sums = 0
      for (i = 1; i <= n; i++) {
        if (lines[i] ~ /^[^ ]/) sums = lines[i] ~ /^Checksums-Sha256:/
        else if (sums) { split(lines[i], f, " "); rows = rows f[1] " " f[3] "\n" }
        if (lines[i] ~ /^Version: /) version = substr(lines[i], 10)
        if (lines[i] ~ /^Directory: /) directory = substr(lines[i], 12)
      }
      if (version == newest) { printf "%s %s\n%s", version, directory, rows; done = 1 }
    }'
}

# Leaves the package's files in downloads and its unpacked source, Debian's patches and ours applied, in $2/<name>.
unpack_source() {
  local name=$1 into=$2 version accepted pool
  local -a rows
  read -r version accepted < <(conf package "$name")
  mapfile -t rows < <(conf file "$name")
  mkdir -p "$DOWNLOADS" "$into"
  if ! have_all "${rows[@]}"; then
    say "$name: downloading $version"
    while read -r pool; do if fetch_files "$pool" "${rows[@]}"; then break; fi; done < <(conf pool "$name")
  fi
  if ! have_all "${rows[@]}"; then fall_forward "$name" "$version" "$accepted"; fi
  VERSION[$name]=$version
  local dsc
  dsc=$(printf '%s\n' "${rows[@]#* }" | grep '\.dsc$')
  # Its signature is a Debian developer's, whose key is not at hand; the sum above is what vouches for it.
  logged dpkg-source --no-copy --require-strong-checksums -x "$DOWNLOADS/$dsc" "$into/$name"
  local change
  for change in "$HERE/patches/$name"-*.patch; do
    if [[ -e $change ]]; then logged patch --directory="$into/$name" --strip=1 --input="$change"; fi
  done
}

# Sets the caller's `version` and `rows` to the newest accepted version, downloaded.
fall_forward() {
  local name=$1 pinned=$2 accepted=$3 files
  refresh_index
  files=$(newest_accepted "$name" "$accepted") ||
    unavailable "no mirror of this machine's apt has the source package $name $accepted*; connect it, set DEBIAN_MIRROR," \
      "or put the files of versions.conf into ${DOWNLOADS#"$HERE"/}"
  read -r version pool <<<"$files"
  mapfile -t rows < <(tail -n +2 <<<"$files")
  if [[ $version != "$pinned" ]]; then
    say "WARNING $name $pinned is gone from the mirrors: building $version instead; update versions.conf"
    PINNED=false
  fi
  fetch_files "$pool" "${rows[@]}" || unavailable "could not download $name $version ($LOG has apt's words)"
}
