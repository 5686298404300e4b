import type { Report } from '../report/report.ts'
import type { VerifyOptions } from './verify-options.ts'

export type { Against, Progress, VerifyOptions } from './verify-options.ts'
export declare function verify(options: VerifyOptions): Promise<Report>
