#!/usr/bin/env bash
# Asks one question with curl alone: ask.sh URL TOKEN-FILE QUESTION.json FOLDER
# Exit code 0: FOLDER has datasets.json, table.csv and receipt.json. 1: it was refused, and standard error says why.
set -euo pipefail
[ $# -eq 4 ] || {
    sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2
    exit 2
}
url=$1 token=$2 question=$3 folder=$4

# One request, its body into a file. The token goes from its file into a pipe, so it never stands in the list of processes.
# A gateway that is busy says 429 or 503, and in Retry-After when to come back: `--retry` does as it says.
call() {
    local file=$folder/$1
    shift
    curl --silent --show-error --fail-with-body --retry 8 --output "$file" \
        --header @<(printf 'Authorization: Bearer %s\n' "$(<"$token")") "$@" || {
        cat "$file" >&2
        rm -f "$file"
        exit 1
    }
}

call datasets.json "$url/v1/datasets"

# The table comes as CSV. A value that is not shown is an empty field, and the `.status` beside it says why.
# `%header{…}` needs curl 7.84 or newer.
said=$(call table.csv --header 'Content-Type: application/json' --header 'Accept: text/csv' \
    --data-binary "@$question" --write-out '%{http_code} %header{location}%header{content-location} %header{retry-after}' \
    "$url/v1/queries")
read -r status path wait <<<"$said"

# 202: the answer takes longer. It will be at `path`.
while [ "$status" = 202 ]; do
    sleep "$wait"
    said=$(call table.csv --header 'Accept: text/csv' --write-out '%{http_code} %header{retry-after}' "$url$path")
    read -r status wait <<<"$said"
done

# The receipt proves that the answer stands in the audit log: keep it with the table (deploy/check-receipt checks it).
call receipt.json "$url$path/receipt"
