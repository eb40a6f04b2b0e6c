# Makes the folder of settings that Elasticsearch starts with: what its image has, ours, and the
# password of its administrator, which it takes from its keystore alone.
set -eu
umask 077
cp -r "$ES_HOME/config/." "$ES_PATH_CONF"
cp "$SETTINGS/elasticsearch.yml" "$ES_PATH_CONF/elasticsearch.yml"
rm -f "$ES_PATH_CONF/elasticsearch.keystore"
"$ES_HOME/bin/elasticsearch-keystore" create --silent
"$ES_HOME/bin/elasticsearch-keystore" add --stdin bootstrap.password < "$PASSWORD_FILE"
