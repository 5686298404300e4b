import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PERSONA_PASSWORD } from '../../api/dist/development/pki/persona-key-file.js'
import { ApiClient } from '../load/api-client.js'
import { runPart } from '../measure/part.js'
import { withFolder } from '../measure/with-folder.js'
import { REGISTRY } from './cases.js'
import { Server } from './server.js'
import { paymentPaths, serveCases, settled } from './served-cases.js'

/**
 * The same appends by the same person over the same TLS connections, which all show his certificate:
 * `on` in a session bound to it, `off` in one of a development persona, which looks at none. `onRun` gets those
 * made so far.
 */
export function measureIdentity({ count, seconds, cases, order, onRun }) {
  return withFolder(async (folder) => {
    const server = await Server.start(folder)
    const { cases: made, registry } = await serveCases(server.port, cases)
    const tls = await certificateOf(folder)
    const sessions = {
      on: await ApiClient.openBound(server.tlsPort, tls),
      off: await ApiClient.open(server.tlsPort, REGISTRY, tls),
    }
    const runs = []
    for (const kind of order) {
      await settled(registry, (await registry.get('ledger/health')).entries)
      await server.ask('begin')
      const result = await runPart('http-load', {
        port: server.tlsPort,
        tls,
        paths: paymentPaths(made),
        headers: sessions[kind].headers,
        count,
        seconds,
        kind: 'payment',
      })
      const { cpuMicroseconds } = await server.ask('end')
      const serverCpuMicroseconds = cpuMicroseconds / result.asked
      runs.push({ kind, ...result, serverCpuMicroseconds })
      onRun(runs)
    }
    for (const client of [registry, ...Object.values(sessions)]) client.close()
    await server.stop()
    return runs
  })
}

/** Files of what the registry's browser would have: its key, and whom to trust. */
async function certificateOf(folder) {
  const development = join(folder, 'development')
  const root = new X509Certificate(await readFile(join(development, 'root.cert.der')))
  const ca = join(folder, 'bench-root.pem')
  await writeFile(ca, root.toString())
  return { pfx: join(development, 'personas/greffe.p12'), passphrase: PERSONA_PASSWORD, ca }
}
