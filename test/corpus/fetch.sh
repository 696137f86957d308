#!/usr/bin/env bash
# fetch.sh <package> <directory>: leaves the upstream archive of a package of versions.conf in <directory>/downloads and
# prints its version and its name. The mirrors, the sums and what happens to a pinned version that is gone are the layer's.
set -euo pipefail
export LC_ALL=C
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
readonly NAME=$1 BUILD=$2 LOG=$2/log HERE
# shellcheck source=../../layers/ffmpeg/recipe/progress.sh
source "$HERE/../../layers/ffmpeg/recipe/progress.sh"
# shellcheck source=../../layers/ffmpeg/recipe/sources.sh
source "$HERE/../../layers/ffmpeg/recipe/sources.sh"

mkdir -p "$DOWNLOADS"
read -r version accepted < <(conf package "$NAME")
mapfile -t rows < <(conf file "$NAME")
read -r pool < <(conf pool "$NAME")
fetch_files "$pool" "${rows[@]}" || fall_forward "$NAME" "$version" "${accepted-}"
# What fell forward has come with Debian's own files beside it.
printf '%s %s\n' "$version" "$(printf '%s\n' "${rows[@]#* }" | grep '\.orig\.tar\.')"
