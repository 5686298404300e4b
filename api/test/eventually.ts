/** Waits for what other turns of the event loop bring, up to a bound that fails the test. */
export async function eventually<T>(
  read: () => T | undefined | false | Promise<T | undefined | false>,
  within = 20_000,
): Promise<T> {
  for (const end = Date.now() + within; Date.now() < end;) {
    const value = await read()
    if (value !== undefined && value !== false) return value
    await new Promise(setImmediate)
  }
  throw new RangeError('it never came')
}
