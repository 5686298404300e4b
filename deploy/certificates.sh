#!/bin/sh
# Makes what is missing: an authority for the event store, another for PostgreSQL (whoever has a
# certificate of the former is a server of the cluster), and a certificate for each server, which names
# it and no address. One that is 270 of its 365 days old is made anew: then restart its server.
set -eu
umask 077

# Without CAP_DAC_OVERRIDE not even root writes to a file of mode 0444: files are replaced, not overwritten.

# NAME: its key never leaves /authorities
authority() {
  [ -s "/authorities/$1/ca.crt" ] ||
    es-gencert-cli create-ca -days 3650 -out "/authorities/$1"
  cp -f "/authorities/$1/ca.crt" "/tls/$1/ca.new"
  chmod 0444 "/tls/$1/ca.new"
  mv -f "/tls/$1/ca.new" "/tls/$1/ca.crt"
}

# NAME AUTHORITY USER: the user is the server's in its image
server() {
  [ -z "$(find "/tls/$1" -name server.crt -mtime -270)" ] || return 0
  rm -rf "/tls/$1/new"
  es-gencert-cli create-node -days 365 -dns-names "$1" -out "/tls/$1/new" \
    -ca-certificate "/authorities/$2/ca.crt" -ca-key "/authorities/$2/ca.key"
  chmod 0400 "/tls/$1/new/node.key"
  chmod 0444 "/tls/$1/new/node.crt"
  chown "$3" "/tls/$1/new/node.key"
  mv -f "/tls/$1/new/node.key" "/tls/$1/server.key"
  mv -f "/tls/$1/new/node.crt" "/tls/$1/server.crt"
  rmdir "/tls/$1/new"
}

# Their volumes are made for root alone.
chmod 0755 /tls/*
authority store
authority database
server store-1 store 1000:1000
server store-2 store 1000:1000
server store-3 store 1000:1000
server postgres database 999:999
