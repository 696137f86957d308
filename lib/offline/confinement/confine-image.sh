#!/bin/sh
# Runs a program beside the root of an image that is made ready for it, as in Lambda: nothing can be written but a /tmp of
# its own. `unshare --mount` runs this, so that nobody else sees these mounts, and they are gone with the last process that
# does. The program goes into the root itself; nothing is forked, so that it has our pid.
#
#   confine-image.sh TMP_MEGABYTES ROOT CGROUPS PROGRAM ...
#
# CGROUPS is a list, an entry a line.
set -e
megabytes=$1 root=$2 cgroups=$3
shift 3
IFS='
'
for group in $cgroups; do echo $$ >"$group/cgroup.procs"; done

mount --rbind "$root" "$root"
mount -o remount,bind,ro "$root"
for folder in proc dev; do mount --rbind "/$folder" "$root/$folder"; done
# What a container engine brings along: the names that this machine knows.
for file in etc/resolv.conf etc/hosts; do
  if [ -f "$root/$file" ] && [ -f "/$file" ]; then mount --bind "/$file" "$root/$file"; fi
done
mount -t tmpfs -o "size=${megabytes}m,mode=1777,nosuid,nodev" tmpfs "$root/tmp"
exec "$@"
