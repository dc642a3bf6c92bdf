#!/usr/bin/env bash
# Builds the server that the MongoDB specs run on where no mongod can be had, once a machine (about 4 minutes, needs cargo).
# It speaks MongoDB's wire protocol; it is a program of the tests and never part of the product.
set -eu
root="$HOME/.cache/learning-hub/secantus"
[ -x "$root/bin/secantusd-rs" ] || command -v secantusd-rs >/dev/null || command -v mongod >/dev/null ||
  cargo install secantus-mdb --version 0.5.3-beta.196 --ignore-rust-version --quiet --root "$root"
