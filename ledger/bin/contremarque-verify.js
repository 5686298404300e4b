#!/usr/bin/env node
import { underProjectNode } from './project-node.js'

const usageError = 64
const softwareError = 70

/** Node ends with 1 on an uncaught error, which is the verdict FAILED here: a fault says 70. */
function fail(error) {
  console.error(
    `contremarque-verify: ${process.env.DEBUG ? error?.stack : (error?.message ?? error)}`,
  )
  process.exit(error?.code?.startsWith?.('ERR_PARSE_ARGS') ? usageError : softwareError)
}

async function main() {
  const command = await import('../dist/bin/verify.js')
  const argv = process.argv.slice(2)
  if (argv.some((word) => word === '--help' || word === '-h')) {
    console.log(command.help)
    return 0
  }
  return command.run(argv)
}

await underProjectNode(async () => {
  process.on('uncaughtException', fail)
  process.exitCode = await main().catch(fail)
})
