"""The words that names are made of, by what they say. Folded: without case and accents."""

import unicodedata
from typing import Final


def folded(text: str) -> str:
    """Without case, and without accents, which people leave out."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


PASSWORD_ENDINGS: Final = tuple(
    _words(
        """
        password passwords passwd passwds passphrase passphrases passcode passcodes passwrd
        requirepass masterauth primaryauth userpass dbpass storepass keypass rootpw userpw dbpw
        bindpw adminpw passwort passwörter kennwort kenwoord wachtwoord contraseña contraseñas
        contrasenya motdepasse motsdepasse senha senhas palavrapasse parola salasana lösenord
        passord adgangskode hasło haslo heslo jelszó şifre lozinka slaptažodis parole пароль
        пароля пароли паролем κωδικός סיסמה סיסמא المرور 密码 密碼 口令 暗証番号 パスワード パスフレーズ 비밀번호 암호
        รหัสผ่าน katasandi
        """
    )
)
"""Words for a password that end longer ones too: `dbpassword`, `数据库密码`."""

PASSWORD_WORDS: Final = _words(
    """
    pass passes pwd pwds pw pws psk pswd psw passw pword passe mnemonic geslo parool sandi
    khẩu lykilorð pincode
    """
)
"""Words for one that are too short to end others."""

BEFORE_PW: Final = _words(
    """
    db user root admin bind ldap auth pg my sql redis smtp mail app login svc sa ftp key
    rest trust ca mgr manager repl olcroot
    """
)
"""What may stand before `pw` in one word: `bindpw`."""

BEFORE_ANOTHER_PASS: Final = _words(
    """
    to proxy fastcgi scgi uwsgi grpc memcached first second third single double multi test
    tests render by com low high band must checks
    """
)
"""What may stand before a pass that is no password: `proxy_pass`, `first_pass`."""

OWNERS: Final = _words(
    """
    db database postgres postgresql pg mysql mariadb mongo mongodb redis admin root user app
    api smtp mail email ldap ftp sftp ssh wifi vpn github gitlab aws s3 minio grafana kafka
    rabbitmq elastic jenkins harbor keycloak server client master replica banco bd бд base
    bdd datenbank usuario utilisateur benutzer
    """
)
"""What may stand after a word for a password, to say whose: `PASSWORD_POSTGRES`."""

ABOUT_A_HASH: Final = _words(
    """
    hash hashed hex sha1 sha256 sha512 md5 bcrypt digest encrypted scram
    """
)
"""What makes a hash of a password, which can be guessed back: `passwordHash`."""

ISSUED_ENDINGS: Final = tuple(
    _words(
        """
        token tokens apikey apikeys secretkey accesskey privatekey privkey signingkey
        encryptionkey masterkey authkey sharedkey presharedkey licensekey accountkey secrets
        secret jeton 令牌 密钥 密鑰 秘钥 トークン シークレット 秘密鍵 토큰 токен geheimnis segredo
        """
    )
)
"""Words for what is issued, which end longer ones too: `authtoken`."""

ISSUED_WORDS: Final = _words(
    """
    jwt salt pepper bearer secreto секрет
    """
)
"""Words for it that do not."""

OBJECT_WORDS: Final = _words(
    """
    secret secrets credential credentials creds cred
    """
)
"""Words that mean a value, or the object that holds one."""

OF_AN_OBJECT: Final = _words(
    """
    tls ssl pull image images imagepull cert certs certificate ca existing registry docker
    ingress mount volume k8s kube kubernetes target source ref from external sealed name
    dockerconfig dockerconfigjson regcred mounted credentials creds credential
    """
)
"""What stands before them where they mean an object: `TLS_SECRET`."""

OF_A_VALUE: Final = _words(
    """
    jwt client session cookie app application hmac signing signature shared consumer
    encryption csrf xsrf django flask rails laravel nextauth auth oauth oauth2 oidc api hash
    webhook token access refresh key turn totp otp bot internal
    """
)
"""What stands before them where they mean a value: `JWT_SECRET`."""

KEYS_OF_CREDENTIALS: Final = _words(
    """
    api secret secrets private priv access signing sign encryption encrypt crypt crypto aes
    hmac auth authentication account master shared preshared session cookie jwt fernet
    license licence deploy storage unseal recovery decryption seal webhook integration
    ingest ingestion subscription service function rsa ecdsa ed25519 wrapping kek dek
    """
)
"""What stands before a key that is secret: `API_KEY`."""

KEYS_OF_ANOTHER_KIND: Final = _words(
    """
    resource gpg pgp public primary foreign sort partition cache object s3 routing
    idempotency config registry lookup map label annotation hash row site order group index
    unique composite natural topology field metric message record translation i18n locale
    queue topic shard lock property setting data item entry column dictionary json path
    state storage_state
    """
)
"""What stands before one that is none: `PRIMARY_KEY`."""

LOGIN_WORDS: Final = _words(
    """
    auth login userinfo basicauth userpwd upstream
    """
)
"""Words for a user with a password."""

MADE_PUBLIC: Final = _words(
    """
    public publishable pub
    """
)
"""What says of a key or a token that it is public."""

PUBLIC_ANYWHERE: Final = _words(
    """
    publishable checksum checksums cksum digest digests sha sha1 sha224 sha256 sha384 sha512
    sha3 md5 b3sum blake2b blake3 crc32 fingerprint fingerprints thumbprint uid uids uuid
    guid certificate certificates cert cacert cabundle integrity commit public pubkey
    publickey sha256sum sha512sum spki jwks recipient recipients verification gpg pgp
    """
)
"""Words that make what is random public, wherever they are in a name."""

PUBLIC_LAST: Final = _words(
    """
    traceparent tracestate id ids hash hashes sum fpr fp revision rev etag kid x5t x5c sri
    serial issuer certs ca cabundle bundle crt chain modulus signature sig mac iv logo icon
    favicon picture thumbnail avatar screenshot img png svg jpg jpeg ico gif webp woff woff2
    ttf wasm hostname endpoint zone arn build font pin pins sealed ciphertext
    """
)
"""Words that do so at its end."""

CHECKSUMS: Final = _words(
    """
    checksum checksums digest digests fingerprint fingerprints thumbprint
    """
)
"""Words that do so even where the name speaks of a secret: `checksum/secrets`."""

IDS_THAT_OPEN: Final = _words(
    """
    session sess secret sid
    """
)
"""What stands before an id that is secret."""

SUFFIXES: Final = _words(
    """
    old new previous prev current next secondary backup b64 base64 encoded plain plaintext
    cleartext value val literal raw prod production dev development staging stage test
    testing qa default confirm confirmation again repeat verify verification ro rw live
    sandbox override string str text
    """
)
"""What may stand after a word and change nothing: `PASSWORD_OLD`."""

COUNTING: Final = _words(
    """
    min max minimum maximum length len count limit num number size ttl timeout expiry
    expires expire expiration age days hours minutes seconds interval retries attempts
    rotation rotate history period lifetime validity cost rounds refresh total budget per
    """
)
"""Words that make a number count: `MIN_PASSWORD`."""

DENYING: Final = _words(
    """
    no without skip
    """
)
"""What makes a name say the contrary, at its beginning."""
