"""Credentials that are known by nothing but their disorder.

Two alphabets are told apart. A run in one case (hex, base32, `[a-z0-9]`) is random when it
is long, without a separator, and mixes letters with digits. A run in mixed case (base64,
base62) competes with identifiers, paths and URLs, which reach the same Shannon entropy;
what words lack is the constant switching between lower case, upper case and digits, so
entropy and switches are counted together, over a window. Weight and thresholds come from
a measurement: of 100,000 base64 texts of 32 random bytes none was missed, and of 14,000
long words, paths and identifiers from system files and program sources some twenty were
taken for random: mangled C++ names, alphabets, and names of ten and more short words.
"""

import math
import re
from functools import lru_cache
from typing import Final

from nexus_gitops.checks.secrets.documents import as_text, decoded
from nexus_gitops.checks.secrets.keys import is_certificate_base64, is_public_data
from nexus_gitops.checks.secrets.names import Meaning, meaning, words
from nexus_gitops.checks.secrets.values import entropy

_SHORTEST: Final = 32  # characters: 24 random bytes in base64, 16 in hex
_RUN: Final = re.compile(rf"[A-Za-z0-9+/_-]{{{_SHORTEST},}}={{0,2}}")
_ONE_CASE: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?:[a-z0-9]{{{_SHORTEST},}}|[A-Z0-9]{{{_SHORTEST},}})(?![A-Za-z0-9])"
)
_HEX: Final = re.compile(
    rf"(?<![A-Za-z0-9+])(?:[0-9a-f]{{{_SHORTEST},128}}|[0-9A-F]{{{_SHORTEST},128}})(?![A-Za-z0-9])"
)
_SWITCH: Final = re.compile(r"(?<=[a-z])[A-Z]|(?<=[A-Za-z])[0-9]|(?<=[0-9])[A-Z]")

_ENTROPY_WEIGHT: Final = 8
# Characters in a window and the score from which it is random: a longer one tells better.
_WINDOWS: Final = ((32, 9.5), (40, 6.5))
_STEP: Final = 4  # characters from window to window; neighbours differ too little to pay for
_ONE_CASE_ENTROPY: Final = 3.0
_ONE_CASE_SWITCHES: Final = 2

_PUBLIC: Final = re.compile(
    r"""-----BEGIN\ (?P<label>CERTIFICATE(?:\ REQUEST)?|(?:[A-Z0-9]+\ )?PUBLIC\ KEY(?:\ BLOCK)?
                   |X509\ CRL|(?:DH|EC)\ PARAMETERS|PGP\ (?:SIGNATURE|MESSAGE)|SSH\ SIGNATURE
                   |AGE\ ENCRYPTED\ FILE|PKCS7|CMS|TRUSTED\ CERTIFICATE|NEW\ CERTIFICATE\ REQUEST
                   )-----
        [^-]*-----END\ (?P=label)-----
      | \b(?i:sha-?(?:1|224|256|384|512)|md5|blake[23]b?)[:=-][A-Za-z0-9+/_-]{32,128}={0,2}
      | \bh1:[A-Za-z0-9+/]{43}=
      | (?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-[\w@.-]{1,60})\s+AAAA[A-Za-z0-9+/]+={0,2}
      | \|1\|[A-Za-z0-9+/]{27}=\|[A-Za-z0-9+/]{27}=
      | \bage1[a-z0-9]{58}\b
      | data:(?:image/|font/|audio/|video/|application/(?:x-|vnd\.)?(?:font|ms-font|wasm|pdf))[\w.+-]*(?:;[\w=.-]+){0,3},[A-Za-z0-9+/%]+={0,2}
      | \bENC\[[A-Z0-9_]+,data:[^\[\]]*\]
      | \bENC\([\w+/=]+\)
      | https?://[0-9a-f]{32}@[\w.-]{0,100}\bsentry\b[\w.-]{0,100}
      | \.google\.com/[\w/-]{0,60}/d/(?:e/)?[\w-]{20,}
      | \{cipher\}[\w+/=-]+
      | \$ANSIBLE_VAULT;[^\n]*\n(?:[ \t]*[0-9a-f]{10,}\n?)+
      | (?<![\w+/])Ag[A-D][A-Za-z0-9+/]{300,}={0,2}
      | (?<![\w+/])AQICAH[A-Za-z0-9+/]{40,}={0,2}
      | \bv=DKIM1;[^"\n]{0,1000}
      | [a-z]-verification=[\w-]+
      | \bapplyset-[\w-]{43}-v1
      | \beyJ[\w-]{8,}\.\.[\w-]{20,}
      | \b0x[0-9a-fA-F]{40}\b""",
    re.VERBOSE,
)

_GIT_COMMIT_LENGTH: Final = 40
_DIGEST_LENGTHS: Final = frozenset({32, 40, 56, 64, 96, 128})  # hex: MD5, SHA-1, SHA-2
_SAYS_DIGEST: Final = re.compile(
    r"""(?:sha-?\d+|md5|checksum|digest|hash|integrity|commit|revision)[\w\ ./"'=:@-]{0,24}$""",
    re.IGNORECASE,
)
_SAYS_COMMIT: Final = re.compile(
    r"""(?:[/:@]|\#\s*|(?:build|commit|git|head|image|re[fv]|sha|tag|version)[\w ./"'=:@-]{0,24})$""",
    re.IGNORECASE,
)
_SAYS_FINGERPRINT: Final = re.compile(
    r"(?:finger-?print|recv-keys?|receive-keys|keyserver|gpg|pgp|signed-by|key ?id)[^|;]{0,60}$",
    re.IGNORECASE,
)
_SAYS_REACH: Final = 80  # characters before a run that may explain it
_NAME_REACH: Final = 120  # characters before a run that hold its name
_NAME_BEFORE: Final = re.compile(
    r"(?P<name>[\w./-]{1,80})[\"'\\]{0,3}\s{0,3}[:=]{1,2}\s{0,3}[\"'(\\]{0,3}$"
)
_FIRST_NAME: Final = re.compile(r"\s{0,40}(?P<name>[\w.-]{1,80})\s{0,3}[=:][^,;={}]{0,100}$")
_CHECKSUM_TOOL: Final = re.compile(
    r"sha\d*sum|shasum|md5sum|b[23]sum|cksum|openssl dgst|--check(?:sum)?\b|checksum|integrity|\bsha-?\d{1,3}\s*(?:hash|digest)",
    re.IGNORECASE,
)
_OF_PGP: Final = re.compile(
    r"\b(?:gpg2?|pgp|fingerprint|apt-key|pub\s+(?:rsa|ed|dsa))", re.IGNORECASE
)
_BEFORE_A_FILE: Final = re.compile(r"^ [ *][\w./$@~-]")
_LENGTHS_OF_A_TAG: Final = (32, 40)  # images of a build, by MD5 or by Git's commit
_IMAGE_BEFORE: Final = re.compile(r"[\w.-]/[\w.-]{1,100}:(?:[a-z0-9.]{1,10}-)?$")
_HOST_AFTER: Final = re.compile(
    r"^(?:-\d{1,12})?(?:\.[a-z0-9-]{1,63}){2,8}(?![\w.])", re.IGNORECASE
)
_PATH_BEFORE: Final = re.compile(r"(?:[\w.-]/|^/)(?:[\w.~%-]{1,60}/){0,8}$")
_PATH_AFTER: Final = re.compile(r"""^(?:-json\.log|[/?\#"'\s<>),;\\]|$|\.[a-z]{2,5}\b)""")
_OPENS_BY_PATH: Final = re.compile(r"hook|token|secret|/bot|/key|invite|ping", re.IGNORECASE)
_ALPHABETS: Final = ("abcdefghij", "ABCDEFGHIJ", "0123456789")


def without_public(text: str) -> str:
    """`text` without what is random but no secret; lines keep their numbers.

    That is certificates and public keys, digests that say so (`sha256:...`), images, and
    what SOPS, Ansible and others encrypted to be kept in Git.
    """
    if len(text) < _SHORTEST:
        return text
    return _PUBLIC.sub(lambda match: "\n" * match.group().count("\n"), text)


def random_run(line: str, key: str, text: str) -> str:
    """The first random-looking run in `line` that nothing says is public; "" if there is none.

    Args:
        line: one line of text, out of which `without_public` took what is public.
        key: the name it is kept under; `checksum/config` explains a digest.
        text: all of the text that it is from, which may speak of checksums.
    """
    line = _without_public_hex(line, key, text)
    for match in _RUN.finditer(line):
        run = match.group()
        if _is_explained(line[: match.start() + run.startswith("//")], key):
            continue
        if _is_random_mixed_case(run):
            if not _is_public_base64(run):
                return run
        elif any(_is_random_one_case(part) for part in _ONE_CASE.findall(run)):
            return run
    return ""


def _without_public_hex(line: str, key: str, text: str) -> str:
    """`line` without digests and identifiers in hex that it, or `text`, shows to be public.

    They go first, because a path around one (`com/id/B4EA...`) would look random with it.
    """

    def kept(match: re.Match[str]) -> str:
        before, after = f"{key}: {line[: match.start()]}", line[match.end() :]
        return "-" if _is_public_hex(match.group(), before, after, text) else match.group()

    return _HEX.sub(kept, line)


def _is_explained(before: str, key: str) -> bool:
    """Whether the name that the run is given to, or is kept under, says that it is public."""
    near = _NAME_BEFORE.search(before[-_NAME_REACH:])
    name = near["name"] if near and not near["name"].isdecimal() else key
    if meaning(name) is Meaning.PUBLIC:
        return True
    first = _FIRST_NAME.match(before[:_NAME_REACH]) if near else None
    return first is not None and "public" in words(first["name"])


def _is_random_mixed_case(run: str) -> bool:
    return any(_has_random_window(run, size, threshold) for size, threshold in _WINDOWS)


def _has_random_window(run: str, size: int, threshold: float) -> bool:
    if len(run) < size:
        return False
    most_entropy = math.log2(min(len(set(run)), size))
    if _score(len(_SWITCH.findall(run)), most_entropy, size) < threshold:
        return False
    last = len(run) - size
    windows = (run[start : start + size] for start in (*range(0, last, _STEP), last))
    return any(
        _score(len(_SWITCH.findall(window)), entropy(window), size) >= threshold
        for window in windows
        if not (window.islower() or window.isupper())
    )


def _score(switches: int, entropy: float, size: int) -> float:
    usual_entropy = math.log2(size) - 1  # of words and paths, in bits a character
    return switches + _ENTROPY_WEIGHT * (entropy - usual_entropy)


def _is_random_one_case(text: str) -> bool:
    return (
        len(_SWITCH.findall(text.lower())) >= _ONE_CASE_SWITCHES
        and entropy(text) >= _ONE_CASE_ENTROPY
        and not any(alphabet in text.lower() for alphabet in _ALPHABETS)
    )


def _is_public_base64(run: str) -> bool:
    if is_certificate_base64(run) or any(alphabet in run for alphabet in _ALPHABETS):
        return True
    content = decoded(run)
    return content is not None and (is_public_data(content) or as_text(content) is not None)


def _is_public_hex(run: str, before: str, after: str, text: str) -> bool:
    near = before[-_SAYS_REACH:]
    if _HOST_AFTER.match(after) or after.startswith(".log"):
        return True
    if len(run) in _LENGTHS_OF_A_TAG and _IMAGE_BEFORE.search(near):
        return True
    if _PATH_BEFORE.search(near) and _PATH_AFTER.match(after) and not _OPENS_BY_PATH.search(near):
        return True
    if len(run) == _GIT_COMMIT_LENGTH and (
        _SAYS_COMMIT.search(near) or _SAYS_FINGERPRINT.search(near) or _speaks_of_pgp(text)
    ):
        return True
    return len(run) in _DIGEST_LENGTHS and bool(
        (near.endswith("#") and "://" in near)
        or _SAYS_DIGEST.search(near)
        or _BEFORE_A_FILE.match(after)
        or _speaks_of_checksums(text)
    )


@lru_cache(maxsize=1)  # it is asked once for each digest in a text
def _speaks_of_checksums(text: str) -> bool:
    return _CHECKSUM_TOOL.search(text) is not None


@lru_cache(maxsize=1)
def _speaks_of_pgp(text: str) -> bool:
    return _OF_PGP.search(text) is not None
