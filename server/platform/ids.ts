/** The one place that makes the randomness that reaches a record. */
import { randomBytes, randomFillSync } from 'node:crypto'

/**
 * A new id: prefix, underscore, UUIDv7 (RFC 9562 §5.7) as 32 hex digits, e.g. `inc_0190f3c2a1b57c3d8e4f5a6b7c8d9e0f`.
 * Ids that one process makes for one millisecond sort in the order in which it made them, up to two thousand of them,
 * also when it makes others in between: `now` is often the time at which something arrived.
 */
export function newId(prefix: string, now: Date): string {
  return `${prefix}_${uuidv7(now)}`
}

/** By millisecond, the last number given in it; the older half goes when the newer one is full. */
let sequences = new Map<number, number>()
let olderSequences = new Map<number, number>()
const maxSequences = 8_192

/**
 * 32 lower-case hex digits, no dashes. Within one millisecond of one process the twelve bits after the time count up
 * (RFC 9562 §6.2, method 1), so that what happened later sorts later.
 */
export function uuidv7(now: Date): string {
  const bytes = idBytes()
  const ms = now.getTime()
  bytes.writeUInt16BE(nextSequence(ms, bytes.readUInt16BE(6) & 0x7ff), 6)
  bytes.writeUIntBE(ms, 0, 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f) // eslint-disable-line typescript/no-non-null-assertion -- 16 bytes
  bytes[8] = 0x80 | (bytes[8]! & 0x3f) // eslint-disable-line typescript/no-non-null-assertion -- 16 bytes
  return bytes.toString('hex')
}

function nextSequence(ms: number, first: number): number {
  const last = sequences.get(ms) ?? olderSequences.get(ms)
  const sequence = last === undefined ? first : (last + 1) & 0xfff
  if (sequences.size >= maxSequences) {
    olderSequences = sequences
    sequences = new Map()
  }
  sequences.set(ms, sequence)
  return sequence
}

/** Randomness for 256 ids at once: asking for it costs more than an id. Secrets never come from here. */
const pool = Buffer.alloc(256 * 16)
let poolUsed = pool.length

/** 16 random bytes, valid until 256 ids later. */
function idBytes(): Buffer {
  if (poolUsed === pool.length) {
    randomFillSync(pool)
    poolUsed = 0
  }
  poolUsed += 16
  return pool.subarray(poolUsed - 16, poolUsed)
}

/** A secret of `sizeBytes` random bytes, base64url; at least 128 bits for anything that opens something. */
export function newSecret(sizeBytes = 32): string {
  return randomBytes(sizeBytes).toString('base64url')
}

/** Random hex digits, for keys whose form other people's software dictates (Sentry: `[a-f0-9]{32}`). */
export function newHexKey(sizeBytes = 16): string {
  return randomBytes(sizeBytes).toString('hex')
}

const lowerAlphanumeric = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Lower-case letters and digits, the form of the ids in the Statuspage API (12 characters, about 62 bits). */
export function newShortId(length = 12): string {
  let id = ''
  while (id.length < length) {
    for (const byte of randomBytes(length * 2)) {
      // 252 is the largest multiple of 36 below 256: higher bytes would favour the first digits.
      if (byte < 252 && id.length < length) id += lowerAlphanumeric[byte % 36]
    }
  }
  return id
}
