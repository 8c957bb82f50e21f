/**
 * Where a label set lies between 0 and 1: the same for the same labels, always and everywhere, and evenly spread. It is
 * the hash that Prometheus takes for `limit_ratio` (XXH64 of its encoding of labels), so both keep the same series.
 */
import type { Labels } from '../labels.ts'

const mask = (1n << 64n) - 1n
const prime1 = 0x9e3779b185ebca87n
const prime2 = 0xc2b2ae3d27d4eb4fn
const prime3 = 0x165667b19e3779f9n
const prime4 = 0x85ebca77c2b2ae63n
const prime5 = 0x27d4eb2f165667c5n

export function hashShare(labels: Labels): number {
  return Number(xxh64(encode(labels))) / Number(mask)
}

/** Each name and value with its length before it, in one byte or, with the mark 255, in three. */
function encode(labels: Labels): Buffer {
  const parts: Buffer[] = []
  for (const text of labels.flat()) {
    const bytes = Buffer.from(text)
    const { length } = bytes
    const isShort = length < 255
    parts.push(Buffer.from(isShort ? [length] : [255, length & 255, (length >> 8) & 255, length >> 16]), bytes)
  }
  return Buffer.concat(parts)
}

/** With the seed 0. Source: github.com/Cyan4973/xxHash, xxhash_spec.md. */
export function xxh64(bytes: Buffer): bigint {
  let at = 0
  let hash: bigint
  if (bytes.length >= 32) {
    const lanes = [(prime1 + prime2) & mask, prime2, 0n, (mask + 1n - prime1) & mask]
    for (; at + 32 <= bytes.length; at += 32) {
      for (const [lane, value] of lanes.entries()) lanes[lane] = round(value, bytes.readBigUInt64LE(at + 8 * lane))
    }
    const [a = 0n, b = 0n, c = 0n, d = 0n] = lanes
    hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & mask
    for (const lane of lanes) hash = ((hash ^ round(0n, lane)) * prime1 + prime4) & mask
  } else hash = prime5
  hash = (hash + BigInt(bytes.length)) & mask
  for (; at + 8 <= bytes.length; at += 8) {
    hash = (rotate(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * prime1 + prime4) & mask
  }
  if (at + 4 <= bytes.length) {
    hash = (rotate(hash ^ ((BigInt(bytes.readUInt32LE(at)) * prime1) & mask), 23n) * prime2 + prime3) & mask
    at += 4
  }
  for (; at < bytes.length; at++)
    hash = (rotate(hash ^ ((BigInt(bytes[at] ?? 0) * prime5) & mask), 11n) * prime1) & mask
  hash = ((hash ^ (hash >> 33n)) * prime2) & mask
  hash = ((hash ^ (hash >> 29n)) * prime3) & mask
  return hash ^ (hash >> 32n)
}

function round(accumulator: bigint, input: bigint): bigint {
  return (rotate((accumulator + input * prime2) & mask, 31n) * prime1) & mask
}

function rotate(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & mask
}
