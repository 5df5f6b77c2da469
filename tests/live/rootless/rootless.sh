#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# README's commands for an ordinary user, who is made here: /etc/passwd, subuid and subgid are copies in a
# mount namespace of the test's own. The user judges the sample, has an environment up beside root's of the
# same name, and is told what to do where the machine forbids it. As root: rootless.sh BUILD
set -euo pipefail
export LC_ALL=C
source=$(realpath "$(dirname "$0")/../../..")
# shellcheck source=tests/live/support.sh
. "$source/tests/live/support.sh"

user=gonogo-guest id=64123 first=3000000000

# --- Outside.

outside() {
  build=$1
  # In the store, so that images are made once. They are root's of a user namespace: $first and above.
  local store=${GONOGO_STORE:-$HOME/.cache/gonogo}/test-guest
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  chmod 755 "$work"
  mkdir -p "$store" "$work/home" "$work/bin" "$work/build" "$work/etc"
  chown "$id:$id" "$store"
  for program in gonogo gonogo-supervisor gonogo-exec; do cp "$build/$program" "$work/bin/"; done
  copy_sample "$work/home/launches"
  commit_all "$work/home/launches"
  small_project "$work/home/twin" guest
  small_project "$work/root-twin" root
  chown -R "$id:$id" "$work/home"
  unshare --mount --pid --fork --kill-child "$0" --world "$work" "$store" "$build"
  left_behind
}

small_project() { # FOLDER WORD: one nginx, whose page is the word; nothing is published
  mkdir -p "$1"
  echo "$2" >"$1/index.html"
  cat >"$1/gonogo.yaml" <<'YAML'
gonogo: 1
project: twin
tasks: {web: {definition: web.json}}
images:
  - {match: "*", debian: bookworm, packages: [nginx-light, curl], files: {index.html: /var/www/html/index.html}, entrypoint: [nginx], command: [-g, "daemon off;"]}
YAML
  cat >"$1/web.json" <<'JSON'
{"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "nginx", "image": "nginx", "essential": true, "portMappings": [{"containerPort": 80}]}]}
JSON
}

left_behind() { # of the guest's world there is nothing on the machine
  ! getent passwd "$user" >/dev/null || fail "$user is a user of this machine"
  local found
  found=$(find /tmp -maxdepth 1 \( -name "gonogo-$id" -o -name 'gonogo-browser-*' -uid "$id" \))
  [ -z "$found" ] || fail "left behind: $found"
}

# --- In a mount and PID namespace of its own.

make_guest() {
  for name in passwd group subuid subgid; do cp "/etc/$name" "$work/etc/$name" 2>/dev/null || : >"$work/etc/$name"; done
  echo "$user:x:$id:$id::$work/home:/bin/sh" >>"$work/etc/passwd"
  echo "$user:x:$id:" >>"$work/etc/group"
  for name in subuid subgid; do
    [ -e "/etc/$name" ] || : >"/etc/$name"
    echo "$user:$first:65536" >>"$work/etc/$name"
  done
  for name in passwd group subuid subgid; do mount --bind "$work/etc/$name" "/etc/$name"; done
}

as_guest() { # with what a login gives, and no way to the programs of root
  setpriv --reuid="$id" --regid="$id" --clear-groups --inh-caps=-all \
    env -i -C "$folder" PATH=/usr/local/bin:/usr/bin:/bin HOME="$work/home" GONOGO_STORE=/srv/guest \
    "${variables[@]}" "$@"
}
gonogo() { as_guest "$work/bin/gonogo" "$@"; }

show_store() { # FOLDER: where no closed folder is above it, and always at one place: layers know theirs
  mkdir "$work/stores"
  mount -t tmpfs -o mode=755 tmpfs "$work/stores"
  mkdir "$work/stores/guest"
  mount --bind "$1" "$work/stores/guest"
  mount --rbind "$work/stores" /srv
}

as_root() { (cd "$folder" && GONOGO_STORE=$root_store "$work/bin/gonogo" "$@"); }

show_in_place() { # FOLDER: at its own path, although one above it may be closed to the guest
  local closed=/ part rest
  folder=/
  as_guest test -x "$1" && return
  mount --bind "$1" "$work/build"
  IFS=/ read -ra rest <<<"${1#/}"
  for part in "${rest[@]}"; do
    closed=${closed%/}/$part
    as_guest test -x "$closed" || break
  done
  mount -t tmpfs -o mode=755 tmpfs "$closed"
  mkdir -p "$1"
  mount --bind "$work/build" "$1"
}

nothing_runs() { # of the guest, or of the ids that the guest gave away
  local found
  for _ in $(seq 200); do
    found=$(ps -eo uid=,args= | awk -v id="$id" -v first="$first" '$1 == id || $1 >= first')
    [ -n "$found" ] || break
    sleep 0.02
  done
  [ -z "$found" ] || fail "left running: $found"
  found=$(find "/tmp/gonogo-$id" -mindepth 1 ! -name .lock 2>/dev/null || true)
  [ -z "$found" ] || fail "left behind: $found"
}

keeps_the_contract() { # of engines, but where it is about control groups or the machine's own files as an image
  show_in_place "$build"
  try as_guest NOT_CASE='*memory*,*usage tells*,*boto3*' "$build/test-engine-contract"
  expect 0 "0 failed"
  echo "the engine's contract: $(grep -o 'test cases: *[0-9]*' <<<"$output")"
}

judges_the_sample() {
  folder=$work/home/launches
  try gonogo doctor
  expect 0 "PID, mount, network, IPC, UTS, user"
  # The guest may make no control group here: no limit is promised.
  local lacks
  lacks=$(grep -c 'without .*parity no-' <<<"$output" || true)
  try gonogo run
  expect 0 "GO  launches"
  [ "$lacks" = 0 ] || expect 0 "no-memory-limit" "no-cpu-shares"
  nothing_runs
  local others
  others=$(find "$folder" ! -uid "$id")
  [ -z "$others" ] || fail "not the guest's own: $others"
  echo "GO: $(grep -F 'GO  launches' <<<"$output")"
  [ "$lacks" = 0 ] || no_go_without_limits
  variables=(LAUNCHES_BUG=double-entry)
  try gonogo run scenarios/acceptance/entries.yaml
  expect 1 "FAILED" "A customer enters a raffle only once"
  variables=()
  nothing_runs
  echo "NO-GO with a planted fault"
}

no_go_without_limits() {
  local text
  text=$(cat "$folder/gonogo.yaml")
  sed -i 's/, no-memory-limit, no-cpu-shares//' "$folder/gonogo.yaml"
  try gonogo run scenarios/acceptance/session.yaml
  expect 1 "no-memory-limit" "no-cpu-shares"
  echo "$text" >"$folder/gonogo.yaml"
  echo "NO-GO where the policy allows no missing limit"
}

stays_up() { # every command of README, each from a process of its own
  folder=$work/home/launches
  try gonogo up
  expect 0 "Up in"
  try gonogo ps
  expect 0 "backend/app" "HEALTHY" "mysql"
  try gonogo url frontend
  expect 0 "http://127.0.0.1:"
  try as_guest curl --silent --fail "$output/"
  expect 0 "<html"
  try gonogo exec mysql -- "SELECT COUNT(*) AS launches FROM launches"
  expect 0 "launches"
  try gonogo exec redis -- PING
  expect 0 "PONG"
  try gonogo exec backend -- id -u
  expect 0
  try gonogo logs backend
  expect 0 "backend/app"
  try gonogo images ls
  expect 0 "MySQL server"
  try gonogo up
  expect 2 "is already up" "pid $(pgrep -U "$id" -f 'gonogo-supervisor' | head -n 1) of $user, since 2" ": gonogo up" \
    "gonogo down ends it"
  try gonogo down
  expect 0
  nothing_runs
  echo "up, ps, url, exec, logs, images, down; a second up is told who holds it"
}

beside_root() { # two users, two checkouts of one project, one name
  folder=$work/home/twin
  try gonogo up --environment twin
  expect 0 "Up in"
  folder=$work/root-twin
  try as_root up --environment twin
  expect 0 "Up in"
  try as_root exec web --environment twin -- curl --silent http://localhost/
  expect 0 root
  folder=$work/home/twin
  try gonogo exec web --environment twin -- curl --silent http://localhost/
  expect 0 guest
  folder=$work/root-twin
  try as_root down --environment twin
  expect 0
  folder=$work/home/twin
  try gonogo exec web --environment twin -- curl --silent http://localhost/
  expect 0 guest
  try gonogo down --environment twin
  expect 0
  nothing_runs
  echo "two users have an environment of the same name: each has its own"
}

killed() {
  folder=$work/home/launches
  gonogo run scenarios/acceptance >/dev/null 2>&1 &
  local runner=$!
  for _ in $(seq 400); do pgrep -f '[l]aunches_backend|/app/[b]ackend' >/dev/null && break; sleep 0.05; done
  pkill -9 -U "$id" -f 'bin/gonogo run' || fail "nothing to kill"
  wait "$runner" 2>/dev/null || true
  try gonogo gc
  expect 0
  nothing_runs
  echo "killed with SIGKILL: nothing runs on"
}

is_told_what_to_do() {
  folder=$work/home/twin
  : >"$work/etc/empty"
  mount --bind "$work/etc/empty" /usr/bin/newuidmap
  try gonogo up
  expect 3 "without root, containers need the program newuidmap" "apt install uidmap"
  try gonogo doctor
  expect 3 "namespaces" "missing" "apt install uidmap"
  umount /usr/bin/newuidmap
  sed -i "/^$user:/d" "$work/etc/subgid"
  # The copy was replaced, and so has to be shown again.
  umount /etc/subgid && mount --bind "$work/etc/subgid" /etc/subgid
  try gonogo up
  expect 3 "the user $user has too few subordinate ids" "/etc/subgid" "usermod --add-subuids"
  try gonogo check web.json
  expect 0
  nothing_runs
  echo "who may not is told what to do, and checks all the same"
}

world() {
  work=$1 build=$3 variables=()
  mount --make-rprivate /
  mount -t proc proc /proc
  make_guest
  root_store=$(dirname "$2")
  show_store "$2"
  judges_the_sample
  stays_up
  beside_root
  killed
  keeps_the_contract
  is_told_what_to_do
  rm -rf "/tmp/gonogo-$id"
}

case $1 in
  --world) shift && world "$@" ;;
  *) outside "$@" ;;
esac
