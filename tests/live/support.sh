# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by the scripts that are live tests. They set `source` (the checkout) and `build`.
# shellcheck disable=SC2154

fail() {
  echo "FAILED: $*" >&2
  [ ! -s "${work:-}/mysqld.log" ] || { echo "mysqld:" && tail -n 6 "$work/mysqld.log"; } >&2
  exit 1
}

copy_sample() { # FOLDER: the sample with its programs in it, as a step gets them from the one before
  mkdir -p "$1/build"
  (cd "$source" && cp -r --parents gonogo.yaml fixtures scenarios "$1")
  cp "$build/launches-backend" "$build/launches-backend-tests" "$1/build/"
  sed -i '/^    build: \[cmake/d' "$1/gonogo.yaml"
}

commit_all() { # FOLDER: makes a repository of it
  git -C "$1" init -q
  git -C "$1" add -A
  git -C "$1" -c user.name=t -c user.email=t@example.com commit -qm 'The sample'
}

try() { # COMMAND...: its exit code and what it printed are in `status` and `output`
  status=0
  output=$("$@" 2>&1) || status=$?
}

expect() { # CODE TEXT... : the last command's
  local code=$1 text
  shift
  [ "$status" = "$code" ] || fail "exit $status instead of $code:
$output"
  for text in "$@"; do
    grep -qF -- "$text" <<<"$output" || fail "no '$text' in:
$output"
  done
}
