# What nginx says, as one JSON object a line. Its access log is that already; what it says on
# stderr is made so, without query strings.
#   2025/01/01 00:00:00 [error] 7#7: *3 connect() failed ..., request: "GET /api/x?y HTTP/1.1"
# With -v level=LEVEL, a line is a message of the start script's own.

BEGIN {
  levels["debug"] = "debug"
  levels["info"] = levels["notice"] = "info"
  levels["warn"] = "warn"
}

function quoted(text) {
  gsub(/\\/, "\\\\", text)
  gsub(/"/, "\\\"", text)
  gsub(/\t/, " ", text)
  gsub(/[\001-\037\177]/, "?", text)
  return text
}

function now(   clock, line) {
  clock = "date -u +%Y-%m-%dT%H:%M:%S.000Z"
  clock | getline line
  close(clock)
  return line
}

/^\{"timestamp":/ {
  print
  fflush()
  next
}

{
  at = ""
  severity = level
  text = $0
  if (severity == "" && match(text, /^[0-9][0-9][0-9][0-9]\/[0-9][0-9]\/[0-9][0-9] [0-9:]+ \[[a-z]+\] /)) {
    at = substr(text, 1, 4) "-" substr(text, 6, 2) "-" substr(text, 9, 2) "T" substr(text, 12, 8) ".000Z"
    severity = substr(text, 22, RLENGTH - 23)
    severity = (severity in levels) ? levels[severity] : "error"
    text = substr(text, RLENGTH + 1)
    sub(/^[0-9]+#[0-9]+: /, "", text)
  } else if (severity == "") {
    severity = "warn"
    if (match(text, /^nginx: \[[a-z]+\] /)) {
      severity = substr(text, 9, RLENGTH - 10)
      severity = (severity in levels) ? levels[severity] : "error"
      text = substr(text, RLENGTH + 1)
    }
  }
  gsub(/\?[^ "]*/, "", text)
  extra = ""
  if (text == "start worker processes") {
    text = "listening"
    extra = ",\"port\":" port
  }
  printf "{\"timestamp\":\"%s\",\"level\":\"%s\",\"service\":\"graphstudio-frontend\",\"message\":\"%s\"%s}\n", (at == "" ? now() : at), severity, quoted(text), extra
  fflush()
}
