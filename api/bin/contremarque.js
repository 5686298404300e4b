#!/usr/bin/env node
import { underProjectNode } from '@contremarque/ledger/project-node'
import { existsSync } from 'node:fs'

const usageError = 64
const softwareError = 70

const commands = {
  verify: 'check an export, a receipt or a data folder',
  import: "record another platform's journal in a ledger",
  export: 'write a whole ledger as JSON lines, with its trust file',
  rebuild: 'build the read models again from the log',
  init: 'open a production ledger in an empty folder',
  guard: 'make the guard anew after its loss',
  person: 'enrol a person and bind what identifies him',
  recover: 'open a new ledger in the place of one that lost entries',
  store: 'prepare an EventStoreDB for a ledger, or move a ledger there and back',
  node: 'make the data folder of a further node of a ledger',
  tsa: 'make tokens of a renewed or further time-stamping authority count',
  'personal-data': 'move personal data of a ledger to PostgreSQL',
  keys: 'back up the data keys of personal data, apart and for a short time',
  documents: 'make a folder in which nodes share documents',
  demo: 'play, tamper with or reset the demonstration case',
  openapi: 'write the OpenAPI document',
  rights: 'write the table of rights as a page',
}

const moduleOf = (name) => new URL(`../dist/bundle/command-${name}.js`, import.meta.url)
const isBuilt = (name) => existsSync(moduleOf(name))

function overview() {
  const lines = Object.entries(commands)
    .filter(([name]) => isBuilt(name))
    .map(([name, purpose]) => `  ${name.padEnd(13)} ${purpose}`)
  return [
    'Usage: contremarque COMMAND [ARGUMENT...]',
    '',
    ...lines,
    '',
    'COMMAND --help tells more.',
  ].join('\n')
}

/** Only the named command is loaded: `verify` must start without the server and without a store. */
async function runCommand(name, argv) {
  if (!Object.hasOwn(commands, name) || !isBuilt(name)) {
    console.error(`contremarque: unknown command: ${name}\n\n${overview()}`)
    return usageError
  }
  const command = await import(moduleOf(name).href)
  if (argv.some((word) => word === '--help' || word === '-h')) {
    console.log(command.help)
    return 0
  }
  return command.run(argv)
}

async function main() {
  const [name, ...argv] = process.argv.slice(2)
  if (name === '--help' || name === '-h' || name === 'help') {
    console.log(overview())
    return 0
  }
  if (name === undefined) {
    console.error(overview())
    return usageError
  }
  return runCommand(name, argv)
}

/** Node ends with 1 on an uncaught error, which is the verdict FAILED here: a fault says 70. */
function fail(error) {
  console.error(`contremarque: ${process.env.DEBUG ? error?.stack : (error?.message ?? error)}`)
  process.exit(error?.code?.startsWith?.('ERR_PARSE_ARGS') ? usageError : softwareError)
}

await underProjectNode(async () => {
  process.on('uncaughtException', fail)
  process.exitCode = await main().catch(fail)
})
