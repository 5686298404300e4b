import { isHex } from '../bytes/hex.ts'
import { isMillisecond } from './instant.ts'
import { codeForm, entryStreamForm, originForm, uuidForm } from './forms.ts'
import { scalar, text } from './shape.ts'

/** What a string in clear may be in our formats: each kind is closed, none is free text. */
export const boolean = scalar<boolean>('true or false', (value) => typeof value === 'boolean')

/** A count, index, size or revision. */
export const count = scalar<number>(
  'a non-negative safe integer',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
)

/** 32 bytes, lower-case hexadecimal. */
export const hash = scalar<string>('a SHA-256 in lower-case hexadecimal', (value) =>
  isHex(value, 32),
)

export const uuid = text('a lower-case uuid', uuidForm)

/** A word of a closed list kept elsewhere: `medecin-designe`, `imap`. */
export const code = text('a code of lower-case letters, digits and dashes', codeForm)

/** Our clock. */
export const instant = scalar<string>('an instant YYYY-MM-DDThh:mm:ss.sssZ', isMillisecond)

/** A calendar day. */
export const day = scalar<string>(
  'a day YYYY-MM-DD',
  (value) => typeof value === 'string' && isMillisecond(`${value}T00:00:00.000Z`),
)

export const objectIdentifier = text(
  'a dotted object identifier',
  /^[0-2](\.(0|[1-9]\d{0,38})){1,31}$/,
)

export const base64url = text('unpadded base64url', /^[A-Za-z0-9_-]{1,65536}$/)

/** Standard base64, padded; whoever uses the bytes parses it strictly. */
export const base64 = text(
  'padded base64',
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
)

export const origin = text('an origin <host>/<name>/<32 hexadecimal digits>', originForm)

export const entryStream = text('a stream of entries', entryStreamForm)

/** Base64 and names of the C2SP verifier key form; the key itself is parsed by whoever uses it. */
export const verifierKey = text(
  'a verifier key <name>+<8 hex>+<base64>',
  /^[^+\s]{1,400}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}$/,
)

/** A signed note: whoever uses it parses it. */
export const note = scalar<string>(
  'a signed note',
  (value) => typeof value === 'string' && value.length <= 8192 && value.endsWith('\n'),
)
