"""What `cdk8s synth` runs: `nexus-gitops synth`, into the folder that cdk8s names."""

from nexus_gitops.cli.commands.synth import synth_for_cdk8s

if __name__ == "__main__":
    synth_for_cdk8s()
