password "$LOGS_PAGE_PASSWORD"
tell POST /_security/user/kibana_system/_password "$work/password"
tell PUT /_security/role/nexus "$SAID/role.yaml"
password "$LOGS_PASSWORD" ', "roles": ["nexus", "viewer"]'
tell PUT /_security/user/nexus "$work/password"
tell PUT "/_ilm/policy/$STREAM" "$SAID/policy.yaml"
tell PUT "/_index_template/$STREAM" "$SAID/template.yaml"
stream
page kbn-xsrf
