import type { Host } from '../host.ts'
import type { Output } from '../sample.ts'

/**
 * Reads one thing of the host. It throws when what it reads is not there or not understood: that costs its own metrics
 * in this cycle and no others. Names and units are those of node_exporter 1.5, so that its dashboards work.
 */
export type Collector = {
  name: string
  /** Reads no more often than this; without it in each cycle. */
  everyMs?: number
  collect(host: Host, out: Output, nowMs: number): void | Promise<void>
}

/** The file is longer, shorter or other than any kernel writes it. */
export function malformed(path: string): never {
  throw new Error(`${path} is not as the kernel writes it`)
}

export function numberOf(text: string | undefined, path: string): number {
  const value = Number(text)
  // Number reads nothing, and blanks, as 0.
  return Number.isNaN(value) || (value === 0 && text?.trim() === '') ? malformed(path) : value
}

/** Works out anew what follows from a text only when it is another one. */
export function remembered<T>(workOut: (text: string) => T): (text: string) => T {
  let last: { text: string; result: T } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, result: workOut(text) }
    return last.result
  }
}
