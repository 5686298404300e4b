const HOME = '/'
const PAGE = /^\/(?!api(?:[/?#]|$))[\w~!$&'()*+,;=:@%./?#-]{0,512}$/

/** The untrusted address of a page of the console; its first page for everything else. */
export function consolePage(address: unknown): string {
  const isPage = typeof address === 'string' && PAGE.test(address) && !address.includes('//')
  return isPage ? address : HOME
}
