/** A set of series ids, 16 bytes each at most: a set of JavaScript's own takes several times that. */
export type IdSet = {
  readonly size: () => number
  readonly has: (low: number, high: number) => boolean
  /** True: it was not there before. */
  readonly add: (low: number, high: number) => boolean
}

const firstPlaces = 1024

export function createIdSet(): IdSet {
  let places = new Uint32Array(firstPlaces * 2)
  let size = 0

  /** Where it lies, or would: open addressing, the next place when one is taken. Both halves 0: free. */
  const find = (table: Uint32Array, low: number, high: number): number => {
    const mask = table.length / 2 - 1
    let at = (low ^ high) & mask
    while (table[at * 2] !== 0 || table[at * 2 + 1] !== 0) {
      if (table[at * 2] === low && table[at * 2 + 1] === high) return at
      at = (at + 1) & mask
    }
    return at
  }
  const grow = (): void => {
    const larger = new Uint32Array(places.length * 2)
    for (let at = 0; at < places.length; at += 2) {
      const [low = 0, high = 0] = [places[at], places[at + 1]]
      if (low === 0 && high === 0) continue
      const to = find(larger, low, high)
      larger[to * 2] = low
      larger[to * 2 + 1] = high
    }
    places = larger
  }
  const isAt = (at: number, low: number, high: number) => places[at * 2] === low && places[at * 2 + 1] === high

  return {
    size: () => size,
    has: (low, high) => isAt(find(places, low, high || 1), low, high || 1),
    add: (low, high) => {
      const upper = high || 1
      if (isAt(find(places, low, upper), low, upper)) return false
      if (size * 4 >= places.length) grow()
      const at = find(places, low, upper)
      places[at * 2] = low
      places[at * 2 + 1] = upper
      size += 1
      return true
    },
  }
}
