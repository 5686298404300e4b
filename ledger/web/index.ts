export { runningSha256 } from './running-sha256.ts'
export { webCrypto } from './web-crypto.ts'
