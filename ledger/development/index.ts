export { developmentPki } from './pki/development-pki.ts'
export type {
  DevelopmentCertificateRequest,
  DevelopmentPki,
  DevelopmentPkiOptions,
  DevelopmentUsage,
} from './pki/development-pki.ts'
