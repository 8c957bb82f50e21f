/** Time and chance as the agent needs them; a test brings its own. */
export type Clock = {
  /** Milliseconds since 1970: what samples are dated with. It may jump. */
  nowMs(): number
  /** Milliseconds since some moment, never backwards: what is waited by. */
  monotonicMs(): number
  /** At least 0, below 1. */
  random(): number
  /** Calls later; the answer takes it back. */
  after(ms: number, call: () => void): () => void
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  random: () => Math.random(),
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
