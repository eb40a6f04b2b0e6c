# What nginx says, as one JSON object a line. Its access log is that already, after what is counted
# of it; what it says on stderr is made so, without query strings.
#   GET /api 200 0.003 1735689600.000 {"timestamp":"2025-01-01T00:00:00.000Z", ...}
#   2025/01/01 00:00:00 [error] 7#7: *3 connect() failed ..., request: "GET /api/x?y HTTP/1.1"
# With -v level=LEVEL, a line is a message of the start script's own. With -v metrics=FILE, the
# figures for Prometheus are there, as those of the other services are called: up to a second old
# under load, and from the scrape before when nothing happens.

BEGIN {
  limits = split("0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10 30 60", limit, " ")
  if (metrics != "") tell()
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

# By route, and not by path, of which there is no end. A WebSocket is counted when it ends, and how
# long it lasted is no latency; a connection that ends before it asked anything is no request.
function note(method, route, status, seconds,   labels, at) {
  if (status + 0 == 0) return
  labels = "method=\"" method "\",route=\"" route "\",status=\"" status "\""
  if (status == 101) {
    sockets++
    return
  }
  for (at = 1; at <= limits && seconds + 0 > limit[at] + 0; at++);
  observed[labels, at]++
  total[labels] += seconds
  if (status >= 500) failed[route]++
}

# Renamed when it is whole, so that nobody reads a part.
function tell(   part, labels, at, many, route) {
  part = metrics ".part"
  printf "" > part
  print "# HELP nexus_request_seconds Time from the first byte of a request to the end of its answer" > part
  print "# TYPE nexus_request_seconds histogram" > part
  for (labels in total) {
    many = 0
    for (at = 1; at <= limits; at++) {
      many += observed[labels, at]
      print "nexus_request_seconds_bucket{" labels ",le=\"" limit[at] "\"} " many > part
    }
    many += observed[labels, limits + 1]
    print "nexus_request_seconds_bucket{" labels ",le=\"+Inf\"} " many > part
    print "nexus_request_seconds_count{" labels "} " many > part
    printf "nexus_request_seconds_sum{%s} %.3f\n", labels, total[labels] > part
  }
  print "# HELP nexus_request_errors_total Requests that were answered with 5xx" > part
  print "# TYPE nexus_request_errors_total counter" > part
  for (route in failed) print "nexus_request_errors_total{route=\"" route "\"} " failed[route] > part
  print "# HELP nexus_websockets_total WebSockets that have ended" > part
  print "# TYPE nexus_websockets_total counter" > part
  print "nexus_websockets_total " sockets + 0 > part
  close(part)
  system("mv -f '" part "' '" metrics "'")
}

/^[A-Za-z]+ \/[a-z]* [0-9]+ [0-9.]+ [0-9.]+ \{"timestamp":/ {
  print substr($0, index($0, "{"))
  fflush()
  note($1, $2, $3, $4)
  if ($5 - told >= 1) {
    tell()
    told = $5
  }
  next
}

$0 == "scraped" {
  tell()
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
