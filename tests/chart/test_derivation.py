"""What is derived of code that asks about values, and what is refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

import msgspec
import pytest

from nexus_gitops.chart.expressions import Call, Ref, refs
from nexus_gitops.chart.inputs import Inputs, data_of
from nexus_gitops.chart.questions import UnderivableError
from nexus_gitops.chart.runs import Derived, derive
from nexus_gitops.images.image import Image, ImageLock, ImagePolicy
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform import environment
from nexus_gitops.platform.data import Data


class Mode(StrEnum):
    SMALL = "small"
    LARGE = "large"
    HUGE = "huge"


class Inside(Data, frozen=True, kw_only=True, tag_field="kind", tag="inside"):
    pass


class Outside(Data, frozen=True, kw_only=True, tag_field="kind", tag="outside"):
    address: str
    port: int = 5432


@dataclass(frozen=True, slots=True)
class Window:
    first: int
    last: int

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"first ({self.first}) is after last ({self.last})")


class Environment(environment.Environment, frozen=True, kw_only=True):
    """One of a platform of these tests.

    Attributes:
        host: a name.
        note: a text.
        count: a number.
        tags: texts.
        labels: texts by name.
        is_public: yes or no.
        mode: one of several.
        database: one of two.
        window: two numbers, or None.
    """

    host: str = "a.example.com"
    note: str = ""
    other: str = ""
    count: int = 1
    tags: tuple[str, ...] = ()
    labels: Mapping[str, str] = msgspec.field(default_factory=dict)
    is_public: bool = False
    mode: Mode = Mode.SMALL
    database: Inside | Outside = Inside()
    window: Window | None = None


STANDARD = Environment(
    name="one",
    namespace="one",
    kubernetes=environment.KubernetesVersions(oldest="1.27", newest="1.34"),
    repository=environment.Repository(url="https://git.example.com/a.git"),
    registry="r.example.com",
    image_policy=ImagePolicy.ANY,
)
LOCK = {"web": Image("r.example.com/team/web", "1.0")}


def derived(data: Any) -> Derived:
    """What is derived of code that makes one object of this data of an environment."""

    def applications(env: environment.Environment) -> Any:
        def core(_: ImageLock) -> list[KubeObject]:
            made = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
            found = data(env)
            return [{**made, "data": found}] if found is not None else []

        return {"core": core}

    return derive(Inputs(STANDARD, ["web"]), applications, lambda _: {})


def rendered(told: Derived, **said: Any) -> Any:
    """The data of that object for an environment that says this; None where there is none."""
    env = msgspec.structs.replace(STANDARD, **said)
    (node,) = told.objects["core"]
    obj = node.evaluated(data_of(env, LOCK))
    return None if obj is None else obj["data"]


def test_a_value_goes_through_texts_and_numbers() -> None:
    def data(env: Any) -> Any:
        return {"url": f"https://{env.host}:{8000 + 2 * env.count}/", "pods": env.count + 1}

    assert rendered(derived(data), host="b", count=5) == {"url": "https://b:8010/", "pods": 6}


def test_what_is_there_or_not_follows() -> None:
    def data(env: Any) -> Any:
        return {"note": env.note} if env.note else None

    told = derived(data)

    assert rendered(told, note="hello") == {"note": "hello"}
    assert rendered(told) is None


@pytest.mark.parametrize("note", ["", "n"])
@pytest.mark.parametrize("other", ["", "o"])
@pytest.mark.parametrize("count", [1, 7])
def test_questions_that_hang_together_are_found_out(note: str, other: str, count: int) -> None:
    def data(env: Any) -> Any:
        either = "yes" if env.note or env.other else "no"
        both = {"both": "yes"} if (env.note and env.other) or env.count > 5 else {}
        return {"either": either, **both}

    expected = data(msgspec.structs.replace(STANDARD, note=note, other=other, count=count))

    assert rendered(derived(data), note=note, other=other, count=count) == expected


@pytest.mark.parametrize("tags", [(), ("a",), ("a", "b", "c")])
def test_a_list_of_any_length_is_joined_and_gone_through(tags: tuple[str, ...]) -> None:
    def data(env: Any) -> Any:
        return {
            "joined": ",".join(env.tags),
            "quoted": " ".join(f"<{tag}>" for tag in env.tags),
            "each": [{"tag": f"v{tag}"} for tag in env.tags],
            "longer": ["first", *env.tags, "last"],
        }

    assert rendered(derived(data), tags=tags) == data(msgspec.structs.replace(STANDARD, tags=tags))


def test_a_mapping_is_looked_up_and_copied() -> None:
    def data(env: Any) -> Any:
        return {"level": env.labels.get("level", env.note), "all": {"a": "ours", **env.labels}}

    told = derived(data)

    assert rendered(told, labels={"a": "theirs", "level": "high"}) == {
        "level": "high",
        "all": {"a": "theirs", "level": "high"},
    }
    assert rendered(told, note="low") == {"level": "low", "all": {"a": "ours"}}


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize("mode", list(Mode))
def test_what_is_one_of_several_is_each_of_them(*, is_public: bool, mode: Mode) -> None:
    def data(env: Any) -> Any:
        return {
            "size": {Mode.SMALL: 1, Mode.LARGE: 10, Mode.HUGE: 100}[env.mode],
            "kind": "LoadBalancer" if env.is_public else "ClusterIP",
        }

    expected = data(msgspec.structs.replace(STANDARD, is_public=is_public, mode=mode))

    assert rendered(derived(data), is_public=is_public, mode=mode) == expected


@pytest.mark.parametrize("database", [Inside(), Outside(address="db", port=5433)])
@pytest.mark.parametrize("window", [None, Window(1, 5)])
def test_parts_that_are_there_or_others(database: Inside | Outside, window: Window | None) -> None:
    def data(env: Any) -> Any:
        found = {"window": f"{env.window.first}-{env.window.last}"} if env.window else {}
        match env.database:
            case Outside():
                return {**found, "url": f"postgres://{env.database.address}:{env.database.port}"}
            case _:
                return {**found, "url": "postgres://postgres:5432"}

    expected = data(msgspec.structs.replace(STANDARD, database=database, window=window))

    assert rendered(derived(data), database=database, window=window) == expected


def test_what_a_part_refuses_is_a_guard_with_the_fields() -> None:
    (guard,) = derived(lambda env: {"window": env.window.first} if env.window else None).guards

    ((question, answer),) = guard.questions
    assert answer
    assert refs(question) == {Ref(("window", "first")), Ref(("window", "last"))}


def test_what_the_code_raises_becomes_a_guard_with_its_words() -> None:
    def data(env: Any) -> Any:
        if env.count > 9:
            raise ValueError(f"count ({env.count}) must be at most 9")
        return {"count": env.count}

    guard = derived(data).guards[-1]  # the first is of the dataclass

    assert guard.questions == ((Call("less", (9, Ref(("count",)))), True),)
    assert "must be at most 9" in str(guard.message)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param(lambda env: {"a": env.host.upper()}, "host", id="upper"),
        pytest.param(lambda env: {"a": env.host[1:]}, "host", id="slice"),
        pytest.param(lambda env: {"a": env.count // 2}, "count", id="division"),
        pytest.param(lambda env: {"a": sorted([env.host, "a"])}, "host", id="order"),
        pytest.param(lambda env: {"a": env.tags[0]}, "tags", id="one of a list"),
        pytest.param(lambda env: {env.host: "x", env.note: "y"}, "host", id="two keys"),
        pytest.param(lambda env: {"a": f"{env.host:>20}"}, "host", id="format"),
    ],
)
def test_what_no_template_says_is_refused_with_the_field(data: Any, field: str) -> None:
    with pytest.raises(UnderivableError, match=field):
        derived(data)


def test_a_refusal_that_the_code_catches_is_a_refusal_all_the_same() -> None:
    def data(env: Any) -> Any:
        try:
            return {"a": env.host.title()}
        except Exception:  # noqa: BLE001 -- as a platform might
            return {"a": "none"}

    with pytest.raises(UnderivableError, match="host"):
        derived(data)


def test_a_key_may_be_a_value_and_takes_the_place_of_one_of_that_name() -> None:
    told = derived(lambda env: {"fixed": "1", f"{env.host}": env.note})

    assert rendered(told, host="b", note="2") == {"fixed": "1", "b": "2"}
    assert rendered(told, host="fixed", note="2") == {"fixed": "2"}


def test_a_file_is_put_together_line_by_line() -> None:
    def data(env: Any) -> Any:
        lines = [
            "same: {{ .x }}",
            *(["public"] if env.is_public else []),
            "same: {{ .x }}",
            f"note of {env.host}" if env.note else "none",
            *([f"tags: {','.join(env.tags)}"] if env.tags else []),
            *([f"at {env.database.address}"] if isinstance(env.database, Outside) else []),
            "same: {{ .x }}",
        ]
        return {"file": "\n".join(lines) + "\n"}

    told = derived(data)

    for values in product(
        ("", "n"), (False, True), ((), ("a", "b")), (Inside(), Outside(address="d"))
    ):
        said = dict(zip(("note", "is_public", "tags", "database"), values, strict=True))
        assert rendered(told, **said) == data(msgspec.structs.replace(STANDARD, **said))


def test_a_value_in_a_text_of_json_is_written_as_json_has_it() -> None:
    told = derived(lambda env: {"file": json.dumps({"of": f"<{env.host}>"}, ensure_ascii=False)})

    assert rendered(told, host='a "b" \\ é') == {"file": '{"of": "<a \\"b\\" \\\\ é>"}'}


def test_an_item_may_be_twice_in_a_list() -> None:
    def data(env: Any) -> Any:
        return {"all": ["a", *(["b"] if env.is_public else []), *(["a"] if env.note else [])]}

    told = derived(data)

    for note, is_public in product(("", "n"), (False, True)):
        said = {"note": note, "is_public": is_public}
        assert rendered(told, **said) == data(msgspec.structs.replace(STANDARD, **said))


def test_what_nobody_reads_is_asked_of_nobody() -> None:
    told = derived(lambda env: {"a": env.host})

    assert told.fields() == {"host"}
