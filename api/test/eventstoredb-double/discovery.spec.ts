import { binaryEvent, EventStoreDBClient, NO_STREAM } from '@eventstore/db-client'
import { ClusterDouble } from './cluster-double.js'

const append = (client: EventStoreDBClient, stream: string) =>
  client.appendToStream(stream, binaryEvent({ type: 'Happened', data: Uint8Array.of(1) }), {
    expectedRevision: NO_STREAM,
  })

test('the bare client that failed to discover once says so for ever, with every server back; a new one works', async () => {
  const cluster = await ClusterDouble.start()
  const client = EventStoreDBClient.connectionString(cluster.url)
  try {
    cluster.kill()
    await expect(append(client, 's-1')).rejects.toThrow('Failed to discover')
    await cluster.listen()
    for (let i = 0; i < 3; i++) {
      await expect(append(client, 's-1')).rejects.toThrow('Failed to discover')
    }
    const other = EventStoreDBClient.connectionString(cluster.url)
    expect(await append(other, 's-1')).toMatchObject({ success: true })
    await other.dispose()
  } finally {
    await client.dispose()
    cluster.kill()
  }
})
