import { isFromElsewhere } from './asked-from.js'

const HOST = '127.0.0.1:3000'

test.each([
  ['a program', {}],
  ['our own page', { 'sec-fetch-site': 'same-origin', origin: `http://${HOST}` }],
  ['an address typed by hand', { 'sec-fetch-site': 'none' }],
  ['our own page in an old browser', { origin: `http://${HOST}` }],
])('T-21 %s may ask', (_, headers) => {
  expect(isFromElsewhere({ headers: { host: HOST, ...headers } })).toBe(false)
})

test.each([
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page on another port of this machine', { 'sec-fetch-site': 'same-site' }],
  ['a page of another site in an old browser', { origin: 'https://elsewhere.example' }],
  ['another port in an old browser', { origin: 'http://127.0.0.1:8080' }],
  ['a sandboxed page', { origin: 'null' }],
])('T-21 %s may not', (_, headers) => {
  expect(isFromElsewhere({ headers: { host: HOST, ...headers } })).toBe(true)
})
