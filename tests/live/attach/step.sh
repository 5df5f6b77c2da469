#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A pipeline's step, made here: the sample's checkout, MySQL and Redis on localhost, and a user who may
# make no container: uid 65534 in a user namespace without capabilities, in which no other can be made.
# gonogo comes as its bundle. Then the same bundle in the smallest Debian of another release, in which
# none of gonogo's packages is. As root: step.sh BUILD
set -euo pipefail
export LC_ALL=C
source=$(realpath "$(dirname "$0")/../../..")
# shellcheck source=tests/live/support.sh
. "$source/tests/live/support.sh"

# --- Outside: what the step is made of.

make_checkout() { # FOLDER
  local target=$1/launches
  copy_sample "$target"
  # This step's image has no browser, and a server that runs outside is not ours to restart.
  rm "$target/scenarios/acceptance/redis_restart.yaml"
  sed -i '/^  @browser/,$d' "$target/scenarios/acceptance/raffle.feature"
  commit_all "$target"
}

roots() { # of the project's plan: the folders of all images that the step needs; MySQL's data and its server
  "$build/gonogo" plan --project "$source/gonogo.yaml" --engine embedded --format json 2>/dev/null |
    python3 -c '
import json, sys
plan = json.load(sys.stdin)
layers = []
for container in [c for t in plan["tasks"] for c in t["containers"]] + [s["container"] for s in plan["services"] if s["name"] == "redis"]:
    layers += [f for f in container["root"] if f not in layers]
base = [f for f in layers if all(f in c["root"] for t in plan["tasks"] for c in t["containers"])]
mysql = next(s for s in plan["services"] if s["name"] == "mysql")["container"]
print(":".join([f for f in layers if f not in base] + base))
print(*mysql["root"][:2])'
}

other_debian() { # in the store, so that it is made once
  local folder=${GONOGO_STORE:-$HOME/.cache/gonogo}/test-roots
  if [ ! -d "$folder/trixie" ]; then
    mkdir -p "$folder"
    local made
    made=$(mktemp -d "$folder/.XXXXXX")
    chmod 755 "$made"
    mmdebstrap --quiet --variant=minbase --dpkgopt='path-exclude=/usr/share/doc/*' \
      --dpkgopt='path-exclude=/usr/share/locale/*' trixie "$made" >&2
    mv -T "$made" "$folder/trixie"
  fi
  echo "$folder/trixie"
}

outside() {
  build=$1
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/upper"
  make_checkout "$work"
  roots >"$work/roots"
  [ -s "$work/roots" ] || fail "no plan of the sample"
  other_debian >>"$work/roots"
  "$source/.ci/bundle" "$build" "$work/bundle.tar.gz"
  unshare --mount --net --pid --fork --kill-child "$0" --world "$work"
}

# --- In a mount, network and PID namespace of its own, as root: the machine that the step runs on.

mysqld() { # as any user of the step, by the server's own loader
  local root=$1 data=$2
  shift 2
  # shellcheck disable=SC2086
  setpriv --reuid=65533 --regid=65533 --clear-groups \
    "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" \
    "$root/usr/sbin/mysqld" --no-defaults --basedir="$root/usr" --datadir="$data" \
    --innodb-redo-log-capacity=8M --innodb-doublewrite=OFF --innodb-data-file-path=ibdata1:5M:autoextend \
    --innodb-temp-data-file-path=ibtmp1:12M:autoextend --innodb-autoextend-increment=1 --skip-log-bin \
    --innodb-use-native-aio=0 --innodb-buffer-pool-size=32M --innodb-flush-log-at-trx-commit=0 \
    --performance-schema=OFF --mysqlx=0 --secure-file-priv= --bind-address=127.0.0.1 --port=3306 \
    --socket="$data/s" --pid-file="$data/pid" "$@" >>"$work/mysqld.log" 2>&1 &
}

start_services() {
  local data_root server
  read -r data_root server < <(sed -n 2p "$work/roots")
  # The store may lie in a home that the server's user can't enter.
  chmod 755 "$work"
  mkdir "$work/server"
  mount --bind "$server" "$work/server"
  server=$work/server
  local data=$work/data
  cp -a --sparse=always "$data_root/var/lib/mysql" "$data"
  chown -R 65533:65533 "$data"
  # What the MySQL image does with MYSQL_DATABASE and MYSQL_USER.
  echo 'DROP DATABASE launches; CREATE DATABASE launches;' >"$work/init.sql"
  chmod 644 "$work/init.sql"
  # The server that only makes the data answers, goes away, and comes back for good.
  mysqld "$server" "$data" --init-file="$work/init.sql"
  local first=$!
  (
    for _ in $(seq 200); do sleep 0.05; (exec 3<>/dev/tcp/127.0.0.1/3306) 2>/dev/null && break; done
    sleep 1
    kill -9 "$first"
    while kill -0 "$first" 2>/dev/null; do sleep 0.02; done
    rm -f "$data/pid" "$data/s.lock"
    mysqld "$server" "$data"
    wait
  ) &
  chroot "$work/root" /usr/bin/redis-server --bind 127.0.0.1 --save '' --dir /tmp >/dev/null &
}

mount_image() { # LOWER FOLDER: writable, with the checkout and the bundle in it
  mkdir -p "$work/upper/$2/u" "$work/upper/$2/w" "$work/$2"
  mount -t overlay overlay -o "lowerdir=$1,upperdir=$work/upper/$2/u,workdir=$work/upper/$2/w" "$work/$2"
  mount -t proc proc "$work/$2/proc"
  mount --rbind /dev "$work/$2/dev"
  mkdir -p "$work/$2/home/step"
  tar -xzf "$work/bundle.tar.gz" -C "$work/$2/home/step"
}

as_user() { # in the step's image: no capability, and no way to get one
  # The user namespace first: none can be made from within a chroot (unshare(2)).
  # shellcheck disable=SC2016 # expanded inside
  setpriv --reuid=65534 --regid=65534 --clear-groups \
    unshare --user --map-current-user --keep-caps /bin/sh -c \
    'echo 0 >/proc/sys/user/max_user_namespaces
     image=$1 && shift
     exec chroot "$image" setpriv --ambient-caps=-all --inh-caps=-all --bounding-set=-all -- "$@"' sh "$image" \
    /usr/bin/env -i -C /home/step/launches PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/step CI=true \
    "${variables[@]}" "$@"
}

gonogo() { as_user /home/step/gonogo/gonogo "$@"; }

left_processes() { # of the step's user
  local found
  found=$(ps -eo uid=,args= | awk '$1 == 65534')
  [ -z "$found" ] || fail "left running: $found"
}

world() {
  work=$1
  variables=()
  mount -t tmpfs tmpfs "$work/upper"
  mount -t proc proc /proc
  mount_image "$(sed -n 1p "$work/roots")" root
  image=$work/root
  cp -a "$work/launches" "$image/home/step/"
  chown -R 65534:65534 "$image/home/step"
  busybox ip link set lo up
  echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start  # as Docker sets it in containers
  start_services

  try gonogo run --ci --engine attach
  expect 0 "GO  launches" "attach-process"
  left_processes
  echo "GO: $(grep -F 'GO  launches' <<<"$output")"

  variables=(LAUNCHES_BUG=double-entry)
  try gonogo run scenarios/acceptance/entries.yaml
  [[ $status = 2 && $output = *"--ci runs everything"* ]] || fail "CI=true does not imply --ci: $output"
  variables=(LAUNCHES_BUG=double-entry CI=)
  try gonogo run scenarios/acceptance/entries.yaml
  expect 1 "engine attach, as containers can't be made here" "FAILED" "A customer enters a raffle only once" \
    "POST http://frontend/api/launches/" "409" "201"
  left_processes
  echo "NO-GO with a planted fault: exit $status"

  stays_up
  faults_of_servers
  # Killed in the middle: every process goes, the data stay, and nobody empties them unasked.
  variables=(CI=)
  gonogo run scenarios/acceptance >/dev/null 2>&1 &
  local runner=$!
  for _ in $(seq 400); do pgrep -f '[l]aunches-backend' >/dev/null && break; sleep 0.05; done
  pkill -9 -U 65534 -f 'bin/gonogo run' || fail "nothing to kill"
  wait "$runner" 2>/dev/null || true
  for _ in $(seq 100); do [ -z "$(ps -eo uid= | awk '$1 == 65534')" ] && break; sleep 0.05; done
  left_processes
  try gonogo run scenarios/acceptance/session.yaml
  expect 3 "launches at 127.0.0.1:3306 holds" "--adopt"
  try gonogo run --adopt scenarios/acceptance/session.yaml
  expect 0 "PASSED"
  left_processes
  echo "killed with SIGKILL: nothing runs on, --adopt asked for"
  in_another_debian
}

stays_up() { # up, url, down; and what a failure leaves up
  variables=(CI=)
  try gonogo up
  expect 0 "Up in"
  try gonogo url frontend
  expect 0 "http://"
  local address
  address=$(grep -o 'http://[^ ]*' <<<"$output")
  try as_user curl --silent --fail "$address/"
  expect 0 "<html"
  try gonogo ps
  expect 0 "backend/app" "HEALTHY"
  # Nothing empties the databases of an environment that is in use, whatever is allowed.
  try as_user curl --silent --fail "$address/api/launches"
  local before=$output
  try gonogo up --adopt
  expect 2 "is already up" "gonogo down ends it"
  try gonogo run --adopt scenarios/acceptance/session.yaml
  expect 3 "CANNOT-TELL" "already up"
  try as_user curl --silent --fail "$address/api/launches"
  [ "$output" = "$before" ] || fail "the data is not what it was: $output"
  try gonogo down
  expect 0
  left_processes
  variables=(LAUNCHES_BUG=double-entry CI=)
  try gonogo run --keep-failed scenarios/acceptance/entries.yaml
  expect 1 "still up" "gonogo down --environment"
  local environment
  environment=$(grep -o 'gonogo down --environment [^ ]*' <<<"$output" | awk '{print $4}')
  try gonogo ps --environment "$environment"
  expect 0 "backend/app"
  try gonogo down --environment "$environment"
  expect 0
  left_processes
  variables=(CI=)
  try gonogo run --jobs 2 scenarios/acceptance/entries.yaml
  expect 2 "engine attach has one set of servers"
  # Nothing of it is left in the databases: nobody has to say --adopt.
  try gonogo run scenarios/acceptance/entries.yaml
  expect 0 "PASSED"
  left_processes
  echo "up, url, ps, down, --keep-failed; --jobs is refused"
}

faults_of_servers() { # that run outside
  local scenarios=$image/home/step/launches/scenarios/acceptance
  cp "$source/scenarios/acceptance/redis_restart.yaml" "$scenarios/"
  try gonogo run scenarios/acceptance/redis_restart.yaml
  output=$(tr -s ' \n' ' ' <<<"$output")  # as one line
  expect 3 "engine attach can't restart redis: it is a server that runs outside of gonogo" \
    "(scenarios/acceptance/redis_restart.yaml:7)" "--engine embedded"
  rm "$scenarios/redis_restart.yaml"
  left_processes
  echo "a fault of a server that runs outside is refused at its place"
}

in_another_debian() {
  mount_image "$(sed -n 3p "$work/roots")" other
  image=$work/other
  mkdir -p "$image/home/step/launches/scenarios"
  cat >"$image/home/step/launches/gonogo.yaml" <<'YAML'
gonogo: 1
project: job
tasks:
  job: {definition: job.json, attach: {app: {command: [sleep, "1000"]}}}
services:
  mysql: {engine: mysql, version: "8.4", database: launches, user: launches, password: not-a-real-password, schema: [schema.sql]}
  redis: {engine: redis, version: "7"}
policy: {approximations: {allow: [attach-process, attach-network, attach-files]}}
YAML
  cat >"$image/home/step/launches/job.json" <<'JSON'
{"family": "job", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "app", "image": "job", "essential": true}]}
JSON
  echo 'CREATE TABLE t (a INT); INSERT INTO t VALUES (1);' >"$image/home/step/launches/schema.sql"
  cat >"$image/home/step/launches/scenarios/job.yaml" <<'YAML'
scenario: MySQL, Redis and the container are reached
kind: acceptance
steps:
  - {sql: SELECT a FROM t, expect: {rows: [[1]]}}
  - {redis: SET key value, expect: {value: OK}}
  - {exec: [sh, -c, "cat /etc/debian_version"], in: job/app, expect: {exit: 0}}
YAML
  chown -R 65534:65534 "$image/home/step"
  ! ls "$image"/usr/lib/x86_64-linux-gnu/libcurl.so* 2>/dev/null || fail "this image has libraries of gonogo's"
  try gonogo run
  expect 0 "GO  job"
  left_processes
  echo "GO in Debian $(cat "$image/etc/debian_version"), as uid 65534, from the bundle alone"
}

case $1 in
  --world) world "$2" ;;
  *) outside "$@" ;;
esac
