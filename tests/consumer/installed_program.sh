#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# installed_program.sh PREFIX VERSION: the program as it is installed, from an empty folder, with nothing of the source beside it.
set -eu
PATH="$1/bin:$PATH"
said=$(nextclick --version)
[ "$said" = "$2" ] || { echo "nextclick --version says $said, not $2" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
nextclick simulate clicks.tsv --sessions 500 --items 60
nextclick inspect clicks.tsv
nextclick train vsknn --log clicks.tsv --model first
nextclick train gru4rec --log clicks.tsv --model second --width 16 --epochs 1 --hold-out 0.1
nextclick compare first second --log clicks.tsv
nextclick recommend second --log clicks.tsv --k 3 --out next.tsv
rows=$(wc -l <next.tsv)
[ "$rows" -eq 1501 ] || { echo "next.tsv has $rows rows, not three for each of 500 sessions and their header" >&2; exit 1; }
