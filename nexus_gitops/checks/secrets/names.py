"""What a name says of the value that it is given to: `DB_PASSWORD_1`, `bindPW`, `checksum/config`.

Only the end of a name counts: `TOKEN_TTL` and `PASSWORD_FILE` hold no secret.
"""

import re
import unicodedata
from enum import Enum, auto
from functools import lru_cache
from typing import Final


class Meaning(Enum):
    """What is kept under a name.

    `PASSWORD` may be any word. What is `ISSUED` (a token, a key) is no plain word, and an
    `OBJECT` is most often the name of a Secret, as in `TLS_SECRET`. A `KEY` of unknown use
    and a `LOGIN` (`user:password`) are secret where their value looks so. What is random
    under a `PUBLIC` name is none: a digest, an id, a certificate.
    """

    PASSWORD = auto()
    ISSUED = auto()
    OBJECT = auto()
    KEY = auto()
    LOGIN = auto()
    PUBLIC = auto()
    NOTHING = auto()


def _folded(text: str) -> str:
    """Without case, and without accents, which people leave out."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _word_set(text: str) -> frozenset[str]:
    return frozenset(_folded(text).split())


# A word for a password ends longer ones too: `dbpassword`, `数据库密码`.
_PASSWORD_ENDINGS: Final = tuple(
    _word_set(
        """password passwords passwd passwds passphrase passphrases passcode passcodes passwrd
        requirepass masterauth primaryauth userpass dbpass storepass keypass rootpw userpw dbpw
        bindpw adminpw passwort passwörter kennwort kenwoord wachtwoord contraseña contraseñas
        contrasenya motdepasse motsdepasse senha senhas palavrapasse parola salasana lösenord
        passord adgangskode hasło haslo heslo jelszó şifre lozinka slaptažodis parole
        пароль пароля пароли паролем κωδικός סיסמה סיסמא المرور 密码 密碼 口令 暗証番号
        パスワード パスフレーズ 비밀번호 암호 รหัสผ่าน katasandi"""
    )
)
_PASSWORD_WORDS: Final = _word_set(
    """pass passes pwd pwds pw pws psk pswd psw passw pword passe mnemonic geslo parool sandi khẩu
    lykilorð gaslo pincode community"""
) - {"community"}
_PW_OWNERS: Final = _word_set(
    """
        db user root admin bind ldap auth pg my sql redis smtp mail app login svc sa ftp key
        rest trust ca mgr manager repl olcroot
    """
)
_ENDS_IN_PASS: Final = re.compile(
    r"(?<!com)(?<!by)(?<!tres)(?<!sur)(?<!over)(?<!under)(?<!low)(?<!high)(?<!band)(?<!all)"
    r"(?<!multi)(?<!proxy)(?<!cgi)(?<!grpc)(?<!memcached)pass$"
)
_BEFORE_A_PASS_OF_ANOTHER_KIND: Final = _word_set(
    """
        to
        proxy fastcgi scgi uwsgi grpc memcached first second third single double multi test
        tests render by com low high band must checks
    """
)

_ISSUED_ENDINGS: Final = tuple(
    _word_set(
        """token tokens apikey apikeys secretkey accesskey privatekey privkey signingkey
        encryptionkey masterkey authkey sharedkey presharedkey licensekey accountkey secrets
        secret jeton 令牌 密钥 密鑰 秘钥 トークン シークレット 秘密鍵 토큰 токен geheimnis segredo"""
    )
)
_ISSUED_WORDS: Final = _word_set("jwt salt pepper bearer secreto секрет")
_OBJECT_WORDS: Final = _word_set(
    """
        secret secrets credential credentials creds cred
    """
)
_OBJECT_ENDINGS: Final = ("secret", "secrets", "credentials", "credential")
_NAMES_AN_OBJECT: Final = _word_set(
    """
        tls ssl pull image images imagepull cert certs certificate ca existing registry docker
        ingress mount volume k8s kube kubernetes target source ref from external sealed name
        dockerconfig dockerconfigjson regcred mounted credentials creds credential
    """
)
_NAMES_A_VALUE: Final = _word_set(
    """
        jwt client session cookie app application hmac signing signature shared consumer
        encryption csrf xsrf django flask rails laravel nextauth auth oauth oauth2 oidc api
        hash webhook token access refresh key turn totp otp bot internal
    """
)
_KEY_OF_A_CREDENTIAL: Final = _word_set(
    """
        api secret secrets private priv access signing sign encryption encrypt crypt crypto
        aes hmac auth authentication account master shared preshared session cookie jwt fernet
        license licence deploy storage unseal recovery decryption seal webhook integration
        ingest ingestion subscription service function rsa ecdsa ed25519 wrapping kek
        dek
    """
)
_KEY_OF_ANOTHER_KIND: Final = _word_set(
    """
        resource
        gpg pgp
        public primary foreign sort partition cache object s3 routing idempotency config
        registry lookup map label annotation hash row site order group index unique composite
        natural topology field metric message record translation i18n locale queue topic shard
        lock property setting data item entry column dictionary json path state storage_state
    """
)
_LOGIN_WORDS: Final = _word_set(
    """
        auth login userinfo basicauth userpwd upstream
    """
)
_NOT_A_VALUE: Final = _word_set(
    """
        public publishable pub
    """
)

_PUBLIC_ANYWHERE: Final = _word_set(
    """
        publishable
        checksum checksums cksum digest digests sha sha1 sha224 sha256 sha384 sha512 sha3 md5
        b3sum blake2b blake3 crc32 fingerprint fingerprints thumbprint uid uids uuid guid
        certificate certificates cert cacert cabundle integrity commit public pubkey publickey
        sha256sum sha512sum spki jwks recipient recipients verification gpg pgp
    """
)
_PUBLIC_LAST: Final = _word_set(
    """
        traceparent tracestate
        id ids hash hashes sum fpr fp revision rev etag version kid x5t x5c sri serial issuer
        certs ca cabundle bundle crt chain modulus tag signature sig mac iv logo icon favicon
        picture thumbnail avatar screenshot img png svg jpg jpeg ico gif webp woff woff2 ttf
        wasm hostname endpoint zone arn build image images font pin pins sealed ciphertext
    """
) - {"image", "images", "tag", "version"}
_OF_CHECKSUMS: Final = frozenset(
    ("checksum", "checksums", "digest", "digests", "fingerprint", "fingerprints", "thumbprint")
)
_DENIES: Final = frozenset(("no", "without", "skip"))
_OWNERS: Final = _word_set(
    "db database postgres postgresql pg mysql mariadb mongo mongodb redis admin root user app api smtp mail email ldap ftp sftp ssh wifi vpn github gitlab aws s3 minio grafana kafka rabbitmq elastic jenkins harbor keycloak server client master replica banco bd бд base bdd datenbank usuario utilisateur benutzer"
)
_IDS_THAT_OPEN: Final = _word_set(
    """
        session sess secret sid
    """
)

_ABOUT_A_HASH: Final = _word_set(
    """
        hash hashed hex sha1 sha256 sha512 md5 bcrypt digest encrypted scram
    """
)
_SUFFIXES: Final = _word_set(
    """
        old new previous prev current next secondary backup b64 base64 encoded plain plaintext
        cleartext value val literal raw prod production dev development staging stage test
        testing qa default confirm confirmation again repeat verify verification ro rw live
        sandbox override string str text
    """
)
_COUNTING: Final = _word_set(
    """
        min max minimum maximum length len count limit num number size ttl timeout expiry
        expires expire expiration age days hours minutes seconds interval retries attempts
        rotation rotate history period lifetime validity cost rounds refresh total budget per
    """
)

_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GAP: Final = re.compile(r"[\W_]+")
_EXTENSION: Final = re.compile(
    r"\.(?:txt|dat|bin|conf|cfg|env|properties|b64|base64|json|ya?ml|ini|xml|toml)$", re.IGNORECASE
)
_LONGEST: Final = 200  # characters; a longer text is no name


@lru_cache(maxsize=8192)  # the names of API fields come again in every object
def words(name: str) -> tuple[str, ...]:
    """The words of a name, folded: `("db", "password", "1")` of `dbPassword_1`."""
    parts = _GAP.split(_HUMP.sub(" ", name[-_LONGEST:]))
    return tuple(_folded(part) for part in parts if part)


@lru_cache(maxsize=8192)
def meaning(name: str) -> Meaning:
    """What a value under `name` is; of a path (`auth.password`) the end counts."""
    said = words(_EXTENSION.sub("", name))
    if not said or said[0] in _DENIES:
        return Meaning.NOTHING
    if not _OF_CHECKSUMS.isdisjoint(said) or said[-2:] == ("site", "key"):
        return Meaning.PUBLIC
    if "existing" in said:
        return Meaning.OBJECT
    said = _without_suffixes(said)
    if _is_password(said):
        return Meaning.PASSWORD
    credential = _credential(said)
    if credential is not Meaning.NOTHING:
        return Meaning.PUBLIC if _NOT_A_VALUE & set(said) else credential
    last = said[-1]
    if _PUBLIC_ANYWHERE & set(said) or (
        last in _PUBLIC_LAST and not (len(said) > 1 and said[-2] in _IDS_THAT_OPEN)
    ):
        return Meaning.PUBLIC
    return Meaning.NOTHING


def is_counted(name: str) -> bool:
    """Whether a number under `name` only counts, as in `MIN_PASSWORD` and `MAX_TOKENS`."""
    said = words(name)
    return bool(_COUNTING & set(said)) or (bool(said) and said[-1] in ("tokens", "passes", "pass"))


def speaks_of_a_secret(text: str) -> bool:
    """Whether a word of `text` is one for a secret, as in a label: `Password`, `密码`."""
    return any(_says_password(word) or _says_issued(word) for word in words(text))


def _without_suffixes(said: tuple[str, ...]) -> tuple[str, ...]:
    while len(said) > 1:
        last = re.sub(r"\d+$", "", said[-1]) or said[-1]
        about_a_hash = last in _ABOUT_A_HASH and _says_password(said[-2])
        of_an_owner = said[-1] in _OWNERS and _says_password(said[-2])
        if not (
            last.isdecimal()
            or said[-1] in _SUFFIXES
            or about_a_hash
            or of_an_owner
            or len(last) == 1
        ):
            break
        said = said[:-1]
    if not said:
        return said
    *before, last = said
    return (*before, _numberless(last))


def _numberless(word: str) -> str:
    """`password` of `password2`; but `sha256` and `ed25519` stay."""
    bare = word.rstrip("0123456789")
    return bare if bare and (_says_password(bare) or _says_issued(bare)) else word


def _is_password(said: tuple[str, ...]) -> bool:
    last = said[-1]
    if last == "pass" and len(said) > 1 and said[-2] in _BEFORE_A_PASS_OF_ANOTHER_KIND:
        return False
    return _says_password(last)


def _says_password(word: str) -> bool:
    return not word.startswith("nopass") and (
        word in _PASSWORD_WORDS
        or word.endswith(_PASSWORD_ENDINGS)
        or (word.endswith("pwd") and word != "oldpwd")
        or (word.endswith("pw") and word[:-2] in _PW_OWNERS)
        or _ENDS_IN_PASS.search(word) is not None
    )


def _says_issued(word: str) -> bool:
    return word in _ISSUED_WORDS or word in _OBJECT_WORDS or word.endswith(_ISSUED_ENDINGS)


def _credential(said: tuple[str, ...]) -> Meaning:
    *before, last = said
    qualifiers = set(before)
    if last in _OBJECT_WORDS or last.endswith(_OBJECT_ENDINGS):
        if qualifiers & _NAMES_AN_OBJECT and before[-1:] != ["client"]:
            return Meaning.OBJECT
        return Meaning.ISSUED
    if last in ("id", "ids") and before[-1:] == ["secret"]:
        return Meaning.ISSUED
    if _says_issued(last):
        return Meaning.ISSUED
    if last in ("key", "keys") or (last.endswith("key") and last[:-3] in _KEY_OF_A_CREDENTIAL):
        return _key(before)
    if last == "base" and before[-1:] == ["key"]:
        return Meaning.ISSUED
    if last == "cookie" and qualifiers & {"erlang", "session", "auth"}:
        return Meaning.ISSUED
    return Meaning.LOGIN if last in _LOGIN_WORDS else Meaning.NOTHING


def _key(before: list[str]) -> Meaning:
    if not before or before[-1] in _KEY_OF_ANOTHER_KIND:
        return Meaning.NOTHING
    return Meaning.ISSUED if before[-1] in _KEY_OF_A_CREDENTIAL else Meaning.KEY


def names_a_value(name: str) -> bool:
    """Whether what `name` calls a secret is its value, as `JWT_SECRET`, and not an object's name."""
    said = _without_suffixes(words(name))
    return bool(_NAMES_A_VALUE & set(said[:-1])) or not set(said[-1:]) & _OBJECT_WORDS
