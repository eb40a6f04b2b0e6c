"""NOTES.txt: what Helm says after an installation."""

from collections.abc import Sequence

from nexus_gitops.chart.runs import Derived
from nexus_gitops.chart.templates import Templates
from nexus_gitops.chart.trees import Leaf, Map, Node

_POD_SECURITY = "pod-security.kubernetes.io/"


def notes(name: str, templates: Templates, derived: Derived, namespaces: Sequence[Node]) -> str:
    """The template of what to do next."""
    from nexus_gitops.chart.expressions import Ref

    namespace = f"{{{{ {templates.text(Ref(('namespace',)))} }}}}"
    lines = [
        f"{name} is installed as {{{{ .Release.Name }}}}, in the namespace {namespace}.",
        "",
        "See how far it is, and whether it works:",
        "",
        f"  kubectl --namespace {namespace} get pods",
        "  helm --namespace {{ .Release.Namespace }} test {{ .Release.Name }}",
    ]
    labels = [f"{key}={value}" for key, value in _labels(namespaces).items()]
    if labels:
        lines += [
            "",
            "Let the namespace admit nothing but what the chart needs:",
            "",
            f"  kubectl label --overwrite namespace {namespace} " + " ".join(labels),
        ]
    for secret in derived.secrets:
        lines += ["", *templates.secret_notes(secret)]
    return "\n".join(lines) + "\n"


def _labels(namespaces: Sequence[Node]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in namespaces:
        metadata = dict(node.entries)["metadata"] if isinstance(node, Map) else None
        labels = dict(metadata.entries)["labels"] if isinstance(metadata, Map) else None
        for key, leaf in labels.entries if isinstance(labels, Map) else ():
            if key.startswith(_POD_SECURITY) and isinstance(leaf, Leaf):
                found[key] = str(leaf.expr)
    return found
