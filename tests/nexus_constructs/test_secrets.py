"""How pods refer to secret values."""

import pytest
from cdk8s_plus_27 import k8s

from nexus_constructs.secrets import SecretReference


def references(secret: SecretReference) -> dict[str, tuple[str | None, str]]:
    """Secret and key by variable."""
    found = {}
    for variable in secret.env():
        assert variable.value_from is not None
        reference = variable.value_from.secret_key_ref
        assert isinstance(reference, k8s.SecretKeySelector)
        found[variable.name] = (reference.name, reference.key)
    return found


def test_picking_narrows_to_keys_and_aliases_and_keeps_the_rest() -> None:
    whole = SecretReference("keys", pod_annotations={"checksum/secrets": "abc"})

    picked = whole.picking("TOKEN", PASSWORD="DB_PASSWORD")

    assert references(picked) == {
        "TOKEN": ("keys", "TOKEN"),
        "PASSWORD": ("keys", "DB_PASSWORD"),
    }
    assert picked.annotations() == {"checksum/secrets": "abc"}


def test_a_container_never_gets_the_whole_secret() -> None:
    assert not SecretReference("keys").env()
    assert not SecretReference("keys").picking("TOKEN").env_from()


def test_the_keys_that_are_picked_are_files_that_the_group_alone_may_read() -> None:
    tls = SecretReference("tls", pod_annotations={"checksum/secrets": "abc"})

    files = tls.picking("tls.crt", **{"key.pem": "tls.key"}).files("/tls")

    assert files.items == (("tls.crt", "tls.crt"), ("key.pem", "tls.key"))
    assert files.annotations() == {"checksum/secrets": "abc"}
    made = files.volume().secret
    assert isinstance(made, k8s.SecretVolumeSource)
    assert (made.secret_name, made.default_mode) == ("tls", 0o440)
    assert files.mount().read_only is True


def test_a_whole_secret_is_never_mounted() -> None:
    with pytest.raises(ValueError, match="no key of Secret keys is picked"):
        SecretReference("keys").files("/keys")


def test_a_pod_starts_without_what_is_only_picked_if_it_is_there() -> None:
    picked = SecretReference("keys").picking("TOKEN").if_there()

    (variable,) = picked.env()
    assert variable.value_from is not None
    reference = variable.value_from.secret_key_ref
    assert isinstance(reference, k8s.SecretKeySelector)
    assert reference.optional is True
    made = picked.files("/keys").volume().secret
    assert isinstance(made, k8s.SecretVolumeSource)
    assert made.optional is True
