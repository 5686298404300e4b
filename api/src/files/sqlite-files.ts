const BESIDE = ['', '-wal', '-shm', '-journal']

/** Paths of an embedded database: its file, and what SQLite keeps beside it, each of which may be missing. */
export function sqliteFiles(path: string): readonly string[] {
  return BESIDE.map((end) => path + end)
}
