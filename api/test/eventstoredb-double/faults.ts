import type { ServiceError } from '@grpc/grpc-js'

/** What goes wrong with one append. */
export type AppendFault =
  /** Stored, and answered with an error. */
  | { readonly kind: 'stored-but-error'; readonly error: ServiceError }
  /** Not stored, and answered with an error. */
  | { readonly kind: 'not-stored'; readonly error: ServiceError }
  /** Never answered; stored when `land` resolves. */
  | { readonly kind: 'late'; readonly land: Promise<unknown> }
  /** Never answered, never stored. */
  | { readonly kind: 'hung' }

/** What goes wrong with one read. */
export type ReadFault =
  | { readonly kind: 'error'; readonly error: ServiceError }
  | { readonly kind: 'hung' }
  /** The connection ends after so many events. */
  | { readonly kind: 'broken'; readonly after: number; readonly error: ServiceError }
  /** Each event comes twice. */
  | { readonly kind: 'doubled' }

/** Faults asked for, each for the next call of its kind. */
export class Faults {
  private readonly appends: AppendFault[] = []
  private readonly reads: ReadFault[] = []

  nextAppend(...faults: AppendFault[]): void {
    this.appends.push(...faults)
  }

  nextRead(...faults: ReadFault[]): void {
    this.reads.push(...faults)
  }

  takeAppend(): AppendFault | undefined {
    return this.appends.shift()
  }

  takeRead(): ReadFault | undefined {
    return this.reads.shift()
  }
}
