import { consolePage } from './console-page.js'

test.each(['/', '/affaires', '/affaires/1?onglet=pi%C3%A8ces#fin', '/%2F%2Fother.example'])(
  '%j is a page',
  (address) => {
    expect(consolePage(address)).toBe(address)
  },
)

test.each([
  '',
  'affaires',
  'https://other.example',
  '//other.example',
  '/\\other.example',
  '/\t/other.example',
  '/./\/other.example',
  '/.//other.example',
  '/..//other.example',
  '/\u0000/other.example',
  '/\u2028other.example',
  ' //other.example',
  '%2F%2Fother.example',
  'HTTPS://other.example',
  'data:text/html,x',
  '\\\\other.example',
  '/%0d%0aset-cookie: x',
  '/affaires\r\nset-cookie: x=y',
  'javascript:alert(1)',
  '/api/v1/session',
  '/api',
  `/${'x'.repeat(600)}`,
  undefined,
  ['/affaires', '/journaux'],
])('T-42 %j leads to the first page, nowhere else', (address) => {
  expect(consolePage(address)).toBe('/')
})
