password "$LOGS_PAGE_PASSWORD"
tell POST /_security/user/kibana_system/_password "$work/password"
tell PUT /_security/role/nexus "$SAID/role.json"
password "$LOGS_PASSWORD" ', "roles": ["nexus", "viewer"]'
tell PUT /_security/user/nexus "$work/password"
tell PUT "/_ilm/policy/$STREAM" "$SAID/policy.json"
tell PUT "/_index_template/$STREAM" "$SAID/template.json"
stream
page kbn-xsrf
