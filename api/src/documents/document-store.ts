import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { DocumentReference } from '@contremarque/ledger'
import { isDiskFault } from '../files/disk-fault.js'
import { flush } from '../files/durable-file.js'
import { DocumentError } from './document-error.js'
import {
  decryptSegment,
  encryptSegment,
  SEALED_SEGMENT,
  SEGMENT,
  TAG,
  toSegments,
} from './segment-cipher.js'

const MAGIC = Buffer.from('contremarque/document/1\0')
const WRAPPED = 12 + 32 + 16
const HEADER = MAGIC.length + WRAPPED

/** Largest document in clear, bytes. */
export const MAX_DOCUMENT = 4 * 1024 ** 3

/** What the depositor says his file is: checked against the bytes that come. */
export interface DeclaredFile {
  readonly sha256: string
  readonly size: number
}

/**
 * Documents by the digest of their stored bytes, each encrypted under a random key of its own, which
 * stands at the head of the file wrapped by the folder's documents key. Nodes may share the folder. Bytes stream through; none
 * is kept in memory beyond a segment.
 */
export class DocumentStore {
  private constructor(
    private readonly folder: string,
    private readonly incoming: string,
    private readonly folderKey: Uint8Array,
  ) {}

  /** Removes what an interrupted upload of this node left behind; others may be under way beside it. */
  static async open(folder: string, folderKey: Uint8Array, node: string): Promise<DocumentStore> {
    const incoming = join(folder, 'incoming', node)
    await rm(incoming, { recursive: true, force: true })
    await mkdir(incoming, { recursive: true, mode: 0o700 })
    return new DocumentStore(folder, incoming, folderKey)
  }

  /**
   * Stores the untrusted bytes of a document. Durable when it resolves; on any error nothing is left.
   * @throws DocumentError DOCUMENT_DIGEST_MISMATCH, DOCUMENT_TOO_LARGE, DISK_UNAVAILABLE
   */
  async put(file: AsyncIterable<Uint8Array>, declared: DeclaredFile): Promise<DocumentReference> {
    if (declared.size > MAX_DOCUMENT) throw tooLarge(declared.size)
    const id = randomUUID()
    const path = join(this.incoming, id)
    try {
      const stored = await this.write(path, id, file, declared)
      const target = this.pathOf(stored.sha256)
      const place = dirname(target)
      const isNew = await mkdir(place, { recursive: true, mode: 0o700 })
      await rename(path, target)
      await flush(place)
      if (isNew !== undefined) await flush(this.folder)
      return { id, ...stored, mediaType: 'application/octet-stream' }
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined)
      throw isDiskFault(error) ? unavailable(error) : error
    }
  }

  /** The document in clear. @throws DocumentError DOCUMENT_UNREADABLE, also while it is read */
  async read({ id, sha256 }: DocumentReference): Promise<Readable> {
    const path = this.pathOf(sha256)
    const key = await this.readKey(path, id)
    const sealed = createReadStream(path, { start: HEADER, highWaterMark: SEALED_SEGMENT })
    return Readable.from(decrypted(sealed, key))
  }

  /** Size in clear, from the size as stored. */
  plainSize({ size }: DocumentReference): number {
    const sealed = size - HEADER
    return sealed - TAG * Math.ceil(sealed / SEALED_SEGMENT)
  }

  /** Forgets a document that was never recorded. */
  async discard({ sha256 }: DocumentReference): Promise<void> {
    await rm(this.pathOf(sha256), { force: true })
  }

  private async write(
    path: string,
    id: string,
    file: AsyncIterable<Uint8Array>,
    declared: DeclaredFile,
  ): Promise<{ readonly sha256: string; readonly size: number }> {
    const output = await open(path, 'wx', 0o600)
    try {
      const key = randomBytes(32)
      const target = new DigestedFile(output)
      await target.append(MAGIC)
      await target.append(wrapKey(this.folderKey, key, id))
      const plain = createHash('sha256')
      let number = 0
      const counted = counting(file, declared.size, (chunk) => plain.update(chunk))
      for await (const { bytes, isLast } of toSegments(counted, SEGMENT)) {
        await target.append(encryptSegment(key, number++, isLast, bytes))
      }
      if (plain.digest('hex') !== declared.sha256) throw mismatch('sha256')
      await output.sync()
      return target.done()
    } finally {
      await output.close()
    }
  }

  private async readKey(path: string, id: string): Promise<Uint8Array> {
    try {
      const input = await open(path, 'r')
      try {
        const header = Buffer.alloc(HEADER)
        const { bytesRead } = await input.read(header, 0, HEADER, 0)
        if (bytesRead < HEADER || !header.subarray(0, MAGIC.length).equals(MAGIC)) {
          throw unreadable()
        }
        return unwrapKey(this.folderKey, header.subarray(MAGIC.length), id)
      } finally {
        await input.close()
      }
    } catch (cause) {
      throw cause instanceof DocumentError ? cause : unreadable(cause)
    }
  }

  private pathOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256)
  }
}

/** A file being written, with the digest of all its bytes. */
class DigestedFile {
  private readonly hash = createHash('sha256')
  private size = 0

  constructor(private readonly file: FileHandle) {}

  async append(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes)
    this.size += bytes.length
    let written = 0
    while (written < bytes.length) {
      written += (await this.file.write(bytes, written)).bytesWritten
    }
  }

  done(): { readonly sha256: string; readonly size: number } {
    return { sha256: this.hash.digest('hex'), size: this.size }
  }
}

/** Lets exactly `size` bytes through, shown to `see`. */
async function* counting(
  file: AsyncIterable<Uint8Array>,
  size: number,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let seen = 0
  for await (const chunk of file) {
    seen += chunk.length
    if (seen > size) throw mismatch('size')
    see(chunk)
    yield chunk
  }
  if (seen !== size) throw mismatch('size')
}

async function* decrypted(sealed: AsyncIterable<Uint8Array>, key: Uint8Array) {
  let number = 0
  for await (const { bytes, isLast } of toSegments(sealed, SEALED_SEGMENT)) {
    yield decryptSegment(key, number++, isLast, bytes)
  }
}

function wrapKey(folderKey: Uint8Array, key: Uint8Array, id: string): Uint8Array {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', folderKey, nonce).setAAD(Buffer.from(id))
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
}

function unwrapKey(folderKey: Uint8Array, wrapped: Uint8Array, id: string): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', folderKey, wrapped.subarray(0, 12))
    .setAAD(Buffer.from(id))
    .setAuthTag(wrapped.subarray(WRAPPED - 16))
  return Buffer.concat([decipher.update(wrapped.subarray(12, WRAPPED - 16)), decipher.final()])
}

function mismatch(what: 'sha256' | 'size'): DocumentError {
  return new DocumentError(
    'DOCUMENT_DIGEST_MISMATCH',
    `the file has another ${what} than declared`,
    {
      details: { what },
    },
  )
}

function tooLarge(size: number): DocumentError {
  return new DocumentError(
    'DOCUMENT_TOO_LARGE',
    `expected at most ${MAX_DOCUMENT} bytes, got ${size}`,
  )
}

function unavailable(cause: Error): DocumentError {
  return new DocumentError('DISK_UNAVAILABLE', 'the disk takes no document now', { cause })
}

function unreadable(cause?: unknown): DocumentError {
  return new DocumentError('DOCUMENT_UNREADABLE', 'the stored document cannot be opened', { cause })
}
