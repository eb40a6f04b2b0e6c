"""What Fluent Bit makes of the lines of pods, without Fluent Bit: its parser of the runtime's
format and its merge of JSON are a few lines of Python here; the script is the real one, run by the
LuaJIT that Fluent Bit embeds.
"""

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

import debian_packages

from nexus_platform.addons.logging.pipeline import FUNCTION, SCRIPT

_WRITER: Final = r"""
local function write(value)
  if type(value) == "string" then
    return '"' .. value:gsub('[%c"\\]', function(c) return string.format("\\u%04x", c:byte()) end) .. '"'
  elseif type(value) ~= "table" then
    return tostring(value)
  end
  local fields = {}
  for key, one in pairs(value) do fields[#fields + 1] = write(key) .. ":" .. write(one) end
  return "{" .. table.concat(fields, ",") .. "}"
end
"""


def merged(line: str, container: str, namespace: str = "nexus") -> dict[str, Any]:
    """A line as it comes to the script: after the parser `cri` and the filter `kubernetes`."""
    moment, stream, part, text = line.split(" ", 3)
    record: dict[str, Any] = {"time": moment, "stream": stream, "_p": part, "log": text}
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if isinstance(fields, dict):
        del record["log"]
        record |= fields
    kubernetes = {"container_name": container, "namespace_name": namespace}
    return {**record, "kubernetes": kubernetes}


def to_contract(records: Iterable[Mapping[str, Any]]) -> Sequence[dict[str, Any]]:
    """What the script makes of them."""
    script = files("nexus_platform.addons.logging").joinpath(SCRIPT)
    program = [_WRITER, f"dofile({_lua(str(script))})"]
    program += [
        f"do local code, _, made = {FUNCTION}('tag', 0, {_lua(record)}); assert(code == 2);"
        " print(write(made)) end"
        for record in records
    ]
    luajit = debian_packages.program("luajit", "luajit")
    done = subprocess.run(
        [luajit, "-"], input="\n".join(program), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _lua(value: Any) -> str:
    match value:
        case str():
            return '"' + "".join(f"\\{byte:03d}" for byte in value.encode()) + '"'
        case bool():
            return str(value).lower()
        case Mapping():
            return "{" + ",".join(f"[{_lua(k)}]={_lua(v)}" for k, v in value.items()) + "}"
        case list():
            return "{" + ",".join(map(_lua, value)) + "}"
        case None:
            return "nil"
    return repr(value)
