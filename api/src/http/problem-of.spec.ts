import { readdirSync, readFileSync } from 'node:fs'
import { LedgerError } from '@contremarque/ledger'
import { ForbiddenException } from '@nestjs/common'
import { ActionRefused } from '../actions/action-refused.js'
import { StoreError } from '../event-store/store-error.js'
import { notFound } from './found.js'
import { toProblem } from './problem-of.js'
import { problemTypes } from './problem-types.js'

test('docs/errors.md lists every code HTTP answers with, its status and words', () => {
  const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
  const listed = text
    .slice(text.indexOf('## HTTP'))
    .matchAll(/^\| `([A-Z_]+)` +\| (\d{3}) +\| (.+?) +\|$/gm)
    .map(([, code, status, title]) => ({ code, status: Number(status), title }))
  const known = Object.entries(problemTypes).map(([code, { status, title }]) => {
    return { code, status, title }
  })
  expect([...listed]).toEqual(known)
})

test('every code HTTP answers with is what a suite shows', () => {
  const root = new URL('../../../', import.meta.url)
  const suites = ['api/src', 'api/test', 'test'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.spec.ts'))
      .map((path) => readFileSync(new URL(`${folder}/${path}`, root), 'utf8')),
  )
  const isShown = (code: string) => suites.some((text) => text.includes(`'${code}'`))
  expect(Object.keys(problemTypes).filter((code) => !isShown(code))).toEqual([])
})

test('what no guard lets through is forbidden, in no more words', () => {
  const problem = toProblem(new ForbiddenException('secret of the inside'))
  const { title } = problemTypes.FORBIDDEN
  const type = expect.stringMatching(/#FORBIDDEN$/)
  expect(problem).toEqual({ type, title, status: 403, code: 'FORBIDDEN' })
})

test('T-22 a stranger’s refusal is the very problem of what does not exist', () => {
  const missing = toProblem(notFound())
  for (const code of ['NOT_A_MEMBER', 'EXPERTISE_UNKNOWN'] as const) {
    expect(toProblem(new ActionRefused(code, 'ConsultCase'))).toEqual(missing)
  }
})

test('a refusal says its rule and its reason in both languages', () => {
  const problem = toProblem(new ActionRefused('CONSIGNATION_NOT_NOTIFIED', 'DepositDocument'))
  expect(problem).toMatchObject({ status: 409, rule: 'R11', reason: { fr: expect.any(String) } })
  const forbidden = toProblem(new ActionRefused('ROLE_NOT_ALLOWED', 'DepositDocument'))
  expect(forbidden).toMatchObject({ status: 403, code: 'ROLE_NOT_ALLOWED' })
  for (const code of ['ROLE_ALREADY_GRANTED', 'ROLE_NOT_GRANTED'] as const) {
    expect(toProblem(new ActionRefused(code, 'GrantRole'))).toMatchObject({ status: 409, code })
  }
})

test.each([
  [new TypeError('secret of the inside')],
  ['not even an error'],
  [null],
  [new LedgerError('KEY_UNUSABLE', 'secret of the inside')],
])('what nobody foresaw tells nothing of the inside: %s', (error) => {
  const problem = toProblem(error)
  expect(problem).toEqual({
    type: expect.stringMatching(/#INTERNAL$/),
    title: problemTypes.INTERNAL.title,
    status: 500,
    code: 'INTERNAL',
  })
})

test('an error with a documented code keeps it', () => {
  const unavailable = toProblem(new StoreError('STORE_UNAVAILABLE', 'the store is closed'))
  expect(unavailable).toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' })
})
