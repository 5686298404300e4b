/** A read model of another number is rebuilt, never migrated. */
export const SCHEMA_VERSION = 9

/**
 * Tables. `n` numbers the entries from 1 in position order; streams have a number too. Personal text
 * stands in `personal` and in `search` only, whence it is erased by commitment.
 */
export const TABLES = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE streams (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  entries INTEGER NOT NULL, sealed INTEGER NOT NULL, last_n INTEGER NOT NULL);
CREATE INDEX streams_unsealed ON streams (id) WHERE sealed < entries;

CREATE TABLE entries (
  n INTEGER PRIMARY KEY, stream INTEGER NOT NULL, revision INTEGER NOT NULL,
  key INTEGER NOT NULL, hash BLOB NOT NULL, recorded_at INTEGER NOT NULL,
  type TEXT NOT NULL, envelope BLOB);

CREATE TABLE personal (
  n INTEGER NOT NULL, person TEXT NOT NULL, stream INTEGER NOT NULL,
  fields TEXT NOT NULL, digests BLOB NOT NULL, PRIMARY KEY (n, person)) WITHOUT ROWID;

CREATE TABLE batches (
  batch INTEGER PRIMARY KEY, first_leaf INTEGER NOT NULL, count INTEGER NOT NULL,
  note TEXT NOT NULL, sealed_at INTEGER NOT NULL);
CREATE INDEX batches_first ON batches (first_leaf);
CREATE TABLE ranges (
  first_leaf INTEGER PRIMARY KEY, stream INTEGER NOT NULL, first_revision INTEGER NOT NULL,
  last_revision INTEGER NOT NULL, batch INTEGER NOT NULL);
CREATE TABLE tiles (id INTEGER PRIMARY KEY, hashes BLOB NOT NULL);

CREATE TABLE stamps (
  stamp INTEGER PRIMARY KEY, first_batch INTEGER NOT NULL, last_batch INTEGER NOT NULL UNIQUE,
  size INTEGER NOT NULL, stamped_at INTEGER NOT NULL, not_after INTEGER);
CREATE TABLE tokens (
  digest TEXT PRIMARY KEY, stamp INTEGER NOT NULL, tsa TEXT NOT NULL, policy TEXT NOT NULL,
  generated_at INTEGER NOT NULL, not_before INTEGER NOT NULL, not_after INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX tokens_stamp ON tokens (stamp);
CREATE TABLE authorities (name TEXT PRIMARY KEY, accuracy INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE revocations (
  stamp INTEGER PRIMARY KEY, tsa TEXT NOT NULL, first_stamp INTEGER NOT NULL, last_stamp INTEGER NOT NULL);

CREATE TABLE cases (
  stream INTEGER PRIMARY KEY, ordered INTEGER, state TEXT NOT NULL, expert TEXT, judge TEXT,
  zone TEXT NOT NULL, report_due_on TEXT, activity INTEGER NOT NULL, activity_at INTEGER NOT NULL,
  consignation INTEGER, consigned INTEGER, consignation_notified INTEGER, immediate_start INTEGER NOT NULL,
  bounced INTEGER NOT NULL, unopened INTEGER NOT NULL, refused INTEGER NOT NULL);
CREATE INDEX cases_activity ON cases (activity);
CREATE TABLE actors (
  stream INTEGER NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, acts_for TEXT, person TEXT,
  added INTEGER NOT NULL, removed INTEGER, PRIMARY KEY (stream, actor, role)) WITHOUT ROWID;
CREATE INDEX actors_person ON actors (person);
CREATE TABLE members (
  person TEXT NOT NULL, stream INTEGER NOT NULL, PRIMARY KEY (person, stream)) WITHOUT ROWID;
CREATE TABLE accesses (
  n INTEGER PRIMARY KEY, person TEXT NOT NULL, role TEXT NOT NULL, stream INTEGER NOT NULL,
  key INTEGER NOT NULL, ended INTEGER);
CREATE INDEX accesses_person ON accesses (person, n);
CREATE INDEX accesses_key ON accesses (key);
CREATE TABLE readers (
  person TEXT NOT NULL, role TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (person, role)) WITHOUT ROWID;
CREATE TABLE terms (person TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
  stream INTEGER NOT NULL, document TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL,
  PRIMARY KEY (stream, document)) WITHOUT ROWID;
CREATE TABLE deliveries (
  stream INTEGER NOT NULL, document TEXT NOT NULL, recipient TEXT NOT NULL,
  available INTEGER, notice INTEGER, notice_id TEXT, outcome INTEGER, bounced INTEGER NOT NULL DEFAULT 0,
  opened INTEGER, PRIMARY KEY (stream, document, recipient)) WITHOUT ROWID;

CREATE TABLE journals (
  stream INTEGER PRIMARY KEY, source TEXT NOT NULL, first INTEGER NOT NULL);

CREATE TABLE alarms (
  stream TEXT NOT NULL, revision INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
  n INTEGER NOT NULL, PRIMARY KEY (stream, revision, code)) WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (
  text, facets, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
`

/** Made after a bulk load; at once for a model that grows with its ledger. */
export const INDEXES = `
CREATE UNIQUE INDEX IF NOT EXISTS entries_place ON entries (stream, revision);
CREATE INDEX IF NOT EXISTS entries_key ON entries (key);
CREATE UNIQUE INDEX IF NOT EXISTS ranges_place ON ranges (stream, first_revision);
`
