/** Chance that can be repeated: the same seed gives the same run of decisions (mulberry32). */
export type Random = {
  /** From `from` to below `to`. */
  between(from: number, to: number): number
  chance(share: number): boolean
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { between: (from, to) => from + next() * (to - from), chance: (share) => next() < share }
}
