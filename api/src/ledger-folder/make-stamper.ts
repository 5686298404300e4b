import { randomBytes } from 'node:crypto'
import { parseBase64 } from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import type { Timers } from '../config/timers.js'
import { readIfThere, writeDurably } from '../files/durable-file.js'
import type { Sealer } from '../sealing/sealer.js'
import { TsaAsker } from '../time-stamping/ask-tsa.js'
import { HttpChannel } from '../time-stamping/http-channel.js'
import type { OutageSettings } from '../time-stamping/outage.js'
import { Stamper, type StampingPace } from '../time-stamping/stamper.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import type { TrustedAuthorities } from '../time-stamping/trusted-authorities.js'
import type { TsaChannel } from '../time-stamping/tsa-channel.js'
import { FolderError } from './folder-error.js'
import type { LedgerFolder } from './ledger-folder.js'
import { recordStreams, type TsaSettings } from './ledger-info.js'
import type { OutageLog } from './outage-log.js'

export interface StampingOptions {
  readonly clock: Clock
  /** The in-process authority of a development ledger; without it none may be configured. */
  readonly developmentTsa?: (folder: LedgerFolder) => Promise<TsaChannel>
  readonly stamping?: StampingPace
  readonly outage?: OutageSettings
}

interface StampingParts {
  readonly timers: Timers
  readonly sealer: Sealer
  readonly outages: OutageLog
  readonly authorities: TrustedAuthorities
}

/** Has what the sealer seals time-stamped by the authorities that the folder names. */
export async function makeStamper(
  folder: LedgerFolder,
  options: StampingOptions,
  { timers, sealer, outages, authorities }: StampingParts,
): Promise<Stamper> {
  const { info, crypto, store, paths } = folder
  const { clock } = options
  const askers: TsaAsker[] = []
  for (const settings of info.tsas) {
    const channel = await channelOf(settings, folder, options, timers)
    askers.push(new TsaAsker(channel, { clock, authorities, randomBytes: random }))
  }
  return new Stamper({
    store,
    streams: recordStreams(info),
    origin: info.origin,
    crypto,
    clock,
    timers,
    sealed$: sealer.sealed$,
    isStandby: () => sealer.isStandby,
    askers,
    writeHead: (note) => writeDurably(paths.headNote, note),
    outages,
    unproved: {
      read: () => readIfThere(paths.unproved),
      write: (text) => writeDurably(paths.unproved, text),
    },
    onToken: (token) => {
      if (clock instanceof TokenClock) clock.measure(token)
    },
    ...(options.stamping === undefined ? {} : { pace: options.stamping }),
    ...(options.outage === undefined ? {} : { outage: options.outage }),
  })
}

async function channelOf(
  settings: TsaSettings,
  folder: LedgerFolder,
  { developmentTsa, clock }: StampingOptions,
  timers: Timers,
): Promise<TsaChannel> {
  const { name, url, policy, crls, ocsp } = settings
  if (url !== null) {
    const chain = settings.chain.map((der) => parseBase64(der))
    return new HttpChannel({ name, url, policy, chain, crls, ocsp }, { timers, clock })
  }
  if (developmentTsa !== undefined) return developmentTsa(folder)
  throw new FolderError('SETTINGS_MISSING', `missing: the URL of time-stamping authority ${name}`)
}

function random(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length))
}
