"""NOTES.txt: what Helm says after an installation."""

from collections.abc import Sequence
from typing import Final

from nexus_gitops.chart.expressions import Ref
from nexus_gitops.chart.lines import Lines
from nexus_gitops.chart.metadata import name_of, namespace_of
from nexus_gitops.chart.pipelines import Scope
from nexus_gitops.chart.runs import Derived
from nexus_gitops.chart.templates import Templates
from nexus_gitops.chart.trees import Leaf, Map, Node, Seq, When

_POD_SECURITY: Final = "pod-security.kubernetes.io/"


def notes(name: str, templates: Templates, derived: Derived, namespaces: Sequence[Node]) -> str:
    """The template of what to do next."""
    namespace = f"{{{{ {templates.text(Ref(('namespace',)))} }}}}"
    lines = [
        f"{name} is installed as {{{{ .Release.Name }}}}, in the namespace {namespace}.",
        "",
        "See how far it is, and whether it works:",
        "",
        f"  kubectl --namespace {namespace} get pods",
        "  helm --namespace {{ .Release.Namespace }} test {{ .Release.Name }}",
    ]
    if namespaces:
        lines += ["", "Let a namespace admit nothing but what the chart needs:"]
        for node in namespaces:
            lines += ["", *_of_namespace(templates.lines, node)]
    for secret in derived.secrets:
        lines += _of_secret(templates.lines, secret)
    return "\n".join(lines) + "\n"


def _of_namespace(lines: Lines, namespace: Node) -> list[str]:
    """The command that gives a namespace, which is no part of the chart, its labels."""
    match namespace:
        case When(question, yes, no):
            return lines.choice(
                question, yes, no, 0, Scope(), lambda one: _of_namespace(lines, one)
            )
        case Map(entries):
            metadata = dict(entries)["metadata"]
            assert isinstance(metadata, Map)  # noqa: S101 -- an object's
            found = dict(metadata.entries).get("labels", Map(()))
            labels = [
                f"{key}={leaf.expr}"
                for key, leaf in (found.entries if isinstance(found, Map) else ())
                if key.startswith(_POD_SECURITY) and isinstance(leaf, Leaf)
            ]
            name = f"{{{{ {lines.pipeline(name_of(namespace))} }}}}"
            return [f"  kubectl label --overwrite namespace {name} {' '.join(labels)}"]
    raise TypeError(namespace)


def _of_secret(lines: Lines, secret: Node) -> list[str]:
    """Lines that tell which Secret has to be there."""
    match secret:
        case When(question, yes, no):
            return lines.choice(question, yes, no, 0, Scope(), lambda one: _of_secret(lines, one))
        case Map(entries):
            keys = dict(entries)["keys"]
            assert isinstance(keys, Seq)  # noqa: S101 -- see `Derived.secrets`
            name = lines.scalar(name_of(secret), Scope())
            namespace = lines.pipeline(namespace_of(secret))
            return [
                "",  # here, because a condition takes the line before it away
                f"The Secret {name} has to be in the namespace {{{{ {namespace} }}}}, with the keys",
                *(line for key in keys.items for line in lines.item(key, 2, Scope())),
            ]
    raise TypeError(secret)
