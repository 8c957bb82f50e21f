/**
 * Sealed values of database columns: AES-256-GCM, a data key for each workspace, wrapped by the master key, which is
 * not in the database. A sealed value opens only in the place that it was made for.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { newId, newSecret } from '../ids.ts'
import { VaultError } from './errors.ts'
import { deriveKey, type MasterKey } from './keys.ts'

/** `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two base64url. */
export type Envelope = string

/** Where a value lives, with `-` for no workspace. Part of what is authenticated: a moved value does not open. */
export type Place = { table: string; column: string; workspaceId: string; rowId: string }

export type DataKey = { id: string; key: KeyObject }

/** 96 random bits: with at most 2^32 values a key (NIST SP 800-38D §8.3) a repetition is out of reach. */
const nonceBytes = 12
/** Node takes tags as short as four bytes unless it is told the length. */
const tagBytes = 16

export function seal(dataKey: DataKey, place: Place, plaintext: string): Envelope {
  return encrypt(dataKey, placeBytes(place), Buffer.from(plaintext, 'utf8'))
}

/** Throws VaultError. `dataKeyById` throws for an id that it does not know. */
export function open(dataKeyById: (id: string) => DataKey, place: Place, envelope: Envelope): string {
  return decrypt(dataKeyById(keyIdOf(envelope)), placeBytes(place), envelope).toString('utf8')
}

/** The id of the data key, or of a wrapped data key the id of the master key, for a lookup or a rotation. */
export function keyIdOf(envelope: Envelope): string {
  return parse(envelope).keyId
}

export function newDataKey(now: Date): DataKey {
  return { id: newId('dk', now), key: createSecretKey(Buffer.from(newSecret(32), 'base64url')) }
}

/** The text to keep in the database beside the data key's id. */
export function wrapDataKey(master: MasterKey, workspaceId: string, dataKey: DataKey): string {
  return encrypt(wrappingKey(master), wrapBytes(workspaceId, dataKey.id), dataKey.key.export())
}

/** Throws VaultError when it was wrapped by another master key, for another workspace or under another id. */
export function unwrapDataKey(master: MasterKey, workspaceId: string, dataKeyId: string, wrapped: string): DataKey {
  const bytes = decrypt(wrappingKey(master), wrapBytes(workspaceId, dataKeyId), wrapped)
  return { id: dataKeyId, key: createSecretKey(bytes) }
}

/** Not the master key itself, which other keys are derived from. */
function wrappingKey(master: MasterKey): DataKey {
  return { id: master.id, key: createSecretKey(deriveKey(master, 'vault.wrap')) }
}

function encrypt({ id, key }: DataKey, aad: Buffer, plaintext: Uint8Array): Envelope {
  const nonce = newSecret(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: tagBytes })
  cipher.setAAD(aad)
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  return `v1.${id}.${nonce}.${sealed.toString('base64url')}`
}

function decrypt({ id, key }: DataKey, aad: Buffer, envelope: Envelope): Buffer {
  const { keyId, nonce, sealed } = parse(envelope)
  if (keyId !== id) throw new VaultError('sealed with another key')
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const plaintext = decipher.update(sealed.subarray(0, -tagBytes))
  try {
    return Buffer.concat([plaintext, decipher.final()])
  } catch {
    // OpenSSL says no more than that the tag does not match.
    throw new VaultError('damaged, or moved from another place')
  }
}

function parse(envelope: Envelope): { keyId: string; nonce: Buffer; sealed: Buffer } {
  const parts = envelope.split('.')
  const [version, keyId = '', nonceText = '', sealedText = ''] = parts
  const nonce = Buffer.from(nonceText, 'base64url')
  const sealed = Buffer.from(sealedText, 'base64url')
  // Decoding is lenient, so a value has many spellings; only the one that we write is taken.
  const canonical = nonce.toString('base64url') === nonceText && sealed.toString('base64url') === sealedText
  const complete = nonce.length === nonceBytes && sealed.length >= tagBytes && keyId !== ''
  if (version !== 'v1' || parts.length !== 4 || !canonical || !complete) throw new VaultError('not a sealed value')
  return { keyId, nonce, sealed }
}

function placeBytes(place: Place): Buffer {
  return lengthPrefixed(['place', place.table, place.column, place.workspaceId, place.rowId])
}

function wrapBytes(workspaceId: string, dataKeyId: string): Buffer {
  return lengthPrefixed(['dataKey', workspaceId, dataKeyId])
}

/** Each part behind its length, or ("ab", "c") and ("a", "bc") would be the same place. */
function lengthPrefixed(parts: string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part, 'utf8')
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return [length, bytes]
    }),
  )
}
