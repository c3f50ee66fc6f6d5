# shellcheck shell=bash disable=SC2034,SC2154,SC2164 # a part of ./telemed: shares its variables and its errexit
# What the machine must have, and the builds.

# No compiler or build server outlives a build: one would hold our output open, and whoever reads it would wait.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

need_sdks() {
  local node_major
  command -v dotnet >/dev/null || die "the .NET 10 SDK is missing (dotnet is not on the PATH)"
  [[ $(dotnet --list-sdks) =~ (^|$'\n')10\. ]] || die "the .NET 10 SDK is missing (dotnet --list-sdks shows none)"
  [[ $(command -v node) && $(command -v npm) ]] || die "Node 20 or newer with npm is missing"
  node_major=$(node -p 'process.versions.node.split(".")[0]')
  ((node_major >= 20)) || die "Node 20 or newer is needed, this is $(node --version)"
}

# Takes the names of what is wanted and installs the Debian packages of what is not there, all at once.
install_missing() {
  local wanted packages=()
  for wanted in "$@"; do
    case $wanted in
      postgresql) find_postgres || packages+=(postgresql) ;;
      chromium) [[ -x /usr/bin/chromium ]] || packages+=(chromium fonts-liberation) ;;
      faketime) command -v faketime >/dev/null || packages+=(faketime) ;;
    esac
  done
  ((${#packages[@]})) || return 0
  local as_root=(env)
  if ! command -v apt-get >/dev/null; then
    die "missing on this machine: ${packages[*]} (Debian's names); install them, PostgreSQL 15 or newer"
  elif ((EUID != 0)); then
    sudo -n true 2>/dev/null || die "missing on this machine: ${packages[*]}. Type this, then try again:
  sudo apt-get update && sudo apt-get install --yes ${packages[*]}"
    as_root=(sudo -n env)
  fi
  say "installing ${packages[*]}"
  quietly "${as_root[@]}" apt-get update || die "apt-get update failed"
  quietly "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${packages[@]}" ||
    die "apt-get install failed"
  find_postgres || die "PostgreSQL 15 or newer was not found, even after installing ${packages[*]}"
}

install_npm_packages() {
  [[ node_modules/.package-lock.json -nt package-lock.json ]] && return
  say "installing npm packages"
  quietly npm ci || die "npm ci failed"
}

build() { # PROJECT...
  local project
  for project in "$@"; do
    say "building $(basename "$project")"
    quietly dotnet build "$project" --configuration Release --verbosity quiet || return 1
  done
}

# The hub runs from its published form: the one the image holds, and one that a later build does not overwrite.
publish_hub() {
  say "building Telemed.Hub"
  quietly dotnet publish src/Telemed.Hub --configuration Release --output artifacts/hub --verbosity quiet
}
