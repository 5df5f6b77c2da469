#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh FOLDER SECONDS all|TARGET...: searches that long for an input that a reader can't answer, a row a reader,
# as many readers at a time as there are processors. FOLDER holds gonogo-fuzz; what was found and what reached
# something new stays in it.
set -euo pipefail
folder=$1 seconds=$2
shift 2
cd "$folder"
names=("$@")
if [ "$1" = all ]; then
  mapfile -t names < <(GONOGO_FUZZ_TARGET='' ./gonogo-fuzz 2>/dev/null || true)
fi

search() {
  local name=$1 status=0 runs
  mkdir -p "corpus/$name" "found/$name"
  GONOGO_FUZZ_TARGET=$name ./gonogo-fuzz -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -max_len=16384 \
    -print_final_stats=1 -artifact_prefix="found/$name/" "corpus/$name" >"$name.log" 2>&1 || status=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$name.log")
  if [ "$status" = 0 ]; then
    printf '  %-18s %5s s %10s executions\n' "$name" "$seconds" "${runs:-0}"
  else
    printf '  %-18s found %s: %s\n' "$name" "$(sed -n 's/.*Test unit written to //p' "$name.log")" \
      "$(grep -m1 -E 'does not hold|ERROR: |runtime error' "$name.log" || tail -1 "$name.log")"
  fi
}
export -f search
export seconds

[ "${#names[@]}" -gt 0 ] || { echo "gonogo-fuzz in $folder names no reader"; exit 1; }
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I{} bash -c 'search {}' | tee rows.log
executions=$(awk '$5 == "executions" {sum += $4} END {print sum + 0}' rows.log)
searched=$(grep -c ' executions$' rows.log || true)
echo "fuzzed ${#names[@]} readers, $seconds s each: $executions executions, $((${#names[@]} - searched)) found"
[ "$searched" = "${#names[@]}" ]
