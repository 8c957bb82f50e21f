/**
 * A map by bytes that lie in somebody else's buffer, for look-ups of which there are a million in a second: nothing is
 * made to ask, and all that is kept lies in a few arrays. Keys are added and never taken out.
 */
export type ByteKeys<V> = {
  find(bytes: Buffer, start: number, end: number): V | undefined
  /** The key that was added after the one that was found last, if it begins here; where it ends need not be known. */
  findNext(bytes: Buffer, start: number, end: number): V | undefined
  /** Of the key that was found last. */
  foundLength(): number
  /** The bytes are copied; answers where to, for good. Undefined: the key is there already, and stays as it is. */
  add(bytes: Buffer, start: number, end: number, value: V): ByteRange | undefined
}

/** A part of a buffer. */
export type ByteRange = { readonly bytes: Buffer; readonly start: number; readonly end: number }

/**
 * Whoever sends keys that fall together has them forgotten, and slows nobody down: what is found within so many steps is
 * as rare as it is long by chance.
 */
const maxSteps = 24

const firstKeys = 64
/** Pieces that never move, because values may refer to them; the first ones are small, for those who have few keys. */
const firstBytes = 8 * 1024
const mostBytes = 512 * 1024

export function createByteKeys<V>(seed: number): ByteKeys<V> {
  const values: V[] = []
  const pieces: Buffer[] = []
  let heads = new Int32Array(firstKeys).fill(-1)
  let next = new Int32Array(firstKeys)
  let hashes = new Int32Array(firstKeys)
  let lengths = new Uint32Array(firstKeys)
  let starts = new Uint32Array(firstKeys)
  let pieceOf = new Uint32Array(firstKeys)
  let piece = Buffer.alloc(0)
  let used = 0
  let last = -1

  const isSame = (at: number, bytes: Buffer, start: number, end: number): boolean => {
    const length = end - start
    if (lengths[at] !== length) return false
    const from = starts[at] ?? 0
    return pieces[pieceOf[at] ?? 0]?.compare(bytes, start, end, from, from + length) === 0
  }

  const grow = (): void => {
    const size = heads.length * 2
    heads = new Int32Array(size).fill(-1)
    next = larger(next, new Int32Array(size))
    hashes = larger(hashes, new Int32Array(size))
    lengths = larger(lengths, new Uint32Array(size))
    starts = larger(starts, new Uint32Array(size))
    pieceOf = larger(pieceOf, new Uint32Array(size))
    for (let at = 0; at < values.length; at++) link(at)
  }

  const link = (at: number): void => {
    const place = (hashes[at] ?? 0) & (heads.length - 1)
    next[at] = heads[place] ?? -1
    heads[place] = at
  }

  /** -1: it is not there. */
  const placeOf = (hash: number, bytes: Buffer, start: number, end: number): number => {
    let at = heads[hash & (heads.length - 1)] ?? -1
    for (let steps = 0; at !== -1 && steps < maxSteps; steps++) {
      if (hashes[at] === hash && isSame(at, bytes, start, end)) return at
      at = next[at] ?? -1
    }
    return -1
  }

  const keep = (bytes: Buffer, start: number, end: number): void => {
    const length = end - start
    if (used + length > piece.length || pieces.length === 0) {
      // Not of Node's pool, whose pieces others would hold.
      piece = Buffer.allocUnsafeSlow(Math.max(length, Math.min(mostBytes, piece.length * 2 || firstBytes)))
      pieces.push(piece)
      used = 0
    }
    bytes.copy(piece, used, start, end)
  }

  return {
    findNext: (bytes, start, end) => {
      const length = last + 1 < values.length ? (lengths[last + 1] ?? 0) : 0
      if (length === 0 || length > end - start || !isSame(last + 1, bytes, start, start + length)) return undefined
      return values[++last]
    },
    foundLength: () => lengths[last] ?? 0,
    find: (bytes, start, end) => {
      // Senders name their series in the same order again and again, and so they were added.
      if (last + 1 < values.length && isSame(last + 1, bytes, start, end)) return values[++last]
      const at = placeOf(hashOf(bytes, start, end, seed), bytes, start, end)
      if (at === -1) return undefined
      last = at
      return values[at]
    },
    add: (bytes, start, end, value) => {
      const hash = hashOf(bytes, start, end, seed)
      if (placeOf(hash, bytes, start, end) !== -1) return undefined
      const at = values.length
      if (at === heads.length) grow()
      keep(bytes, start, end)
      starts[at] = used
      lengths[at] = end - start
      pieceOf[at] = pieces.length - 1
      used += end - start
      hashes[at] = hash
      values.push(value)
      link(at)
      return { bytes: piece, start: used - (end - start), end: used }
    },
  }
}

function larger<A extends Int32Array | Uint32Array>(from: A, into: A): A {
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
