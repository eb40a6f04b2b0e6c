"""What Kubernetes objects say, read so that checks can judge it. No rule is kept here."""
