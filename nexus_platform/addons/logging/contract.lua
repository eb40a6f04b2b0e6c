-- Makes of every line what the platform's own services write: timestamp, level, service, message.
--
-- Fluent Bit has taken a line that is a JSON object apart already; any other is in `log`, the
-- runtime's time of both in `time`.

local LEVELS = {
  trace = "debug", debug = "debug", debug1 = "debug", debug2 = "debug", debug3 = "debug",
  debug4 = "debug", debug5 = "debug", info = "info", information = "info", notice = "info",
  log = "info", warn = "warn", warning = "warn", error = "error", err = "error", crit = "error",
  critical = "error", alert = "error", emerg = "error", fatal = "error", panic = "error",
}

-- Redis: the sign after its time, from debug to warning.
local REDIS = { ["."] = "debug", ["-"] = "debug", ["*"] = "info", ["#"] = "warn" }

-- `2026-01-01 00:00:00.000 UTC [42] FATAL:  the database system is starting up`
local function postgres(line)
  local level, message = line:match("^%d+%-%d%d%-%d%d %d%d:%d%d:%d%d%.%d+ %S+ %[%d+%] .-(%u+%d?):  (.*)$")
  -- HINT, DETAIL, STATEMENT and the like belong to the line before, whatever its level.
  return level and (LEVELS[level:lower()] or "info"), message
end

-- `1:M 01 Jan 2026 00:00:00.000 * Ready to accept connections tcp`
local function redis(line)
  local sign, message = line:match("^%d+:%u %d+ %a+ %d+ %d%d:%d%d:%d%d%.%d+ ([%.%-%*#]) (.*)$")
  return sign and REDIS[sign], message
end

-- `2026/01/01 00:00:00 [error] 7#7: *1 connect() failed`
local function nginx(line)
  local level, message = line:match("^%d+/%d%d/%d%d %d%d:%d%d:%d%d %[(%l+)%] (.*)$")
  return level and LEVELS[level], message
end

-- `time=2026-01-01T00:00:00.000Z level=INFO source=server.go:1 msg="Listening"`
local function logfmt(line)
  local level = line:match("^level=(%a+) ") or line:match(" level=(%a+) ")
  local message = line:match(' msg="(.-[^\\])"') or line:match(" msg=(%S+)")
  return level and LEVELS[level:lower()], level and (message or line)
end

local FORMS = { postgres, redis, nginx, logfmt }

local function read(line)
  for _, form in ipairs(FORMS) do
    local level, message = form(line)
    if level and message then
      return level, message
    end
  end
  return "info", line
end

function to_contract(tag, timestamp, record)
  local container = record.kubernetes and record.kubernetes.container_name
  if record.log ~= nil then
    record.level, record.message = read(record.log)
    record.log = nil
  end
  record.level = LEVELS[tostring(record.level):lower()] or "info"
  record.message = record.message or record.msg or ""
  -- A store refuses a line whose time it cannot read.
  if not tostring(record.timestamp):match("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%.?%d*Z$") then
    record.timestamp = record.time
  end
  record.service = record.service or container
  record.time, record._p = nil, nil
  return 2, timestamp, record
end
