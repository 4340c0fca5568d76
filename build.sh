#!/usr/bin/env bash
# The project's own front door: sets up what is missing, builds, tests, shows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
usage: ./build.sh COMMAND
  demo     warn about a deep sigmoid network as it is built, watch its gradients vanish as it trains, then train its healed twin
  test     build everything and run every test
  build    build everything
  format   check the formatting
  pack     make the packages, in artifacts/packages
  screenshots  make the pictures of docs/images anew, of the demo's run
  clean    remove what was built
TEXT
}

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

configuration=Release
artifacts=$PWD/artifacts
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
export MSBUILDTERMINALLOGGER=off

# ---- set-up -------------------------------------------------------------------------------------------------------------------

require_dotnet() {
  command -v dotnet >/dev/null || fail "the .NET SDK 10 is missing; install it from https://dotnet.microsoft.com/download and try again"
  dotnet --version >/dev/null 2>&1 || fail "this .NET SDK is too old; GradGuard needs version 10: https://dotnet.microsoft.com/download"
}

apt_install() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || return 1
  local sudo=
  [ "$(id -u)" -eq 0 ] || sudo='sudo -n'
  say "installing ${missing[*]} (Debian packages)"
  mkdir -p "$artifacts"
  { $sudo apt-get update && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends "${missing[@]}"; } \
    >"$artifacts/apt.log" 2>&1 || { tail -n 5 "$artifacts/apt.log" >&2; return 1; }
}

torchsharp_source() { sed -n 's:.*<TorchSharpSource>\(.*\)</TorchSharpSource>.*:\1:p' "$artifacts/torchsharp.props"; }
torchsharp_reason() { sed -n 's:.*<TorchSharpSourceReason>\(.*\)</TorchSharpSourceReason>.*:\1:p' "$artifacts/torchsharp.props"; }

set_up() {
  require_dotnet
  command -v npm >/dev/null || apt_install nodejs npm || fail "Node.js with npm is missing, which bundles the dashboard's page; run: sudo apt-get install nodejs npm"
  [ -f "$artifacts/torchsharp.props" ] || say "asking the NuGet feed for TorchSharp"
  quietly dotnet msbuild GradGuard.sln -t:FindTorchSharp
  if [ "$(torchsharp_source)" = package ]; then
    echo "TorchSharp: the NuGet package"
  else
    echo "TorchSharp: the offline subset over the system's libtorch ($(torchsharp_reason))"
    apt_install g++ libtorch-dev libopenblas0 ||
      fail "TorchSharp's package cannot be used ($(torchsharp_reason)), and libtorch is not installed; run: sudo apt-get install g++ libtorch-dev libopenblas0"
  fi
}

# ---- commands -----------------------------------------------------------------------------------------------------------------

# Silent when all is well; what a failed build said is what one wants to read.
quietly() {
  mkdir -p "$artifacts"
  "$@" >"$artifacts/build.log" 2>&1 || { grep -E 'error|warning' "$artifacts/build.log" | sort -u >&2 || cat "$artifacts/build.log" >&2; fail "failed: $*"; }
}

build() { quietly dotnet build "$@" -c $configuration -v:m -nologo; }

build_all() {
  set_up
  say "building GradGuard.sln"
  build GradGuard.sln
}

test_all() {
  set_up
  [ "$(torchsharp_source)" = offline ] && { apt_install python3-torch || echo "python3-torch cannot be installed; the tests that compare with PyTorch will say so and be skipped"; }
  command -v chromium >/dev/null || apt_install chromium || echo "chromium cannot be installed; the tests that look at the page will say so and be skipped"
  apt_install prometheus || echo "prometheus cannot be installed; the tests that scrape with it will say so and be skipped"
  build_all
  say "running every test"
  rm -rf "$artifacts/tests"
  local status=0
  dotnet test GradGuard.sln -c $configuration --no-build -nologo --logger trx --results-directory "$artifacts/tests" || status=$?
  eng/count-tests.sh "$artifacts/tests" || status=1
  return $status
}

# Built anew: what an earlier build left has this machine's paths in its symbols.
pack() {
  set_up
  say "packing into artifacts/packages"
  rm -rf "$artifacts/packages"
  build GradGuard.Packages.slnf -t:Rebuild -p:ContinuousIntegrationBuild=true
  quietly dotnet pack GradGuard.Packages.slnf -c $configuration -p:ContinuousIntegrationBuild=true -v:m -nologo
  ls "$artifacts"/packages/*.nupkg
}

show_warnings() { # project
  build "$1" -t:Rebuild --no-dependencies --no-restore
  grep -oE "$PWD/.*: warning .*" "$artifacts/build.log" | sed "s:$PWD/::; s: \[[^]]*\]\$::" | sort -u || echo "no warning"
}

predict() { # sample, format
  dotnet "src/Cli/bin/$configuration/net10.0/gradguard.dll" analyze "samples/$1/$1.csproj" --format "$2" --fail-on never
}

report() { # sample
  dotnet "src/Cli/bin/$configuration/net10.0/gradguard.dll" report "artifacts/demo/$1.gradguard.jsonl" -o "artifacts/demo/$1.html" --prediction "artifacts/demo/$1.json"
}

demo() {
  set_up
  local predictions=$artifacts/demo
  mkdir -p "$predictions"

  say "building the analyzers, the monitor and the samples"
  build src/Cli
  build samples/DeepResidual
  quietly dotnet restore samples/DeepSigmoid

  say "1. While you write it: dotnet build samples/DeepSigmoid"
  show_warnings samples/DeepSigmoid

  say "2. The same prediction by layer: gradguard analyze samples/DeepSigmoid/DeepSigmoid.csproj"
  predict DeepSigmoid json >"$predictions/DeepSigmoid.json" &
  predict DeepSigmoid text
  wait $!
  predict DeepResidual json >"$predictions/DeepResidual.json" &

  say "3. While it trains: dotnet run --project samples/DeepSigmoid"
  dotnet "samples/DeepSigmoid/bin/$configuration/net10.0/DeepSigmoid.dll" --prediction "$predictions/DeepSigmoid.json" --log "$predictions/DeepSigmoid.gradguard.jsonl"

  report DeepSigmoid

  say "4. The healed twin: dotnet run --project samples/DeepResidual"
  show_warnings samples/DeepResidual
  wait $!
  dotnet "samples/DeepResidual/bin/$configuration/net10.0/DeepResidual.dll" --prediction "$predictions/DeepResidual.json" --log "$predictions/DeepResidual.gradguard.jsonl"
  report DeepResidual
}

case "${1:-}" in
  demo) demo ;;
  test) test_all ;;
  build) build_all ;;
  format) set_up; dotnet format GradGuard.sln --verify-no-changes ;;
  pack) pack ;;
  screenshots) demo; say "making the pictures"; eng/screenshots.sh $configuration ;;
  clean) rm -rf artifacts; find . -type d \( -name bin -o -name obj \) -not -path './.git/*' -prune -exec rm -rf {} + ;;
  -h | --help | help) usage ;;
  *) usage >&2; exit 2 ;;
esac
