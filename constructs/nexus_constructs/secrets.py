"""How pods refer to secret values. No value is ever rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cdk8s_plus_27 import k8s

from nexus_constructs.volumes import SecretVolume


@dataclass(frozen=True, slots=True)
class SecretReference:
    """Keys of a Secret that a container reads as environment variables or files.

    Attributes:
        secret: name of the Secret.
        keys: the keys read into variables, or files, of the same name.
        aliases: key by variable or file name, for programs that insist on their own.
        pod_annotations: what makes the pod roll when the Secret's source changes.
        optional: whether a pod starts without those of the keys that are missing.
    """

    secret: str
    keys: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    pod_annotations: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False

    def picking(self, *keys: str, **aliases: str) -> "SecretReference":
        """The same Secret, narrowed to `keys` and, as variable=KEY, `aliases`."""
        return replace(self, keys=keys, aliases=aliases)

    def if_there(self) -> "SecretReference":
        """The same keys, where whoever reads them tells itself which one it misses."""
        return replace(self, optional=True)

    def env(self) -> Sequence[k8s.EnvVar]:
        """One variable a key."""
        return [
            k8s.EnvVar(
                name=variable,
                value_from=k8s.EnvVarSource(
                    secret_key_ref=k8s.SecretKeySelector(
                        name=self.secret, key=key, optional=self.optional or None
                    )
                ),
            )
            for variable, key in self._named.items()
        ]

    def files(self, path: str) -> SecretVolume:
        """One file a key in the folder `path`, which only the container's group may read.

        Raises:
            ValueError: no key is picked.
        """
        if not self._named:
            raise ValueError(f"no key of Secret {self.secret} is picked; name those to mount")
        return SecretVolume(
            self.secret,
            path,
            tuple(self._named.items()),
            tuple(self.pod_annotations.items()),
            self.optional,
        )

    def env_from(self) -> Sequence[k8s.EnvFromSource]:
        """None: a container gets the keys that it needs, not the whole Secret."""
        return ()

    def annotations(self) -> Mapping[str, str]:
        """See `pod_annotations`."""
        return self.pod_annotations

    @property
    def _named(self) -> dict[str, str]:
        """Key by variable or file."""
        return {**{key: key for key in self.keys}, **self.aliases}
