export { developmentPki } from './pki/development-pki.ts'
export type {
  DevelopmentCertificateRequest,
  DevelopmentPki,
  DevelopmentPkiOptions,
  DevelopmentUsage,
} from './pki/development-pki.ts'
export { developmentTsa } from './tsa/development-tsa.ts'
export type { DevelopmentTsa, DevelopmentTsaOptions } from './tsa/development-tsa.ts'
export { fixedKeySigner } from './pki/fixed-key-signer.ts'
export { encodePkcs12 } from './pki/encode-pkcs12.ts'
export type { Pkcs12Content, Pkcs12Crypto } from './pki/encode-pkcs12.ts'
export { answerOcsp } from './pki/ocsp-responder.ts'
export type { OcspResponderOptions } from './pki/ocsp-responder.ts'
