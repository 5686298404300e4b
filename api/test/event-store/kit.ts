import { randomUUID } from 'node:crypto'
import {
  START,
  type EventStore,
  type NewEvent,
  type StoredEvent,
} from '../../src/event-store/event-store.js'

export async function readEverything(store: EventStore): Promise<StoredEvent[]> {
  const all: StoredEvent[] = []
  for (;;) {
    const page = await store.readAll(all.at(-1)?.position ?? START, 64)
    if (page.length === 0) return all
    all.push(...page)
  }
}

export function newStream(): string {
  return `case-${randomUUID()}`
}

export function events(count: number, first = 0): NewEvent[] {
  return Array.from({ length: count }, (_, i) => event(`${first + i}`))
}

export function event(content: string): NewEvent {
  return { id: randomUUID(), type: 'Happened', data: bytes(content), metadata: { n: 1 } }
}

export function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

export function text(stored: StoredEvent): string {
  return new TextDecoder().decode(stored.data)
}
