# Shared by the scripts of this folder: where the project is, how to speak, how to build. Sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Debian's own interpreter: the packages of scripts/deps belong to it, whatever else stands first in PATH.
# shellcheck disable=SC2034  # used by the scripts that source this
python=/usr/bin/python3

# Objects of one clone serve another clone of the same machine.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_DEPEND=1

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s\n' "$*"; }
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# The text between the second line of the calling script and its first line that is no comment is its help.
help() { sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"; }

# wrong_option OPTION: exit status 2, as for every wrong use.
wrong_option() {
  printf '%s: unknown option %s (see %s --help)\n' "$(basename "$0")" "$1" "$0" >&2
  exit 2
}

# build PRESET [TARGET...]: configures if needed and builds; says nothing but what is wrong.
build() {
  local preset=$1 log
  shift
  log=$(mktemp)
  if [ ! -f "$root/build/$preset/build.ninja" ]; then
    (cd "$root" && cmake --preset "$preset") >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; return 1; }
  fi
  if ! cmake --build "$root/build/$preset" ${1:+--target "$@"} >"$log" 2>&1; then
    grep -v '^\[[0-9]*/[0-9]*\] [BLG]' "$log" | tail -n 200 >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}
