/** What a query thread keeps of what it has read and computed: within a size, and not for long. */
export type Kept<T> = {
  /** Undefined: nothing, or nothing that may still be used. */
  find(key: string): T | undefined
  keep(key: string, what: T): void
  drop(key: string): void
  /** Everything. */
  forget(): void
}

/** Whatever nobody told of is wrong for no longer than that. */
const maxAgeMs = 30 * 60_000

/** About: what is kept of nothing takes room too. */
const bytesOfEntry = 500

type Options<T> = {
  /** Of all together, with their keys. */
  maxBytes: number
  bytesOf: (what: T) => number
  nowMs: () => number
}

/** `readAtMs`: when the oldest of it was read, by the clock that only goes on. */
export function createKept<T extends { readAtMs: number }>({ maxBytes, bytesOf, nowMs }: Options<T>): Kept<T> {
  // In the order in which they were used.
  const kept = new Map<string, { what: T; bytes: number }>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }
  return {
    find: (key) => {
      const found = kept.get(key)
      if (!found) return undefined
      kept.delete(key)
      kept.set(key, found)
      if (nowMs() - found.what.readAtMs <= maxAgeMs) return found.what
      drop(key)
      return undefined
    },
    keep: (key, what) => {
      drop(key)
      for (const [other, { what: { readAtMs } }] of kept) if (nowMs() - readAtMs > maxAgeMs) drop(other) // prettier-ignore
      const size = bytesOf(what) + key.length * 2 + bytesOfEntry
      if (size > maxBytes) return
      kept.set(key, { what, bytes: size })
      bytes += size
      for (const [oldest] of kept) {
        if (bytes <= maxBytes) break
        drop(oldest)
      }
    },
    drop,
    forget: () => {
      kept.clear()
      bytes = 0
    },
  }
}
