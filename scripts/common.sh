# shellcheck shell=bash disable=SC2034,SC2154,SC2164 # a part of ./telemed: shares its variables and its errexit
# Talking, child processes, and the end of all of them.

step_pid='' beside_pid='' hub_pid='' pg_pid='' # children: a passing step, one beside it, the hub, PostgreSQL
throwaway='' url_file=''         # what goes away with them
summary=''                       # the function that has the last word

# A closed terminal must not turn a message into a failure of the clean-up.
say() { printf '%s\n' "$*" >&2 || true; }

die() {
  say "telemed: $*"
  exit 1
}

value_of() { [[ ${2-} ]] || die "$1 needs a value"; }

last_words() { # LOG: the exception that ended a process, or else its last lines
  grep -A 3 -m 1 'Unhandled exception' "$1" || tail -n 20 "$1"
}

# Bash holds a signal back until a foreground command ends, but not while it waits: what takes seconds runs behind a wait.
run() {
  local status=0
  "$@" &
  step_pid=$!
  wait "$step_pid" 2>/dev/null || status=$?
  step_pid=
  return "$status"
}

quietly() { # what it says is shown only if it fails
  local log=artifacts/step.log status=0
  mkdir -p artifacts
  run "$@" >"$log" 2>&1 || status=$?
  ((status == 0)) || cat "$log" >&2
  return "$status"
}

alive() { kill -0 "$1" 2>/dev/null; }

stop() { # PID SIGNAL SECONDS
  local tenths
  kill -s "$2" "$1" 2>/dev/null || return 0
  for ((tenths = 0; tenths < $3 * 10; tenths++)); do
    alive "$1" || return 0
    sleep 0.1
  done
  kill -s KILL "$1" 2>/dev/null || true
}

# Runs once, at every exit. The hub goes before its database.
finish() {
  local status=$?
  trap '' HUP INT TERM
  [[ ! $step_pid ]] || stop "$step_pid" TERM 10
  [[ ! $beside_pid ]] || stop "$beside_pid" TERM 10
  [[ ! $hub_pid ]] || stop "$hub_pid" TERM 40
  [[ ! $pg_pid ]] || stop "$pg_pid" INT 60
  rm -rf ${throwaway:+"$throwaway"} ${url_file:+"$url_file"}
  [[ ! $summary ]] || "$summary"
  exit "$status"
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || (exec 3<>"/dev/tcp/::1/$1") 2>/dev/null; }

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); do
    listening "$port" || break
  done
  printf '%s' "$port"
}
