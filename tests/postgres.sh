#!/usr/bin/env bash
# A throwaway PostgreSQL for the tests.
#   tests/postgres.sh start DIR   installs PostgreSQL 15 where it is missing, makes a cluster in DIR on a free loopback port, and prints an
#                                 Npgsql connection string: the only line on standard output
#   tests/postgres.sh stop DIR    stops it; DIR may then be removed
# fsync stays on: the ledger refuses a server that would forget what it has answered.
set -euo pipefail

say() { echo "postgres.sh: $*" >&2; }
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else say "PostgreSQL is missing, and installing it needs root or sudo"; exit 1; fi; }
# PostgreSQL refuses to run as root.
as_owner() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

find_bin() {
  local version
  for version in 15 16 17 18; do
    if [ -x "/usr/lib/postgresql/$version/bin/postgres" ]; then echo "/usr/lib/postgresql/$version/bin"; return; fi
  done
  return 1
}

install_server() {
  say "installing PostgreSQL"
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -q >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql-common >&2
  # The package would start a server of its own on port 5432.
  as_root sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql-15 >&2 ||
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql >&2
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# mktemp -d makes directories that only their owner may enter; the server's user has to pass through.
make_reachable() {
  local dir=$1
  while [ "$dir" != / ]; do
    as_owner test -x "$dir" || chmod o+x "$dir"
    dir=$(dirname "$dir")
  done
}

start() {
  local dir bin port user attempt
  bin=$(find_bin) || { install_server; bin=$(find_bin) || { say "PostgreSQL could not be installed"; exit 1; }; }
  mkdir -p "$1"
  dir=$(cd "$1" && pwd)
  if [ "$(id -u)" -eq 0 ]; then user=postgres; chown postgres "$dir"; make_reachable "$(dirname "$dir")"; else user=$(id -un); fi
  cd "$dir"
  as_owner "$bin/initdb" -D "$dir/data" -U "$user" -A trust -E UTF8 --no-locale --no-instructions >&2
  echo "host all all 127.0.0.1/32 trust" | as_owner tee "$dir/data/pg_hba.conf" >/dev/null
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    as_owner tee "$dir/data/postgresql.auto.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 200
fsync = on
synchronous_commit = on
full_page_writes = on
CONF
    # The server keeps no descriptor of ours, so that a caller reading our output is not held up by it.
    if as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 start </dev/null >/dev/null 2>&1; then
      echo "Host=127.0.0.1;Port=$port;Username=$user;Database=postgres"
      return
    fi
    say "attempt $attempt on port $port failed"
  done
  cat "$dir/server.log" >&2
  exit 1
}

stop() {
  local dir bin
  [ -f "$1/data/postmaster.pid" ] || return 0
  dir=$(cd "$1" && pwd)
  bin=$(find_bin)
  cd "$dir"
  as_owner "$bin/pg_ctl" -D "$dir/data" -m fast -w -t 30 stop </dev/null >/dev/null 2>&1 ||
    as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w -t 30 stop </dev/null >/dev/null 2>&1
}

case "${1:-}" in
  start | stop) [ -n "${2:-}" ] || { say "usage: $0 start|stop DIR"; exit 2; }; "$1" "$2" ;;
  *) say "usage: $0 start|stop DIR"; exit 2 ;;
esac
