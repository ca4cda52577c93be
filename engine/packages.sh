#!/usr/bin/env bash
# Installs the Debian packages that are missing for what is named: build, test.
set -euo pipefail

build="build-essential cmake ninja-build pkg-config libxml2-dev libpcre2-dev libjansson-dev libsqlite3-dev libssl-dev libarchive-dev libxlsxwriter-dev libcurl4-openssl-dev libssh-dev"
test="check sqlite3 python3 openssh-server openssh-client openssl"

wanted=""
for what in "$@"; do
    case $what in
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    *) echo "packages.sh: build or test, not '$what'" >&2; exit 2 ;;
    esac
done

missing=""
for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "installing:$missing" >&2
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
