#!/usr/bin/env bash
# Adds up the result files of a test run and closes with one line: N passed, N failed, N skipped.
set -euo pipefail
shopt -s nullglob
passed=0 failed=0 total=0
for file in "$1"/*.trx; do
  counters=$(grep -o '<Counters [^>]*>' "$file")
  value() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  total=$((total + $(value total)))
  passed=$((passed + $(value passed)))
  failed=$((failed + $(value failed) + $(value error) + $(value timeout) + $(value aborted)))
done
skipped=$((total - passed - failed))
# Why a test was skipped is part of the result.
if [ "$skipped" -gt 0 ]; then
  echo "Skipped, because:"
  sed -n '/outcome="NotExecuted"/,/<\/UnitTestResult>/ s:.*<Message>\(.*\)</Message>.*:\1:p' "$1"/*.trx | sort | uniq -c | sort -rn
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$total" -gt 0 ] && [ "$failed" -eq 0 ]
