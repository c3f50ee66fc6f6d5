# shellcheck shell=bash disable=SC2034,SC2154,SC2164 # a part of ./telemed: shares its variables and its errexit
# A hub on this machine, and the two commands that speak to it. DIR holds:
#   postgres/   the database          url    where the hub answers, while it does
#   hub.log     what the hub says     seed   pending, done or empty: the state of the demo territory
#   lock        held while in use

territory=src/Telemed.Territory/bin/Release/net10.0/Telemed.Territory.dll

up() {
  local port=8080 dir=$root/.telemed empty=''
  while (($#)); do
    case $1 in
      --port) value_of "$@" && port=$2 && shift 2 ;;
      --data) value_of "$@" && dir=$(realpath -m -- "$2") && shift 2 ;;
      --empty) empty=yes && shift ;;
      *) die "up does not know '$1'" ;;
    esac
  done
  [[ $port =~ ^[1-9][0-9]{0,4}$ ]] || die "--port must be a number, not '$port'"
  cd "$root"
  lock_data "$dir"
  ! listening "$port" || die "port $port is already in use; choose another with --port"
  need_sdks
  [[ ${ConnectionStrings__Telemed-} ]] || install_missing postgresql
  install_npm_packages
  publish_hub || die "the hub does not build"
  build src/Telemed.Territory || die "the demo territory does not build"
  if [[ ! ${ConnectionStrings__Telemed-} ]]; then
    start_postgres "$dir/postgres"
    export ConnectionStrings__Telemed="Host=127.0.0.1;Port=$pg_port;Database=telemed;Username=telemed;Password=$pg_password"
  fi
  start_hub "$dir" "http://localhost:$port"
  seed "$dir" "http://localhost:$port" "$empty"
  printf 'ready http://localhost:%s\n' "$port"
  trap 'say "stopping" && exit 0' INT TERM
  wait -n "$hub_pid" ${pg_pid:+"$pg_pid"} 2>/dev/null || true
  alive "$hub_pid" && die "PostgreSQL stopped by itself: $(tail -n 5 "$dir/postgres/log")"
  die "the hub stopped by itself: $(last_words "$dir/hub.log")"
}

# The hub inherits the lock: as long as it lives, even without us, the folder is in use.
lock_data() { # DIR
  mkdir -p "$1" || die "the folder $1 cannot be made"
  [[ -w $1 ]] || die "the folder $1 cannot be written"
  exec 9<>"$1/lock"
  flock --nonblock 9 || die "$1 is in use by another ./telemed up (process $(<"$1/lock"))"
  printf '%s\n' $$ >"$1/lock"
  [[ -e $1/seed ]] || echo "new" >"$1/seed"
}

start_hub() { # DIR URL
  [[ ! -e $1/hub.log ]] || mv "$1/hub.log" "$1/hub.log.1"
  say "starting the hub (it writes to $1/hub.log)"
  (
    demo_phones "$2"
    cd artifacts/hub
    export Demo__SignIn=true Pathways__Folder="$root/fhir-profiles/pathways" ASPNETCORE_URLS=$2
    exec setpriv --pdeathsig TERM dotnet Telemed.Hub.dll
  ) >"$1/hub.log" 2>&1 &
  hub_pid=$!
  run node scripts/wait-ready.mjs "$2" "$hub_pid" || die "the hub did not get ready: $(last_words "$1/hub.log")"
  printf '%s\n' "$2" >"$1/url"
  url_file=$1/url
}

# Where no provider is configured, text messages and calls arrive at the demo's own telephones: see /demo/phones.
demo_phones() { # URL
  [[ ! ${Channels__Sms__Url-}${Channels__Voice__Url-} ]] || return 0
  local secret
  secret=$(node -p 'crypto.randomBytes(32).toString("hex")')
  export Channels__Address=${Channels__Address-$1}
  export Channels__Sms__Url=$1/demo/phones/sms Channels__Sms__Secret=$secret Channels__Sms__Token=$secret
  export Channels__Voice__Url=$1/demo/phones/voice Channels__Voice__Secret=$secret Channels__Voice__Token=$secret
}

# Only a new folder is seeded; the territory can be written again over a part of itself.
seed() { # DIR URL EMPTY
  local state
  state=$(<"$1/seed")
  if [[ $3 && $state == new ]]; then
    echo "empty" >"$1/seed"
  elif [[ ! $3 && $state == @(new|pending) ]]; then
    echo "pending" >"$1/seed"
    say "writing the demo territory"
    run dotnet "$territory" seed --url "$2" >&2 || die "the demo territory could not be written; the next ./telemed up tries again"
    echo "done" >"$1/seed"
  fi
}

hub_url() { # DIR
  [[ -s $1/url ]] || die "no hub is up on $1; start one with ./telemed up"
  printf '%s' "$(<"$1/url")"
}

token() {
  local dir=$root/.telemed account=''
  while (($#)); do
    case $1 in
      --data) value_of "$@" && dir=$(realpath -m -- "$2") && shift 2 ;;
      -*) die "token does not know '$1'" ;;
      *) account=$1 && shift ;;
    esac
  done
  [[ $account ]] || die "which account? ./telemed token ACCOUNT"
  local url
  url=$(hub_url "$dir")
  node "$root/scripts/token.mjs" "$url" "$account"
}

simulate() {
  local dir=$root/.telemed url='' speed=60 strokes=1
  while (($#)); do
    case $1 in
      --data) value_of "$@" && dir=$(realpath -m -- "$2") && shift 2 ;;
      --speed) value_of "$@" && speed=$2 && shift 2 ;;
      --strokes) value_of "$@" && strokes=$2 && shift 2 ;;
      --url) value_of "$@" && url=$2 && shift 2 ;;
      *) die "simulate does not know '$1'" ;;
    esac
  done
  [[ $url ]] || url=$(hub_url "$dir")
  cd "$root"
  need_sdks
  build src/Telemed.Territory || die "the demo territory does not build"
  exec dotnet "$territory" simulate --url "$url" --speed "$speed" --strokes "$strokes"
}
