"""workspace-kernel: workspaces, their graphs, owners and live changes."""
