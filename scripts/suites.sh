# shellcheck shell=bash disable=SC2034,SC2154,SC2164 # a part of ./telemed: shares its variables and its errexit
# The suites and the benchmarks. A suite reports how many tests it passed and failed; whatever is neither, a skipped test,
# a crash, a suite without tests, counts as failed.

passed=0 failed=0 results=() all_ran=''

run_suites() { # [NAME]
  local name=${1:-} suites=() projects=() suite
  summary=print_summary
  cd "$root"
  for suite in Telemed.Console tests/*.Tests tests/Telemed.Faults; do
    suite=$(basename "$suite")
    [[ ${suite,,} != *"${name,,}"* ]] || suites+=("$suite")
  done
  ((${#suites[@]})) || die "no suite has '$name' in its name"
  need_sdks
  install_missing postgresql chromium faketime
  install_npm_packages
  mkdir -p artifacts/tests
  for suite in "${suites[@]}"; do
    if [[ $suite == Telemed.Console ]]; then run_console_suite; else projects+=("$suite"); fi
  done
  ((${#projects[@]} == 0)) || run_projects "$name" "${projects[@]}"
  all_ran=yes
  ((failed == 0))
}

run_console_suite() {
  local report=artifacts/tests/Telemed.Console.txt status=0
  say "Telemed.Console"
  run npm run --silent check >&2 || record "npm run check" 0 1
  NO_COLOR=1 run timeout 15m npm test --silent >"$report" 2>&1 || status=$?
  cat "$report" >&2
  record_report Telemed.Console "$status" "$report"
}

run_projects() { # NAME SUITE...
  local name=$1 suite status targets=(Telemed.sln)
  shift
  [[ ! $name ]] || targets=("${@/#/tests/}")
  build "${targets[@]}" || { record "build" 0 1 && return; }
  start_throwaway_postgres "${TMPDIR:-/tmp}"
  # With processes and databases of its own, it is in nobody's way: it runs beside the others.
  if [[ " $* " == *" Telemed.Faults "* ]]; then
    run_project Telemed.Faults 1.0x >artifacts/tests/Telemed.Faults.log 2>&1 &
    beside_pid=$!
  fi
  for suite in "$@"; do
    [[ $suite != Telemed.Faults ]] || continue
    say "$suite" && status=0
    run run_project "$suite" 2.0x >&2 || status=$?
    record_report "$suite" "$status" "artifacts/tests/$suite.json"
  done
  if [[ $beside_pid ]]; then
    say "Telemed.Faults" && status=0
    wait "$beside_pid" || status=$?
    beside_pid=
    cat artifacts/tests/Telemed.Faults.log >&2
    record_report Telemed.Faults "$status" artifacts/tests/Telemed.Faults.json
  fi
}

run_project() { # SUITE THREADS: how many for each processor
  rm -f "artifacts/tests/$1.json"
  exec timeout 20m dotnet exec "tests/$1/bin/Release/net10.0/$1.dll" -noColor -noLogo -maxThreads "$2" -longRunning 180 -result-ctrf "artifacts/tests/$1.json"
}

record_report() { # SUITE STATUS REPORT
  local counts=()
  (($2 != 124)) || say "$1 was stopped: it took too long"
  read -ra counts < <(node scripts/count.mjs "$3" "$2")
  record "$1" "${counts[@]}"
}

record() { # SUITE PASSED FAILED
  passed=$((passed + $2)) failed=$((failed + $3))
  results+=("$(printf '%-28s %6d passed %6d failed' "$@")")
}

print_summary() {
  [[ $all_ran ]] || record "not finished" 0 1
  printf '%s\n' '' "${results[@]}" ''
  printf '%d passed, %d failed\n' "$passed" "$failed"
}

bench() { # [NAME]
  cd "$root"
  need_sdks
  install_missing postgresql
  install_npm_packages
  build tests/Telemed.Bench || die "the benchmarks do not build"
  # On the disk that holds the repository: a commit must cost what it costs, and /tmp may be memory.
  mkdir -p artifacts/bench
  start_throwaway_postgres "$root/artifacts"
  run dotnet exec tests/Telemed.Bench/bin/Release/net10.0/Telemed.Bench.dll "$@"
}
