"""Backups of a real database in a real S3 store: made whole, or not at all."""

from nexus_testbed.backups import Site


def test_a_backup_is_stored_verified_and_told(site: Site) -> None:
    run = site.run("run")

    assert run.code == 0, run.text
    (done,) = (line for line in run.lines if line["message"] == "backup done")
    assert site.backups() == [done["snapshot"]]
    assert done["schemaVersion"] == "0002"
    proof = site.run("restore-test")
    assert proof.code == 0, proof.text
