/**
 * A stale marker says that a series ended. It is a NaN with bits of its own, so it is never found by comparing numbers.
 * Source: Prometheus, model/value.
 */

export const staleHigh = 0x7ff00000
export const staleLow = 0x00000002

/** Writes a stale marker; an assignment of a number could lose the bits. */
export function setStale(values: Float64Array, at: number): void {
  const words = wordsOf(values)
  words[2 * at + lowWord] = staleLow
  words[2 * at + 1 - lowWord] = staleHigh
}

export function isStale(values: Float64Array, at: number): boolean {
  const value = values[at]
  // Cheap first: only NaN is unequal to itself.
  if (value === value) return false
  const words = wordsOf(values)
  return words[2 * at + lowWord] === staleLow && words[2 * at + 1 - lowWord] === staleHigh
}

const lowWord = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1

function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
}
