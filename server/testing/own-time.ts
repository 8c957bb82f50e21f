/**
 * Time of a test's own, for what must not take long: what others do on the machine meanwhile is not counted, so that a
 * bound says something of our code and not of the load.
 */

/** Milliseconds that this thread has computed so far: for work that nothing is waited for in. */
export function computedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

export type Turns = { ms(): number; stop(): void }

const turnMs = 10

/**
 * Counts turns of the event loop, each as ten milliseconds though it may have taken longer, for what is waited for: as
 * long as this process does not get to run it does not count.
 */
export function countTurns(): Turns {
  let turns = 0
  const timer = setInterval(() => (turns += 1), turnMs)
  return { ms: () => turns * turnMs, stop: () => clearInterval(timer) }
}
