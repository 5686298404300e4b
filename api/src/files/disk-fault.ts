const OF_THE_SYSTEM: ReadonlySet<string> = new Set([
  'EACCES',
  'EDQUOT',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
])
/** SQLite's NOMEM, READONLY, IOERR, FULL and CANTOPEN. */
const OF_SQLITE: ReadonlySet<number> = new Set([7, 8, 10, 13, 14])
const PRIMARY = 0xff

/** Whether the disk, or what the system allows this process of it, keeps something from being written or read. */
export function isDiskFault(error: unknown): error is Error {
  if (!Error.isError(error)) return false
  const { code, errcode = 0 } = error as Error & { code?: unknown; errcode?: number }
  if (code === 'ERR_SQLITE_ERROR') return OF_SQLITE.has(errcode & PRIMARY)
  return typeof code === 'string' && OF_THE_SYSTEM.has(code)
}
