"""The only user of a container engine: builds images and pushes them, with docker or podman.

`find` picks the engine of this machine, `engines` says how each is spoken to, `process` follows
what it prints. `name` stands alone, because the command line reads it at every start. Credentials stay where `docker login` or `podman login` left them: no argument
and no variable made here ever holds one.
"""
