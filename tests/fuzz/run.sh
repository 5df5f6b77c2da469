#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh FOLDER SECONDS all|TARGET...: searches that long for an input that a reader can't answer, a row a
# reader. FOLDER holds gonogo-fuzz; what was found and what reached something new stays in it.
set -euo pipefail
folder=$1 seconds=$2
shift 2
cd "$folder"
names=("$@")
if [ "$1" = all ]; then
  mapfile -t names < <(GONOGO_FUZZ_TARGET='' ./gonogo-fuzz 2>/dev/null || true)
fi
executions=0 found=0
for name in "${names[@]}"; do
  mkdir -p "corpus/$name" "found/$name"
  status=0
  GONOGO_FUZZ_TARGET=$name ./gonogo-fuzz -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -max_len=16384 \
    -print_final_stats=1 -artifact_prefix="found/$name/" "corpus/$name" >"$name.log" 2>&1 || status=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$name.log")
  executions=$((executions + ${runs:-0}))
  if [ "$status" = 0 ]; then
    printf '  %-18s %5s s %10s executions\n' "$name" "$seconds" "${runs:-0}"
  else
    found=$((found + 1))
    printf '  %-18s found %s\n' "$name" "$(sed -n 's/.*Test unit written to //p' "$name.log")"
    grep -m1 -E 'does not hold|ERROR: |runtime error' "$name.log" || tail -5 "$name.log"
  fi
done
echo "fuzzed ${#names[@]} readers, $seconds s each: $executions executions, $found found"
[ "$found" = 0 ] && [ "${#names[@]}" -gt 0 ]
