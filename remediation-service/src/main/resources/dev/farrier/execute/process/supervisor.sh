#!/bin/sh
# Runs one action outside the worker's JVM, so that it ends in time whatever becomes of the worker, and its end is on
# record. Needs Linux, coreutils, util-linux and GNU grep. Everything it keeps is in the run's directory:
#   supervisor  its own process id            head, tail.N  first 32 KiB of the output, newest pieces of the rest
#   session     the action's session id       exit          "exit-code timed-out(0|1)": it is over
#
# supervisor.sh end DIRECTORY COMMAND GRACE      end everything that belongs to it; GRACE ms between TERM and KILL
# supervisor.sh run DIRECTORY COMMAND GRACE MAXRUN USER PROGRAM [ARGUMENT...]     USER empty: as the worker
set -u
mode=$1 dir=$2 id=$3 grace=$4
shift 4

# The action's own PATH may lead elsewhere; and what the JVM hands over need not be readable by others.
action_path=$PATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask_before=$(umask)
umask 077

# All processes of the action: by the tag in their environment, which leaving the session does not take off, and by the
# session, which clearing the environment does not change.
members() {
  {
    grep -lzxF "FARRIER_COMMAND=$id" /proc/[0-9]*/environ
    if [ -s "$dir/session" ]; then
      grep -lE "^[0-9]+ \(.*\) [^ZX] [0-9]+ [0-9]+ $(cat "$dir/session") " /proc/[0-9]*/stat
    fi
  } 2>/dev/null | cut -d/ -f3 | sort -u
}

# TERM, then after the grace KILL until nobody is left (or nobody can be killed).
end_all() {
  round=0
  while [ $round -lt $((grace / 100 + 50)) ]; do
    pids=$(members)
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
  end_all
  exit $?
fi

millis=$1 user=$2
shift 2
echo $$ >"$dir/supervisor"
mkfifo "$dir/pipe"
setsid=$(command -v setsid) env=$(command -v env) timeout=$(command -v timeout)
home=${HOME:-}
if [ -n "$user" ]; then
  chown "$user" "$dir/pipe"
  [ -n "$home" ] || home=$(getent passwd "$user" | cut -d: -f6)
  set -- "$(command -v setpriv)" --reuid="$user" --regid="$(id -g "$user")" --init-groups -- "$@"
fi

drain <"$dir/pipe" 2>/dev/null &
read_centiseconds
before=$now
(
  umask "$umask_before"
  PATH=$action_path
  HOME=$home
  FARRIER_COMMAND=$id
  export PATH HOME FARRIER_COMMAND
  # a shell's background job ignores interrupts, and would pass that on
  exec "$setsid" "$env" --default-signal=INT,QUIT "$timeout" --signal=TERM --kill-after="$(seconds "$grace")" \
    "$(seconds "$millis")" "$@"
) </dev/null >"$dir/pipe" 2>&1 &
action=$!
echo $action >"$dir/session"
wait $action
code=$?

read_centiseconds
timed_out=0
if { [ $code -eq 124 ] || [ $code -eq 137 ]; } && [ $(((now - before + 1) * 10)) -ge "$millis" ]; then
  timed_out=1
  end_all
fi

round=0
while [ ! -e "$dir/drained" ] && [ $round -lt 25 ]; do
  sleep 0.02
  round=$((round + 1))
done
echo "$code $timed_out" >"$dir/exit.new"
mv "$dir/exit.new" "$dir/exit"
exit "$code"
