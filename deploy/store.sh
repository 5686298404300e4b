#!/bin/sh
# Starts one server of the event store. It takes the first passwords of its two own users from the
# environment only, and only at the founding of the cluster; here they come from files.
set -eu
EVENTSTORE_DEFAULT_ADMIN_PASSWORD=$(cat /run/secrets/store-admin-password)
EVENTSTORE_DEFAULT_OPS_PASSWORD=$(cat /run/secrets/store-ops-password)
export EVENTSTORE_DEFAULT_ADMIN_PASSWORD EVENTSTORE_DEFAULT_OPS_PASSWORD
exec /opt/eventstore/EventStore.ClusterNode
