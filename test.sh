#!/usr/bin/env bash
# Runs every suite. Needs only the .NET SDK: installs PostgreSQL 15 where it is missing, makes a throwaway server on a free loopback
# port, and stops it again. Last line: "N passed, N failed". A filter for dotnet test may be given: bash test.sh 'FullyQualifiedName~Clocks'
set -uo pipefail
cd "$(dirname "$0")"

command -v dotnet >/dev/null || { echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com" >&2; echo "0 passed, 1 failed"; exit 1; }
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Some hundred short-lived processes: a tenth of their start is the remapping of pages that are compiled to.
export DOTNET_EnableWriteXorExecute=0

# In memory where there is plenty: tests kill processes, not the machine, so what they write need not outlive it.
base="${TMPDIR:-/tmp}"
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "$(df --output=avail -m /dev/shm | tail -1)" -gt 8000 ] && [ "$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)" -gt 12000 ]; then
  base=/dev/shm
fi

work=$(mktemp -d -p "$base")
results="$work/results"
cleanup() { bash tests/postgres.sh stop "$work/pg" >/dev/null 2>&1; rm -rf "$work"; }
trap cleanup EXIT

if [ -z "${HALL_TEST_POSTGRES:-}" ]; then
  HALL_TEST_POSTGRES=$(bash tests/postgres.sh start "$work/pg") || { echo "PostgreSQL could not be started." >&2; echo "0 passed, 1 failed"; exit 1; }
  export HALL_TEST_POSTGRES
fi

[ -d ../shared/data/logs ] || echo "Note: ../shared/data/logs is not there; the tests that read other people's event logs are skipped."

dotnet build HallGrains.sln -c Release --nologo -v q || { echo "0 passed, 1 failed"; exit 1; }

# What killed processes leave behind goes with the rest; after the build, whose servers outlive this script.
export TMPDIR="$work/tmp"
mkdir "$TMPDIR"

# One suite after the other: they share two cores, and each starts silos of its own.
status=0
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  echo "== $name"
  dotnet test "$project" -c Release --no-build --nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    ${1:+--filter "$1"} || status=1
done

count() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(count passed)
failed=$(( $(count failed) + $(count error) + $(count timeout) + $(count aborted) ))
skipped=$(( $(count total) - passed - failed ))
[ "$status" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1
[ "$passed" -eq 0 ] && { echo "No test ran." >&2; failed=$(( failed > 0 ? failed : 1 )); }
if [ "$skipped" -gt 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
[ "$failed" -eq 0 ]
