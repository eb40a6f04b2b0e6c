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
from collections import Counter
from typing import Final

from nexus_gitops.checks.secrets.shapes import base64_forms

_SHORTEST: Final = 32  # characters: 24 random bytes in base64, 16 in hex
_RUN: Final = re.compile(rf"[A-Za-z0-9+/_-]{{{_SHORTEST},}}={{0,2}}")
_ONE_CASE: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?:[a-z0-9]{{{_SHORTEST},}}|[A-Z0-9]{{{_SHORTEST},}})(?![A-Za-z0-9])"
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
                   |X509\ CRL|DH\ PARAMETERS|EC\ PARAMETERS|PGP\ (?:SIGNATURE|MESSAGE))-----
        [^-]*-----END\ (?P=label)-----
      | (?:\bsha-?(?:1|256|384|512)|\bmd5)[:-][A-Za-z0-9+/_-]{32,128}={0,2}
      | (?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-[\w@.-]+)\s+AAAA[A-Za-z0-9+/]+={0,2}
      | \bage1[a-z0-9]{58}\b
      | data:image/[\w.+-]+;base64,[A-Za-z0-9+/]+={0,2}""",
    re.VERBOSE,
)
_CERTIFICATE_BASE64: Final = base64_forms(b"-----BEGIN CERTIFICATE")

_GIT_COMMIT_LENGTH: Final = 40
_DIGEST_LENGTHS: Final = frozenset({32, 40, 56, 64, 96, 128})  # hex: MD5, SHA-1, SHA-2
_SAYS_DIGEST: Final = re.compile(
    r"""(?:sha-?\d+|md5|checksum|digest|hash|integrity|commit|revision)[\w\ ./"'=:@-]{0,24}$""",
    re.IGNORECASE,
)
_SAYS_COMMIT: Final = re.compile(
    r"""(?:[/:@#]|(?:build|commit|git|head|image|re[fv]|sha|tag|version)[\w ./"'=:@-]{0,24})$""",
    re.IGNORECASE,
)
_SAYS_REACH: Final = 40  # characters before a digest that may explain it


def without_public(text: str) -> str:
    """`text` without what is random but no secret; lines keep their numbers.

    That is certificates and public keys, digests that say so (`sha256:...`), images.
    """
    if len(text) < _SHORTEST:
        return text
    return _PUBLIC.sub(lambda match: "\n" * match.group().count("\n"), text)


def random_run(line: str, key: str) -> int:
    """Length in characters of the first random-looking run in `line`; 0 if there is none.

    Args:
        line: one line of text, out of which `without_public` took what is public.
        key: the name it is kept under; `checksum/config` explains a digest.
    """
    for match in _RUN.finditer(line):
        run = match.group()
        if any(form in run for form in _CERTIFICATE_BASE64):
            continue
        if _is_random_mixed_case(run) or _holds_random_one_case(run, line[: match.start()], key):
            return len(run)
    return 0


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
        _score(len(_SWITCH.findall(window)), _entropy(window), size) >= threshold
        for window in windows
        if not (window.islower() or window.isupper())
    )


def _score(switches: int, entropy: float, size: int) -> float:
    usual_entropy = math.log2(size) - 1  # of words and paths, in bits a character
    return switches + _ENTROPY_WEIGHT * (entropy - usual_entropy)


def _holds_random_one_case(run: str, before: str, key: str) -> bool:
    for match in _ONE_CASE.finditer(run):
        text = match.group()
        if (
            len(_SWITCH.findall(text.lower())) >= _ONE_CASE_SWITCHES
            and _entropy(text) >= _ONE_CASE_ENTROPY
            and not _is_digest(text, f"{key}: {before}{run[: match.start()]}")
        ):
            return True
    return False


def _is_digest(text: str, before: str) -> bool:
    if not _is_hex(text):
        return False
    near = before[-_SAYS_REACH:]
    if len(text) == _GIT_COMMIT_LENGTH and _SAYS_COMMIT.search(near):
        return True
    return len(text) in _DIGEST_LENGTHS and bool(_SAYS_DIGEST.search(near))


def _is_hex(text: str) -> bool:
    return set(text) <= set("0123456789abcdef") or set(text) <= set("0123456789ABCDEF")


def _entropy(text: str) -> float:
    length = len(text)
    return -sum(n / length * math.log2(n / length) for n in Counter(text).values())
