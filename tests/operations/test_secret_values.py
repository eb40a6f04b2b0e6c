"""Which values a Secret is to have."""

import pytest

from nexus_gitops.errors import UsageError
from nexus_gitops.operations.secret_values import (
    Action,
    State,
    check_known,
    derived_from,
    plan,
    plan_all,
    states,
)
from nexus_gitops.platform.secrets import DeclaredSecret, Derived, Generated, Given, Key

URL = Key("URL", "", Derived(("PASSWORD",), lambda values: f"db://{values['PASSWORD']}"))
PASSWORD = Key("PASSWORD", "", Generated(16))
API_KEY = Key("API_KEY", "", Given())


def secret(*keys: Key) -> DeclaredSecret:
    return DeclaredSecret("keys", "shop", keys)


def test_what_nobody_gives_is_generated_and_what_follows_is_worked_out() -> None:
    planned = plan(secret(URL, PASSWORD), {}, {})
    assert planned.actions == {"URL": Action.DERIVED, "PASSWORD": Action.GENERATED}
    assert len(planned.values["PASSWORD"]) == 32
    assert planned.values["URL"] == f"db://{planned.values['PASSWORD']}"


def test_two_generated_values_are_never_the_same() -> None:
    one, other = (plan(secret(PASSWORD), {}, {}).values["PASSWORD"] for _ in range(2))
    assert one != other


def test_what_is_given_is_taken_and_what_follows_follows_from_it() -> None:
    planned = plan(secret(PASSWORD, URL), {}, {"PASSWORD": "given"})
    assert planned.actions == {"PASSWORD": Action.GIVEN, "URL": Action.DERIVED}
    assert planned.values == {"PASSWORD": "given", "URL": "db://given"}


def test_what_is_there_is_never_overwritten() -> None:
    present = {"PASSWORD": "old", "URL": "db://old"}
    planned = plan(secret(PASSWORD, URL), present, {"PASSWORD": "new", "URL": "db://old"})
    assert planned.actions == {"PASSWORD": Action.DIFFERS, "URL": Action.KEPT}
    assert not planned.values


def test_a_key_that_came_later_is_added_to_what_is_there() -> None:
    planned = plan(secret(PASSWORD, URL), {"PASSWORD": "old"}, {})
    assert planned.values == {"URL": "db://old"}


def test_an_empty_value_is_none() -> None:
    assert "PASSWORD" in plan(secret(PASSWORD), {"PASSWORD": ""}, {}).values
    assert states(secret(PASSWORD), {"PASSWORD": ""}) == {"PASSWORD": State.EMPTY}


@pytest.mark.parametrize("key", [API_KEY, URL])
def test_what_cannot_be_generated_is_asked_for(key: Key) -> None:
    with pytest.raises(UsageError, match=f"lacks {key.name}, which cannot be generated"):
        plan(secret(key), {}, {})


def test_one_key_has_one_value_in_all_secrets() -> None:
    two = [secret(PASSWORD), secret(PASSWORD, URL)]
    new = plan_all(two, [{}, {}], {})
    assert new[0].values["PASSWORD"] == new[1].values["PASSWORD"]
    later = plan_all(two, [{}, {"PASSWORD": "old"}], {"PASSWORD": "given"})
    assert later[0].values == {"PASSWORD": "old"}
    assert later[0].actions == {"PASSWORD": Action.SHARED}
    assert later[1].actions["PASSWORD"] is Action.DIFFERS


def test_no_value_shows_in_what_is_planned() -> None:
    assert "s3cret" not in repr(plan(secret(PASSWORD), {}, {"PASSWORD": "s3cret"}))


def test_a_value_that_does_not_follow_is_told_as_one() -> None:
    declared = secret(PASSWORD, URL, API_KEY)
    assert states(declared, {"PASSWORD": "new", "URL": "db://old"}) == {
        "PASSWORD": State.PRESENT,
        "URL": State.INCONSISTENT,
        "API_KEY": State.MISSING,
    }


def test_with_a_new_value_all_that_follow_from_it_are_new() -> None:
    assert derived_from(secret(PASSWORD, URL), {"PASSWORD": "new"}) == {"URL": "db://new"}
    assert not derived_from(secret(URL), {})


def test_a_variable_that_no_secret_has_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean PASSWORD"):
        check_known([secret(PASSWORD, URL)], ["PASWORD"])
