#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# keep.sh FOLDER: the newest 60 inputs of each reader that reached something new there become
# tests/fuzz/corpus/TARGET.txt, which every `make test` tries and `make fuzz` begins with.
set -euo pipefail
here=$(dirname "$0")
mkdir -p "$here/corpus"
for folder in "$1"/corpus/*/; do
  name=$(basename "$folder")
  find "$folder" -type f -size -4k -printf '%T@ %p\n' | sort -rn | awk 'NR <= 60' | cut -d' ' -f2- |
    while IFS= read -r input; do base64 -w0 "$input" && echo; done | sort -u >"$here/corpus/$name.txt"
done
