password "$LOGS_PAGE_PASSWORD"
tell PUT /_plugins/_security/api/internalusers/kibanaserver "$work/password"
password "$LOGS_PASSWORD" ', "backend_roles": ["kibanauser"]'
tell PUT /_plugins/_security/api/internalusers/nexus "$work/password"
tell PUT /_plugins/_security/api/roles/nexus "$SAID/role.json"
tell PUT /_plugins/_security/api/rolesmapping/nexus "$SAID/role-mapping.json"

# What is there is changed only by whoever says which version it saw.
policy=/_plugins/_ism/policies/$STREAM
found=$(ask GET "$policy")
if [ "$(cat "$work/status")" = 200 ]; then
  number=$(printf %s "$found" | sed 's/.*"_seq_no":\([0-9]*\).*/\1/')
  term=$(printf %s "$found" | sed 's/.*"_primary_term":\([0-9]*\).*/\1/')
  tell PUT "$policy?if_seq_no=$number&if_primary_term=$term" "$SAID/policy.json"
  printf '{"policy_id": "%s"}' "$STREAM" > "$work/policy"
  tell POST "/_plugins/_ism/change_policy/$STREAM" "$work/policy"
else
  tell PUT "$policy" "$SAID/policy.json"
fi

tell PUT "/_index_template/$STREAM" "$SAID/template.json"
stream
page osd-xsrf
