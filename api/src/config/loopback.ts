/** Whether a host, as a URL has it, is this machine: nobody else hears what is sent there. */
export function isLoopback(hostname: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname)
}
