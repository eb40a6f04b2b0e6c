# Brings a store, and its page, to what is said beside this file. Each run may find any part of it done.
set -eu
umask 077
work=$(mktemp -d)

quoted() {
  printf %s "$1" | sed 's/[\\"]/\\&/g'
}
printf 'user = "%s:%s"\n' "$ADMIN" "$(quoted "$LOGS_ADMIN_PASSWORD")" > "$work/admin"

# ask METHOD PATH [ARGUMENT OF CURL...]: prints the answer; nobody answering is tried again.
ask() {
  method=$1 path=$2
  shift 2
  curl --config "$work/admin" --silent --show-error --retry 60 --retry-delay 5 --retry-connrefused \
    --max-time 60 --header 'Accept: application/json' --output "$work/answer" --write-out '%{http_code}' --request "$method" "$@" \
    "$STORE$path" > "$work/status"
  cat "$work/answer"
}

answered() {
  case $(cat "$work/status") in
    2??) ;;
    *)
      echo "$1: $(cat "$work/status") $(cat "$work/answer")" >&2
      exit 1
      ;;
  esac
}

# tell METHOD PATH FILE: the file must be taken.
tell() {
  ask "$1" "$2" --header 'Content-Type: application/json' --data-binary "@$3" > /dev/null
  answered "$1 $2"
  echo "$1 $2"
}

password() {
  printf '{"password": "%s"%s}' "$(quoted "$1")" "${2:-}" > "$work/password"
}

stream() {
  ask GET "/_data_stream/$STREAM" > /dev/null
  if [ "$(cat "$work/status")" = 404 ]; then
    ask PUT "/_data_stream/$STREAM" > /dev/null
    answered "PUT /_data_stream/$STREAM"
  else
    tell PUT "/$STREAM/_mapping" "$SAID/mapping.json"
  fi
}

page() {
  until curl --config "$work/admin" --silent --fail --max-time 10 --output /dev/null "$PAGE/api/status"; do
    echo "waiting for $PAGE"
    sleep 5
  done
  STORE=$PAGE
  ask POST "/api/saved_objects/_import?overwrite=true" --header "$1: true" \
    --form "file=@$SAID/objects.ndjson;type=application/ndjson" > "$work/imported"
  answered "what the page shows"
  if ! grep -q '"success":true' "$work/imported"; then
    cat "$work/imported" >&2
    exit 1
  fi
}

ask GET /_cluster/health > /dev/null
answered "the store"
