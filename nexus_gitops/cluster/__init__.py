"""What runs in a cluster, and the root that starts it; the only package that talks to one."""
