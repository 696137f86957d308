#!/bin/sh
# Kills the process groups it was told of once the emulator is gone, however that ended. The kernel closes the pipe on
# stdin even after a SIGKILL; a parent-death signal alone would not do, for it is not inherited by what an environment
# starts itself (prctl(2), PR_SET_PDEATHSIG), such as its ffmpeg. A shell, because it needs 1 MB where Node needs 40.
# Lines on stdin: "+ PID" a group begins, "- PID" it has ended.
#
#   watchdog.sh EMULATOR GROUP ...
#
# EMULATOR is for whoever reads `ps`; the groups are there already, where this takes the place of one that has died.
trap '' INT TERM HUP QUIT
shift
groups=" $* "
while read -r change pid; do
  case $change in
    +) groups="$groups$pid " ;;
    -) groups="${groups%% $pid *} ${groups#* $pid }" ;;
  esac
done
for pid in $groups; do
  kill -KILL "-$pid" 2>/dev/null
done
exit 0
