"""cdk8s without Node: the part of it that typed objects need, in plain Python.

In the process that renders, `modules.py` gives these classes to whoever imports cdk8s,
constructs, cdk8s_plus_27 or the bindings in imports/. The types come from tables that
scripts/tabulate_types.py draws from the packages themselves (`tables.py`).

The rule that keeps it right: it answers for what it does exactly as cdk8s does, and for
nothing else. Whatever else a platform uses is noted (`unknown.py`) and makes the whole render
void, which is then done again by cdk8s, with cdk8s' own result or error.
"""
