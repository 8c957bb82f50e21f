/**
 * Time of a test's own, for what must not take long: what others do on the machine meanwhile is not counted, so that a
 * bound says something of our code and not of the load.
 */

/** Milliseconds that this thread has computed so far: for work that nothing is waited for in. */
export function computedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
