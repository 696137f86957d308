#!/bin/sh
# Runs a program with a /tmp of its own and its layers in /opt, as in Lambda; `unshare --mount` runs this, so that nobody
# else sees these mounts, and they are gone with the last process that does. Nothing is forked: the program has our pid.
#
#   confine.sh TMP_MEGABYTES LAYERS KEPT CGROUPS DIRECTORY PROGRAM ...
#
# LAYERS, KEPT and CGROUPS are lists, an entry a line. KEPT is what lies in the host's /tmp and has to be there all the same:
# the service itself, perhaps. Of several layers a later one's files win, as the page on layers says.
set -e
megabytes=$1 layers=$2 kept=$3 cgroups=$4 directory=$5
shift 5
IFS='
'
for group in $cgroups; do echo $$ >"$group/cgroup.procs"; done

if [ -n "$kept" ]; then
  # The host's /tmp is within reach at /opt, until what is kept has been put into the new one.
  mount --bind /tmp /opt
fi
mount -t tmpfs -o "size=${megabytes}m,mode=1777,nosuid,nodev" tmpfs /tmp
for path in $kept; do
  from=/opt${path#/tmp}
  if [ -d "$from" ]; then
    mkdir -p "$path"
  else
    mkdir -p "${path%/*}"
    : >"$path"
  fi
  mount --bind "$from" "$path"
done
if [ -n "$kept" ]; then umount -l /opt; fi

lowest=
for layer in $layers; do lowest="$layer${lowest:+:$lowest}"; done
case $lowest in
  '') ;;
  *:*) mount -t overlay -o "ro,lowerdir=$lowest" overlay /opt ;;
  *)
    # Each call is a process, in each of fifty environments. Two where the folder's file system has flags that nobody in a
    # namespace of users may take away: it is bound by then, and a remount keeps them.
    mount --bind -o ro "$lowest" /opt 2>/dev/null || mount -o remount,bind,ro /opt
    ;;
esac
cd "$directory"
unset PWD OLDPWD
exec "$@"
