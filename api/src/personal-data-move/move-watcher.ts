/** Told of each step of a move, and of progress within. */
export interface MoveWatcher {
  onStep(step: 'comparing' | 'committing' | 'copying' | 'destroying' | 'switching'): void
  /** How many rows of a table are there by now. */
  onCopied(table: string, rows: number): void
  /** How many rows of a table are the same in both. */
  onCompared(table: string, rows: number): void
  /** A file is gone. */
  onDestroyed(path: string): void
}
