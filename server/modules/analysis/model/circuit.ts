/** Leaves a provider alone that keeps failing. In memory: each process finds out for itself. */
const failuresToOpen = 5
const firstPauseMs = 60_000
const maxPauseMs = 600_000

export type Circuit = {
  /** False while it is left alone. */
  isClosed(provider: string, nowMs: number): boolean
  succeeded(provider: string): void
  failed(provider: string, nowMs: number): void
}

export function createCircuit(): Circuit {
  const states = new Map<string, { failures: number; untilMs: number }>()
  return {
    isClosed: (provider, nowMs) => (states.get(provider)?.untilMs ?? 0) <= nowMs,
    succeeded: (provider) => states.delete(provider),
    failed: (provider, nowMs) => {
      const failures = (states.get(provider)?.failures ?? 0) + 1
      const pauses = failures - failuresToOpen
      const pauseMs = pauses < 0 ? 0 : Math.min(maxPauseMs, firstPauseMs * 2 ** pauses)
      states.set(provider, { failures, untilMs: nowMs + pauseMs })
    },
  }
}
