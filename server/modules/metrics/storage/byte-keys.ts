/**
 * A map by bytes that lie in somebody else's buffer, for look-ups of which there are a million in a second: nothing is
 * made to ask, and all that is kept lies in a few arrays. Keys are added and never taken out.
 */
export type ByteKeys<V> = {
  find(bytes: Uint8Array, start: number, end: number): V | undefined
  /** The bytes are copied. A key that is there already must not be added. */
  add(bytes: Uint8Array, start: number, end: number, value: V): void
}

/**
 * Whoever sends keys that fall together has them forgotten, and slows nobody down: what is found within so many steps is
 * as rare as it is long by chance.
 */
const maxSteps = 24

const firstKeys = 64
const firstBytes = 8 * 1024

export function createByteKeys<V>(seed: number): ByteKeys<V> {
  const values: V[] = []
  let heads = new Int32Array(firstKeys).fill(-1)
  let next = new Int32Array(firstKeys)
  let hashes = new Int32Array(firstKeys)
  let ends = new Uint32Array(firstKeys)
  let kept = Buffer.alloc(firstBytes)
  let last = -1

  const startOf = (at: number): number => (at === 0 ? 0 : (ends[at - 1] ?? 0))

  const isSame = (at: number, bytes: Uint8Array, start: number, end: number): boolean => {
    const from = startOf(at)
    if ((ends[at] ?? 0) - from !== end - start) return false
    return kept.compare(bytes, start, end, from, from + end - start) === 0
  }

  const grow = (): void => {
    const size = heads.length * 2
    heads = new Int32Array(size).fill(-1)
    next = larger(next, new Int32Array(size))
    hashes = larger(hashes, new Int32Array(size))
    ends = larger(ends, new Uint32Array(size))
    for (let at = 0; at < values.length; at++) link(at)
  }

  const link = (at: number): void => {
    const place = (hashes[at] ?? 0) & (heads.length - 1)
    next[at] = heads[place] ?? -1
    heads[place] = at
  }

  return {
    find: (bytes, start, end) => {
      // Senders name their series in the same order again and again, and so they were added.
      if (last + 1 < values.length && isSame(last + 1, bytes, start, end)) return values[++last]
      const hash = hashOf(bytes, start, end, seed)
      let at = heads[hash & (heads.length - 1)] ?? -1
      for (let steps = 0; at !== -1 && steps < maxSteps; steps++) {
        if (hashes[at] === hash && isSame(at, bytes, start, end)) {
          last = at
          return values[at]
        }
        at = next[at] ?? -1
      }
      return undefined
    },
    add: (bytes, start, end, value) => {
      const at = values.length
      if (at === heads.length) grow()
      const from = startOf(at)
      const to = from + end - start
      if (to > kept.length) kept = larger(kept, Buffer.alloc(Math.max(kept.length * 2, to)))
      kept.set(bytes.subarray(start, end), from)
      ends[at] = to
      hashes[at] = hashOf(bytes, start, end, seed)
      values.push(value)
      link(at)
    },
  }
}

function larger<A extends Int32Array | Uint32Array | Uint8Array>(from: A, into: A): A {
  into.set(from)
  return into
}

/** MurmurHash3 for 32 bits, four bytes at a time. */
function hashOf(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed
  let at = start
  for (; at + 4 <= end; at += 4) {
    const word =
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
    hash ^= mixed(word)
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  let rest = 0
  for (let shift = 0; at < end; at++, shift += 8) rest |= (bytes[at] ?? 0) << shift
  hash ^= mixed(rest) ^ (end - start)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function mixed(word: number): number {
  const turned = Math.imul(word, 0xcc9e2d51)
  return Math.imul((turned << 15) | (turned >>> 17), 0x1b873593)
}
