# shellcheck shell=bash disable=SC2034,SC2154,SC2164 # a part of ./telemed: shares its variables and its errexit
# A PostgreSQL of our own. A home folder holds data/, log and password, and its owner runs the server.

pg_bin='' pg_port='' pg_password=''
pg_as=() # the command prefix that runs something as the owner

find_postgres() { # [MAJOR]: that version, or else the newest from 15 on; sets pg_bin
  local bin newest=14
  pg_bin=''
  for bin in /usr/lib/postgresql/*/bin "$(dirname "$(readlink -f "$(command -v postgres)")")"; do
    [[ -x $bin/initdb && $("$bin/postgres" --version) =~ \ ([0-9]+) ]] || continue
    [[ ! ${1-} || ${1-} == "${BASH_REMATCH[1]}" ]] || continue
    ((BASH_REMATCH[1] <= newest)) || newest=${BASH_REMATCH[1]} pg_bin=$bin
  done
  [[ $pg_bin ]]
}

# PostgreSQL refuses to run as root. Where a user namespace can be made, root's own files are served from one that shows root
# as `nobody`. Elsewhere (a chroot, most containers) the files are given to another user.
in_namespace=(unshare --user --map-user=65534 --map-group=65534)

settle_owner() { # HOME
  local home=$1 user=postgres
  if [[ ! -d $home ]]; then
    mkdir -m 700 "$home"
    if ((EUID == 0)) && ! "${in_namespace[@]}" true 2>/dev/null; then
      id "$user" >/dev/null 2>&1 || user=nobody
      chown "$user:" "$home"
    fi
  fi
  local owner
  owner=$(stat -c %u "$home")
  if ((owner == EUID && EUID != 0)); then
    pg_as=()
  elif ((EUID != 0)); then
    die "$home belongs to another user"
  elif ((owner == 0)); then
    pg_as=("${in_namespace[@]}")
  else
    pg_as=(env --chdir=/ setpriv "--reuid=$owner" "--regid=$(stat -c %g "$home")" --clear-groups)
    # Below a folder that only root may enter (/root), that user keeps the one capability that passes it.
    "${pg_as[@]}" stat "$home" >/dev/null 2>&1 || pg_as+=(--inh-caps=+dac_override --ambient-caps=+dac_override)
  fi
  if ! "${pg_as[@]}" stat "$home" >/dev/null 2>&1; then
    rmdir "$home" 2>/dev/null || true
    die "PostgreSQL does not run as root, and the user it would run as cannot reach $home: choose a folder that others can enter"
  fi
}

# The cluster gets its name last: what an interruption left half made is made again.
create_cluster() { # HOME
  local home=$1
  say "making a database in $home"
  rm -rf "$home/new"
  pg_password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s\n' "$pg_password" | "${pg_as[@]}" tee "$home/password" >/dev/null)
  run "${pg_as[@]}" "$pg_bin/initdb" --pgdata="$home/new" --username=postgres --pwfile="$home/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >"$home/log" 2>&1 || die "initdb failed: $(tail -n 5 "$home/log")"
  "${pg_as[@]}" "$pg_bin/postgres" --single -D "$home/new" postgres >>"$home/log" 2>&1 <<SQL
create role telemed login password '$pg_password'
create database telemed owner telemed
SQL
  mv "$home/new" "$home/data"
}

# After a crash postmaster.pid stays. Its process may be our server on its way out, or by now anything at all.
clear_stale_server() { # HOME
  local pid
  pid=$(sed -n 1p "$1/data/postmaster.pid" 2>/dev/null) || return 0
  if [[ $(readlink "/proc/$pid/cwd") == "$1/data" ]]; then
    say "stopping the PostgreSQL that an interrupted run left ($pid)"
    stop "$pid" INT 60
  fi
  rm -f "$1/data/postmaster.pid"
}

start_postgres() { # HOME; sets pg_pid, pg_port, pg_password
  local home=$1 attempt
  settle_owner "$home"
  if [[ -d $home/data ]]; then
    find_postgres "$(<"$home/data/PG_VERSION")" || die "$home was made by PostgreSQL $(<"$home/data/PG_VERSION"), which is not installed"
    clear_stale_server "$home"
  else
    create_cluster "$home"
  fi
  pg_password=$(<"$home/password")
  for attempt in 1 2 3; do
    pg_port=$(free_port)
    # In a session of its own, Ctrl-C does not reach it before the hub is done; if we are killed, it stops by itself.
    setsid "${pg_as[@]}" setpriv --pdeathsig INT "$pg_bin/postgres" -D "$home/data" -p "$pg_port" -c listen_addresses=127.0.0.1 \
      -c unix_socket_directories= -c max_connections=500 >>"$home/log" 2>&1 9>&- &
    pg_pid=$!
    while alive "$pg_pid"; do
      [[ $(sed -n '1p;8p' "$home/data/postmaster.pid" 2>/dev/null) != "$pg_pid"$'\nready'* ]] || return 0
      sleep 0.1
    done
  done
  die "PostgreSQL did not start in $attempt attempts: $(tail -n 5 "$home/log")"
}

start_throwaway_postgres() { # PARENT
  throwaway=$(mktemp -d "$1/telemed-postgres.XXXXXX")
  chmod 711 "$throwaway"
  start_postgres "$throwaway/postgres"
  export TELEMED_TEST_PG="Host=127.0.0.1;Port=$pg_port;Database=postgres;Username=postgres;Password=$pg_password"
}
