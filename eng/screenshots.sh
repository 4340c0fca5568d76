#!/usr/bin/env bash
# Makes docs/images/dashboard.png and report.png of the run that ./build.sh demo logged, with the system's Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

demo=$PWD/artifacts/demo
configuration=${1:-Release}

for browser in chromium chromium-browser google-chrome; do
  command -v $browser >/dev/null && break
done
command -v $browser >/dev/null || { echo "screenshots need Chromium: sudo apt-get install chromium" >&2; exit 1; }

picture() { # address, file, width,height
  "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --virtual-time-budget=3000 --window-size="$3" \
    --screenshot="$PWD/docs/images/$2" "$1" >"$demo/chromium.log" 2>&1 || { cat "$demo/chromium.log" >&2; exit 1; }
  echo "docs/images/$2"
}

# The server says where it is as soon as it is there.
exec 3< <(exec dotnet "src/Cli/bin/$configuration/net10.0/gradguard.dll" dashboard "$demo/DeepSigmoid.gradguard.jsonl")
server=$!
trap 'kill $server' EXIT
read -r said <&3
address=$(grep -oE 'http://[^ ]+' <<<"$said")
picture "$address" dashboard.png 1200,1250

# Two places of the report side by side.
cat >"$demo/report-spread.html" <<'HTML'
<!doctype html>
<meta charset="utf-8">
<style>body { margin: 0; display: flex; background: #fdfdfb } iframe { border: 0; width: 850px; height: 1040px }</style>
<iframe scrolling="no" src="DeepSigmoid.html"></iframe>
<iframe scrolling="no" src="DeepSigmoid.html#depth"></iframe>
HTML
picture "file://$demo/report-spread.html" report.png 1700,1040
