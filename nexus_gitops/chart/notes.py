"""NOTES.txt: what Helm says after an installation."""

from collections.abc import Sequence

from nexus_gitops.chart.expressions import Ref
from nexus_gitops.chart.runs import Derived
from nexus_gitops.chart.templates import Templates
from nexus_gitops.chart.trees import Node


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
            lines += ["", *templates.namespace_notes(node)]
    for secret in derived.secrets:
        lines += templates.secret_notes(secret)
    return "\n".join(lines) + "\n"
