"""A Helm chart of the same typed constructs that dist/ is rendered from.

The platform's code runs many times on values that are not known yet (`symbols`), each time
with other decisions where it asks about one (`runs`). What comes out is put together to one
tree for each object, with conditions where the runs differ (`trees`), and written as a template
(`templates`: `lines` of YAML, `pipelines` of expressions). What cannot be derived that way is
refused by the name of the field.
"""
