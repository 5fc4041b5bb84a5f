#!/bin/sh
# Runs one action outside the worker's JVM, so that it ends in time whatever becomes of the worker, and its end is on
# record. Needs Linux, coreutils, util-linux and GNU grep. Everything it keeps is in the run's directory:
#   supervisor  who it is                          head, tail.N  first 32 KiB of the output, newest pieces of the rest
#   session     the leader of the action's session exit          "exit-code timed-out(0|1)": it is over
#   gave-up     it came too late to start the action, and has not
# A process is "number start-time boot-id": its number alone may be somebody else's by the time it is read.
#
# supervisor.sh end DIRECTORY COMMAND GRACE      end everything that belongs to it; GRACE ms between TERM and KILL
# supervisor.sh run DIRECTORY COMMAND GRACE MAXRUN BEGIN_BY USER PROGRAM [ARGUMENT...]
#   BEGIN_BY hundredths of a second since the machine started; USER empty: as the worker
set -u
mode=$1 dir=$2 id=$3 grace=$4
shift 4

# The action's own PATH may lead elsewhere; and what the JVM hands over need not be readable by others.
action_path=$PATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask_before=$(umask)
umask 077

boot=$(cat /proc/sys/kernel/random/boot_id)

# start_of PID: when it started, in ticks since the machine did; nothing when it is gone. Its name may contain anything.
start_of() {
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  set -- ${stat##*) }
  echo "${20-}"
}

# Whether a session of this number is still the action's. It is as long as its leader lives, or one of those that were
# found in it: Linux gives no number again while anybody has it for a session.
is_our_session() {
  [ -n "$session" ] && [ "$session_boot" = "$boot" ] || return 1
  if [ $sure -eq 1 ] || [ "$(start_of "$session")" = "$session_start" ]; then
    return 0
  fi
  for one in $known; do
    if [ "$(start_of "${one%:*}")" = "${one#*:}" ]; then
      return 0
    fi
  done
  return 1
}

supervisor_lives() {
  [ -s "$dir/supervisor" ] || return 1
  read -r number started at <"$dir/supervisor"
  [ "${at-}" = "$boot" ] && [ -n "${started-}" ] && [ "$(start_of "$number")" = "$started" ]
}

in_session() {
  # the last bracket ends the name, which may contain anything
  grep -lE "^[0-9]+ \(.*\) [^ZX] [0-9]+ [0-9]+ $session [^)]*\$" /proc/[0-9]*/stat 2>/dev/null | cut -d/ -f3
}

# All processes of the action, into $pids: by the tag in their environment, which leaving the session does not take off,
# and by the session, which clearing the environment does not change. The tag is the supervisor itself: another worker of this
# machine, of another deployment, may run a command of the same id.
find_members() {
  tagged= members=
  if [ -n "$tag" ]; then
    tagged=$(grep -lzxF "FARRIER_RUN=$tag" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3)
  fi
  if is_our_session; then
    members=$(in_session)
    known=
    for one in $members; do
      known="$known $one:$(start_of "$one")"
    done
  fi
  sure=0
  pids=$(printf '%s\n' $tagged $members | sort -u)
}

# end_all SURE: TERM, then after the grace KILL until nobody is left (or nobody can be killed). SURE is 1 for who has waited
# for the leader himself: its number has not gone round since.
end_all() {
  round=0
  known=
  sure=$1
  tag=
  if [ -s "$dir/supervisor" ]; then
    read -r tag <"$dir/supervisor"
  fi
  session= session_start= session_boot=
  if [ -s "$dir/session" ]; then
    read -r session session_start session_boot <"$dir/session"
  fi
  while [ $round -lt $((grace / 100 + 50)) ]; do
    find_members
    [ -n "$pids" ] || return 0
    if [ $round -eq 0 ]; then
      # stopped processes hear TERM only when they go on
      kill -TERM $pids 2>/dev/null
      kill -CONT $pids 2>/dev/null
    elif [ $round -ge $((grace / 100)) ]; then
      kill -KILL $pids 2>/dev/null
    fi
    sleep 0.1
    round=$((round + 1))
  done
  echo "still running: $pids" >&2
  return 1
}

# Keeps the beginning and the newest pieces of what comes in, never more, and reads on as long as anybody writes: a
# daemon that the action leaves behind may hold the pipe for ever.
drain() {
  stdbuf -o0 head -c 32768 >"$dir/head"
  n=0
  while stdbuf -o0 head -c 131072 >"$dir/tail.$n" && [ -s "$dir/tail.$n" ]; do
    n=$((n + 1))
    rm -f "$dir/tail.$((n - 2))"
  done
  true >"$dir/drained"
  exec cat >/dev/null
}

seconds() {
  printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000))
}

# The time since the machine started, which nobody sets back.
read_centiseconds() {
  read -r up _ </proc/uptime
  now=${up%.*}${up#*.}
}

if [ "$mode" = end ]; then
  # One that has not begun yet must not.
  true >"$dir/ended"
  end_all 0
  code=$?
  # An action that was just being started shows itself a moment later; its supervisor lives until it has told the end.
  round=0
  while [ $code -eq 0 ] && [ $round -lt 30 ] && [ ! -e "$dir/exit" ] && supervisor_lives; do
    sleep 0.1
    end_all 0
    code=$?
    round=$((round + 1))
  done
  exit $code
fi

millis=$1 begin_by=$2 user=$3
shift 3
run="$$ $(start_of $$) $boot"
echo "$run" >"$dir/supervisor" || exit
mkfifo "$dir/pipe" || exit
setsid=$(command -v setsid) env=$(command -v env) timeout=$(command -v timeout)
home=${HOME:-}
if [ -n "$user" ]; then
  chown "$user" "$dir/pipe"
  [ -n "$home" ] || home=$(getent passwd "$user" | cut -d: -f6)
  set -- "$(command -v setpriv)" --reuid="$user" --regid="$(id -g "$user")" --init-groups -- "$@"
fi

read_centiseconds
before=$now
if [ "$now" -gt "$begin_by" ] || [ -e "$dir/ended" ]; then
  true >"$dir/gave-up"
  exit
fi
drain <"$dir/pipe" 2>/dev/null &
(
  umask "$umask_before"
  PATH=$action_path
  HOME=$home
  FARRIER_COMMAND=$id
  FARRIER_RUN=$run
  export PATH HOME FARRIER_COMMAND FARRIER_RUN
  [ ! -e "$dir/ended" ] || exit 143
  # a shell's background job ignores interrupts, and would pass that on
  exec "$setsid" "$env" --default-signal=INT,QUIT "$timeout" --signal=TERM --kill-after="$(seconds "$grace")" \
    "$(seconds "$millis")" "$@"
) </dev/null >"$dir/pipe" 2>&1 &
action=$!
echo "$action $(start_of $action) $boot" >"$dir/session"
wait $action
code=$?

read_centiseconds
timed_out=0
if { [ $code -eq 124 ] || [ $code -eq 137 ]; } && [ $(((now - before + 1) * 10)) -ge "$millis" ]; then
  timed_out=1
  end_all 1
fi

round=0
while [ ! -e "$dir/drained" ] && [ $round -lt 25 ]; do
  sleep 0.02
  round=$((round + 1))
done
echo "$code $timed_out" >"$dir/exit.new"
mv "$dir/exit.new" "$dir/exit"
exit "$code"
