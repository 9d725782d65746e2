# Sourced by the stages: counting, and the closing line scripts/check reads.
# shellcheck shell=bash
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

passed=0 failed=0

# verdict NAME STATUS: one check has ended.
verdict() {
  if (($2 == 0)); then
    passed=$((passed + 1))
    echo "ok     $1"
  else
    failed=$((failed + 1))
    echo "FAILED $1"
  fi
}

# try NAME COMMAND…: run one check; its output is shown only when it fails.
try() {
  local name=$1 output status
  shift
  output=$("$@" 2>&1)
  status=$?
  ((status == 0)) || printf '%s\n' "$output"
  verdict "$name" "$status"
}

# The files of the tree that are ours, whether committed yet or not: `files '*.h' '*.cpp'`.
files() {
  git ls-files --cached --others --exclude-standard -- "$@" | while IFS= read -r file; do
    [[ ! -f $file ]] || printf '%s\n' "$file"
  done
}

result() {
  echo "result: $passed passed, $failed failed"
  ((failed == 0))
}
