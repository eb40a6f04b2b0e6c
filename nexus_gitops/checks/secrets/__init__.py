"""The secret guard: nothing that looks like a credential may reach Git.

`places` walks an object and the documents in its strings; `guard` judges what is there, and
says where. It is known by its form (`keys`, `shapes` with `commands`, `known_forms` with
gitleaks' data), by its name (`names` with their `vocabulary`, `values`, `literals`), or by its
disorder (`randomness`). `exemptions` is the reviewed way past a false alarm.
"""
