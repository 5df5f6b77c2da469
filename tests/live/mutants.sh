#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Breaks the sample product once for each row of fixtures/launches/mutants.yaml; the scenario that has to
# notice it must fail, not one before it in its file.
set -euo pipefail
# What runs here is a selection, which a pipeline would refuse.
unset CI
gonogo=$(realpath "$1")/gonogo
cd "$(dirname "$0")/../.."
caught=0 all=0
while IFS= read -r row; do
  bug=$(sed -n 's/.*bug: \([a-z-]*\),.*/\1/p' <<<"$row")
  scenario=$(sed -n 's/.*caught_by: "\(.*\)"}.*/\1/p' <<<"$row")
  all=$((all + 1))
  status=0
  output=$(LAUNCHES_BUG=$bug timeout 120 "$gonogo" run "$scenario" 2>&1) || status=$?
  if [ "$status" = 1 ] && grep -qE "^${scenario#*#}( \\[.*\\])?  failed$" <<<"$output"; then
    caught=$((caught + 1))
  else
    echo "not caught: $bug by $scenario (exit $status)"
  fi
done < <(grep '^- ' fixtures/launches/mutants.yaml)
echo "caught $caught of $all"
[ "$caught" = "$all" ] && [ "$all" -gt 0 ]
