"""Jobs and CronJobs.

Sources: pkg/apis/batch/validation/validation.go and pkg/apis/batch/v1/defaults.go
"""

from collections.abc import Iterator
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.formats import DNS_LABEL, DNS_SUBDOMAIN
from nexus_gitops.checks.objects.place import Place, negative, outside
from nexus_gitops.checks.refusals.cron import is_time_zone, schedule_fault
from nexus_gitops.checks.refusals.metadata import check_metadata_fields
from nexus_gitops.checks.refusals.workloads import check_template

_RULE: Final = "refused-job"
_MOST_INDEXED: Final = 100_000
_LONGEST_MANAGER: Final = 63
_COUNTS: Final = (
    "activeDeadlineSeconds",
    "backoffLimit",
    "backoffLimitPerIndex",
    "completions",
    "maxFailedIndexes",
    "parallelism",
    "ttlSecondsAfterFinished",
)


def check_job(obj: Place) -> Iterator[Finding]:
    """Rule `refused-job` and those of pods."""
    spec = obj.at("spec")
    yield from _job_spec(spec)
    if spec.has("parallelism"):  # without either of them both are 1
        yield from _completions(spec)
    completions = spec.number("completions")
    if spec.text("completionMode") == "Indexed" and completions:
        name = f"{obj.text('metadata', 'name')}-{completions - 1}"
        if not DNS_LABEL.fits(name):
            yield obj.at("metadata", "name").refused(
                _RULE, f"makes {name}, which is no host name", "shorten it"
            )
    if spec.at("manualSelector").value is True and not spec.has("selector"):
        yield spec.at("selector").refused(
            _RULE, "is not set beside manualSelector", "set it, or remove manualSelector"
        )
    if spec.at("selector").value and spec.at("manualSelector").value is not True:
        yield Place(obj.owner, "spec.selector", None).refused(
            _RULE, "is made by the API server", "remove it"
        )


def check_cron_job(obj: Place) -> Iterator[Finding]:
    """Rule `refused-job` and those of pods."""
    spec = obj.at("spec")
    schedule = spec.at("schedule")
    if isinstance(schedule.value, str) and (fault := schedule_fault(schedule.value)):
        fix = "write five fields as 0 3 * * *, and the time zone in timeZone"
        yield schedule.refused(_RULE, fault, fix)
    zone = spec.at("timeZone")
    if isinstance(zone.value, str) and not is_time_zone(zone.value):
        yield zone.refused(_RULE, "is no time zone", "write one as Europe/Berlin or Etc/UTC")
    yield from negative(
        spec,
        "startingDeadlineSeconds",
        "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit",
        rule=_RULE,
    )
    template = spec.at("jobTemplate")
    yield from check_metadata_fields(template.at("metadata"))
    yield from _job_spec(template.at("spec"))
    yield from _completions(template.at("spec"))
    manual, selector = (template.at("spec", name) for name in ("manualSelector", "selector"))
    if manual.value is True:
        yield manual.refused(_RULE, "is not for the Jobs of a CronJob", "remove it")
    if selector.value is not None:
        yield Place(obj.owner, selector.path, None).refused(
            _RULE, "is made by the API server", "remove it"
        )


def _completions(spec: Place) -> Iterator[Finding]:
    if spec.text("completionMode") == "Indexed" and not spec.has("completions"):
        yield spec.at("completions").refused(
            _RULE, "is not set with completionMode Indexed", "set it"
        )


def _job_spec(spec: Place) -> Iterator[Finding]:
    yield from negative(spec, *_COUNTS, rule=_RULE)
    yield from check_template(spec.at("template"))
    indexed = spec.text("completionMode") == "Indexed"
    if indexed:
        yield from outside(spec.at("parallelism"), None, _MOST_INDEXED, _RULE)
        yield from outside(spec.at("maxFailedIndexes"), None, spec.number("completions"), _RULE)
    else:
        for field in ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"):
            if spec.has(field):
                yield Place(spec.owner, f"{spec.path}.{field}", None).refused(
                    _RULE, "needs completionMode Indexed", "set it, or remove this"
                )
    if spec.has("maxFailedIndexes") and not spec.has("backoffLimitPerIndex"):
        yield spec.at("maxFailedIndexes").refused(
            _RULE, "needs backoffLimitPerIndex", "set it, or remove this"
        )
    yield from _failure_policy(spec)
    manager = spec.at("managedBy")
    if isinstance(manager.value, str) and not _is_domain_path(manager.value):
        yield manager.refused(_RULE, "is no manager", "write one as example.com/manager")


def _is_domain_path(text: str) -> bool:
    domain, slash, path = text.partition("/")
    return bool(slash and path) and DNS_SUBDOMAIN.fits(domain) and len(text) <= _LONGEST_MANAGER


def _failure_policy(spec: Place) -> Iterator[Finding]:
    if not spec.has("podFailurePolicy"):
        return
    restart = spec.at("template", "spec", "restartPolicy")
    if restart.text() != "Never":
        yield restart.refused(_RULE, "is not Never beside podFailurePolicy", "write Never")
    replacement = spec.at("podReplacementPolicy")
    if replacement.text() not in ("", "Failed"):
        yield replacement.refused(_RULE, "is not Failed beside podFailurePolicy", "write Failed")
    for rule in spec.items("podFailurePolicy", "rules"):
        if rule.has("onExitCodes") == bool(rule.at("onPodConditions").value):
            yield Place(rule.owner, rule.path, None).refused(
                _RULE, "names not one of onExitCodes and onPodConditions", "name one of them"
            )
        values = rule.at("onExitCodes", "values")
        if rule.has("onExitCodes") and not values.value:
            yield values.refused(_RULE, "is empty", "name an exit code")
        if rule.text("onExitCodes", "operator") == "In":
            for value in rule.items("onExitCodes", "values"):
                if value.number() == 0:
                    yield value.refused(_RULE, "is success", "remove it")
        for value in rule.items("onExitCodes", "values"):
            yield from outside(value, 0, None, _RULE)
