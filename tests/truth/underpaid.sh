#!/usr/bin/env bash
# The loop with payers that pay by contracts: the office imports these, and every line that is paid below its
# contract must be found, to the cent, and none besides (loop.sh, compare.py).
#   tests/truth/underpaid.sh [CLAIMS [SEED]]
set -euo pipefail
SJ_CONTRACT=yes exec bash "$SOURCE/tests/truth/loop.sh" "${1:-600}" "${2:-11}"
