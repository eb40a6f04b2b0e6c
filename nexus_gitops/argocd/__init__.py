"""What Argo CD is told: projects and Applications."""
