/** What is claimed and not begun, by the way that it goes, and who waits for it to change. */

export type Claimed<Row> = { row: Row; claimedAt: number }

/** The ways take turns, so that many rows of one do not stand in front of the others. */
export function createReady<Row>(wayOf: (row: Row) => string) {
  let byWay = new Map<string, Claimed<Row>[]>()
  let size = 0
  let oldest = Infinity

  function add(claimed: readonly Claimed<Row>[]): void {
    for (const each of claimed) {
      const way = wayOf(each.row)
      const rows = byWay.get(way)
      if (rows) rows.push(each)
      else byWay.set(way, [each])
      oldest = Math.min(oldest, each.claimedAt)
    }
    size += claimed.length
  }

  return {
    size: () => size,
    ways: () => [...byWay.keys()],
    /** When the first of what lies here was claimed, or earlier; Infinity when nothing does. */
    oldest: () => (size === 0 ? Infinity : oldest),
    add: (rows: readonly Row[], claimedAt: number) => add(rows.map((row) => ({ row, claimedAt }))),
    /** The next one whose way lets it in. */
    take(mayEnter: (way: string) => boolean): Row | undefined {
      for (const [way, rows] of byWay) {
        if (!mayEnter(way)) continue
        const first = rows.shift()
        byWay.delete(way)
        if (rows.length > 0) byWay.set(way, rows)
        size -= 1
        return first?.row
      }
      return undefined
    },
    remove(isOver: (each: Claimed<Row>) => boolean): Row[] {
      const all = [...byWay.values()].flat()
      byWay = new Map()
      size = 0
      oldest = Infinity
      add(all.filter((each) => !isOver(each)))
      return all.filter(isOver).map(({ row }) => row)
    },
  }
}

/** Whoever finds nothing to do waits until something changes, or for so long. */
export function createWaiters() {
  const waiting = new Set<() => void>()
  return {
    async wait(ms: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.add(resolve)
      const timer = setTimeout(resolve, Math.max(0, ms))
      await promise
      clearTimeout(timer)
      waiting.delete(resolve)
    },
    wake(): void {
      const [first] = waiting
      if (!first) return
      waiting.delete(first)
      first()
    },
    wakeAll(): void {
      for (const each of waiting) each()
      waiting.clear()
    },
  }
}
