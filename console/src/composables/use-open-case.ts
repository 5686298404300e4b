import { inject, provide, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import type { CaseDetail } from '../api/types.ts'
import type { CaseVerification } from './case-integrity.ts'
import type { CourtTime } from '../locales/court-time.ts'

export interface OpenCase {
  readonly expertise: Readonly<ShallowRef<CaseDetail | undefined>>
  readonly time: ComputedRef<CourtTime>
  readonly verification: ComputedRef<CaseVerification>
  /** Reads the case again. */
  readonly reload: () => Promise<void>
  /** What reads the rest of the part shown, before all of it is printed. */
  readonly rest: ShallowRef<(() => Promise<void>) | undefined>
}

const key: InjectionKey<OpenCase> = Symbol('open case')

/** Lends the case of a page to the parts shown under it. */
export function provideOpenCase(open: OpenCase): void {
  provide(key, open)
}

/** @throws TypeError outside the page of a case */
export function useOpenCase(): OpenCase {
  const open = inject(key)
  if (open === undefined) throw new TypeError('no case is open here')
  return open
}
