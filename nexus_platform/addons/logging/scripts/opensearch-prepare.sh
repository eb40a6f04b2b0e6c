# Makes the folder of settings that OpenSearch starts with: what its image has, ours, a certificate
# by which it talks to itself, and its first users.
set -eu
umask 077
made=$OPENSEARCH_PATH_CONF
cp -r "$OPENSEARCH_HOME/config/." "$made"
cp "$SETTINGS/opensearch.yml" "$made/opensearch.yml"

# No other node ever joins, but the security plugin starts without no certificate.
STORE=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
export STORE
keytool=$OPENSEARCH_JAVA_HOME/bin/keytool
rm -f "$made/node.p12" "$made/trusted.p12"
"$keytool" -genkeypair -keystore "$made/node.p12" -storetype PKCS12 -storepass:env STORE \
  -alias node -keyalg EC -groupname secp256r1 -dname "CN=opensearch" -validity 3650
"$keytool" -exportcert -keystore "$made/node.p12" -storepass:env STORE -alias node -rfc |
  "$keytool" -importcert -keystore "$made/trusted.p12" -storetype PKCS12 -storepass:env STORE \
    -alias node -noprompt
cat >> "$made/opensearch.yml" << EOF
plugins.security.ssl.transport.keystore_filepath: node.p12
plugins.security.ssl.transport.keystore_password: $STORE
plugins.security.ssl.transport.truststore_filepath: trusted.p12
plugins.security.ssl.transport.truststore_password: $STORE
EOF

# They are read where there is no index of users yet; whatever comes later, the setup brings.
ADMIN_PASSWORD=$(cat "$PASSWORD_FILE")
export ADMIN_PASSWORD
hash=$(bash "$OPENSEARCH_HOME/plugins/opensearch-security/tools/hash.sh" -env ADMIN_PASSWORD | tail -n 1)
cat > "$made/opensearch-security/internal_users.yml" << EOF
_meta: {type: internalusers, config_version: 2}
admin: {hash: "$hash", reserved: false, backend_roles: [admin]}
EOF
