"""What Kubernetes wants texts to look like.

Sources: k8s.io/apimachinery pkg/util/validation/validation.go and pkg/api/validate/content,
https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_LABEL: Final = r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
_QUALIFIED: Final = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_SUBDOMAIN_PART: Final = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
_LONGEST_SUBDOMAIN: Final = 253


@dataclass(frozen=True, slots=True)
class Format:
    """What a text must look like.

    Attributes:
        name: as `DNS label`.
        says: what to write.
        fits: whether a text is one.
    """

    name: str
    says: str
    fits: Callable[[str], bool]


def _pattern(name: str, says: str, pattern: str) -> Format:
    compiled = re.compile(pattern, re.ASCII)
    return Format(name, says, lambda text: compiled.fullmatch(text) is not None)


def _is_subdomain(text: str) -> bool:
    return len(text) <= _LONGEST_SUBDOMAIN and all(
        _SUBDOMAIN_PART.fullmatch(part) for part in text.split(".")
    )


@lru_cache(maxsize=8192)  # the keys of labels come again in every object
def _is_qualified(text: str) -> bool:
    prefix, slash, word = text.rpartition("/")
    return bool(_QUALIFIED.fullmatch(word)) and (_is_subdomain(prefix) if slash else True)


def _is_wildcard_or_subdomain(text: str) -> bool:
    return _is_subdomain(text.removeprefix("*.")) and not _is_address(text)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text and text.rpartition("/")[2].isdecimal()


def _is_config_key(text: str) -> bool:
    return bool(_CONFIG_KEY.fullmatch(text)) and text != "." and not text.startswith("..")


_CONFIG_KEY: Final = re.compile(r"[-._a-zA-Z0-9]{1,253}")

DNS_LABEL: Final = _pattern(
    "DNS label",
    "use lower case letters, digits and '-', 63 at most, and start and end with none of '-'",
    _LABEL,
)
SERVICE_NAME: Final = _pattern(
    "name of a Service",
    "use lower case letters, digits and '-', 63 at most, and start with a letter",
    r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?",
)
DNS_SUBDOMAIN: Final = Format(
    "DNS name",
    "start and end it with a letter or digit, and use only lower case letters, digits, '-'"
    " and '.', 253 at most",
    _is_subdomain,
)
HOST: Final = Format(
    "host name",
    "write a DNS name in lower case without a port, or one that starts with '*.'",
    _is_wildcard_or_subdomain,
)
PATH_SEGMENT: Final = Format(
    "name",
    "use neither '/' nor '%', nor '.' or '..' alone",
    lambda text: text not in ("", ".", "..") and not {"/", "%"} & set(text),
)
QUALIFIED_NAME: Final = Format(
    "qualified name",
    "write a key as name or prefix/name, the name of 63 letters, digits, '-', '_' and '.' at most",
    _is_qualified,
)
LABEL_VALUE: Final = _pattern(
    "value of a label",
    "a label's value is of 63 letters, digits, '-', '_' and '.' at most; make it an annotation",
    r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?",
)
PORT_NAME: Final = _pattern(
    "name of a port",
    "use up to 15 lower case letters, digits and single '-', a letter among them",
    r"(?=.*[a-z])(?!.*--)[a-z0-9](?:[-a-z0-9]{0,13}[a-z0-9])?",
)
CONFIG_KEY: Final = Format(
    "key of a ConfigMap or Secret",
    "use letters, digits, '-', '_' and '.', 253 at most, and no '..' at its start",
    _is_config_key,
)
VARIABLE: Final = _pattern(
    "name of an environment variable",
    "use letters, digits, '_', '-' and '.', and start with no digit",
    r"(?!\.\.)(?!\.$)[-._a-zA-Z][-._a-zA-Z0-9]*",
)
HEADER: Final = _pattern("name of an HTTP header", "use letters, digits and '-'", r"[-A-Za-z0-9]+")
ADDRESS: Final = Format("IP address", "write one as 10.0.0.1 or fd00::1", _is_address)
NETWORK: Final = Format("CIDR", "write one as 10.0.0.0/8 or fd00::/8", _is_network)
CONDITION: Final = QUALIFIED_NAME
