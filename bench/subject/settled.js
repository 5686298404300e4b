/**
 * Waits until everything recorded is sealed.
 * @returns {Promise<number>} how long that took from now: the sealing lag, milliseconds
 */
export async function sealingLag(sealer) {
  const begin = performance.now()
  const known = () => sealer.lastBatch?.checkpoint.size ?? 0
  let size = -1
  // Nothing pending twice in a row: what the follower had not read yet shows by then.
  while (sealer.pending > 0 || known() !== size) {
    size = known()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return performance.now() - begin
}
