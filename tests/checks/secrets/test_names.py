"""What a name says is kept under it."""

import pytest

from nexus_gitops.checks.secrets.names import Meaning, is_counted, meaning, words

NAMES = {
    Meaning.PASSWORD: (
        "password PGPASSWORD db.pass DB_PW bindPW rootpw DB_PASSWORD_1 passwordOld PASSWORD_POSTGRES"
        " passwd requirepass WIFI_PSK ssl.keystore.password contraseña CONTRASENA mot_de_passe"
        " 数据库密码 пароль_бд パスワード passwordHash adminPassword.txt"
    ),
    Meaning.ISSUED: (
        "token API_TOKEN_2 apiKey SECRET_KEY jwtSecret JWT_SECRET clientSecret client_secret"
        " private-key secret_id SECRET_KEY_BASE RABBITMQ_ERLANG_COOKIE 密钥"
    ),
    Meaning.OBJECT: "TLS_SECRET imagePullSecret caCredentials existingSecret existingSecretKey",
    Meaning.KEY: "STRIPE_KEY clientKey",
    Meaning.LOGIN: "BASIC_AUTH auth",
    Meaning.PUBLIC: (
        "checksum/config checksum/secrets uid traceId publicKey NEXT_PUBLIC_API_KEY sha256 etag"
        " GPG_KEY fingerprint caBundle RECAPTCHA_SITE_KEY STRIPE_PUBLISHABLE_KEY"
    ),
    Meaning.NOTHING: (
        "PASSWORD_FILE TOKEN_TTL secretName SECRETARY compass bypass proxy_pass NO_PASSWORD"
        " primaryKey cacheKey keyboard tokenizer monkey passport seed sessionId first_pass"
    ),
}


@pytest.mark.parametrize(
    ("expected", "name"), [(said, name) for said, names in NAMES.items() for name in names.split()]
)
def test_meaning_of_a_name(expected: Meaning, name: str) -> None:
    assert meaning(name) is expected


def test_words_of_a_name_are_folded() -> None:
    assert words("dbPassword_1") == ("db", "password", "1")
    assert words("HTTPSProxy-Contraseña") == ("https", "proxy", "contrasena")


@pytest.mark.parametrize("name", ["MIN_PASSWORD", "MAX_TOKENS", "password.length", "TOKEN_TTL"])
def test_name_that_counts(name: str) -> None:
    assert is_counted(name)
    assert not is_counted("DB_PASSWORD")
