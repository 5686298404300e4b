const PAGE = /^\/(?!api(?:[/?#]|$))[\w~!$&'()*+,;=:@%./?#-]{0,512}$/

/**
 * The page of this console that an untrusted address asks to go on to; undefined when it leads anywhere
 * else. The server has the same rule.
 */
export function askedPage(address: unknown): string | undefined {
  const isPage = typeof address === 'string' && PAGE.test(address) && !address.includes('//')
  return isPage ? address : undefined
}
