/**
 * The master keys and what is derived from them. There may be several: the first is *active* and makes everything new,
 * the others only read what they once made. A key object prints as nothing, so it cannot slip into a log.
 */
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { VaultError } from './errors.ts'

/** `id` is a fingerprint: eight hex digits that tell keys apart and tell nothing about them. */
export type MasterKey = { id: string; key: KeyObject }

/** The active key first, the oldest last. */
export type KeyRing = readonly [MasterKey, ...MasterKey[]]

/** What the rest of the program gets at: the vault itself and keys for other purposes, never a master key's bytes. */
export type VaultKeys = {
  /** The active one: wraps data keys. */
  master: MasterKey
  /** Fingerprints of all of them, the active one first, the oldest last. */
  keyIds: readonly string[]
  /** Throws VaultError when this key was not given at the start. */
  masterById(keyId: string): MasterKey
  /**
   * 32 bytes that are different for every purpose (`password.pepper`, `link.signing` …) and the same at every start
   * with the same active key.
   */
  derive(purpose: string): Buffer
  /** The same for one of the other keys, for what says by which key it was made. Throws VaultError as `masterById`. */
  deriveWith(keyId: string, purpose: string): Buffer
}

/** Ten rotations without dropping a key: more is a mistake. */
const maxKeys = 10
/** Of 32 random bytes fewer than 16 are distinct less than once in 10^9 keys; of typed ones nearly always. */
const minDistinctBytes = 16

export function createVaultKeys(...ring: KeyRing): VaultKeys {
  const [master] = ring
  const byId = new Map(ring.map((key) => [key.id, key]))
  const masterById = (keyId: string): MasterKey => {
    const found = byId.get(keyId)
    if (!found) throw new VaultError(`the master key ${keyId} was not given to this process`)
    return found
  }
  return {
    master,
    keyIds: ring.map(({ id }) => id),
    masterById,
    derive: (purpose) => deriveKey(master, purpose),
    deriveWith: (keyId, purpose) => deriveKey(masterById(keyId), purpose),
  }
}

/**
 * Keys separated by commas or line ends, the active one first. Throws an Error that says what is expected and never
 * what was given: for none, too many, the same twice, or one that nobody drew at random.
 */
export function parseKeyRing(text: string): KeyRing {
  const parts = text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length > maxKeys) throw new Error(`at most ${maxKeys} secret keys can be given`)
  const [first, ...others] = parts.map((part) => {
    const master = parseSecretKey(part)
    if (isGuessable(master.key.export())) {
      throw new Error('a secret key must be random: make one with `openssl rand -hex 32`')
    }
    return master
  })
  if (!first) throw new Error('there is no secret key: make one with `openssl rand -hex 32`')
  const ids = new Set([first, ...others].map(({ id }) => id))
  if (ids.size < parts.length) throw new Error('the same secret key is given twice')
  return [first, ...others]
}

/** 32 bytes as 64 hex digits or as base64. Throws an Error that says what is expected and never what was given. */
export function parseSecretKey(text: string): MasterKey {
  const trimmed = text.trim()
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : fromBase64(trimmed)
  if (bytes?.length !== 32) throw new Error('a secret key must be 32 bytes, written as 64 hex digits or as base64')
  const key = createSecretKey(bytes)
  return { id: createHmac('sha256', key).update('watchword master key id').digest('hex').slice(0, 8), key }
}

/** HKDF-SHA-256 (RFC 5869) with the purpose as `info`: no derived key tells anything about another. */
export function deriveKey(master: MasterKey, purpose: string): Buffer {
  if (purpose === '') throw new Error('a derived key needs a purpose')
  return Buffer.from(hkdfSync('sha256', master.key, '', `watchword:${purpose}`, 32))
}

/** Examples, counters, repetitions, and sentences that were encoded: what people put where a key was asked for. */
function isGuessable(bytes: Buffer): boolean {
  const steps = new Set(bytes.subarray(1).map((byte, index) => byte - (bytes[index] ?? 0)))
  const repeats = bytes.subarray(0, 16).equals(bytes.subarray(16))
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
  return new Set(bytes).size < minDistinctBytes || steps.size === 1 || repeats || isText
}

function fromBase64(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined
}
