/** The master key and what is derived from it. A key object prints as nothing, so it cannot slip into a log. */
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { newHexKey } from '../ids.ts'

/** `id` is a fingerprint: eight hex digits that tell keys apart and tell nothing about them. */
export type MasterKey = { id: string; key: KeyObject }

/** What the rest of the program gets at: the vault itself and keys for other purposes, never the master key's bytes. */
export type VaultKeys = {
  master: MasterKey
  /** 32 bytes that are the same at every start and different for every purpose: `password.pepper`, `link.signing` … */
  derive(purpose: string): Buffer
}

export function createVaultKeys(master: MasterKey): VaultKeys {
  return { master, derive: (purpose) => deriveKey(master, purpose) }
}

/** 32 bytes as 64 hex digits or as base64. Throws an Error that says what is expected and never what was given. */
export function parseSecretKey(text: string): MasterKey {
  const trimmed = text.trim()
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : fromBase64(trimmed)
  if (bytes?.length !== 32) throw new Error('the secret key must be 32 bytes, written as 64 hex digits or as base64')
  const key = createSecretKey(bytes)
  return { id: createHmac('sha256', key).update('watchword master key id').digest('hex').slice(0, 8), key }
}

/** HKDF-SHA-256 (RFC 5869) with the purpose as `info`: no derived key tells anything about another. */
export function deriveKey(master: MasterKey, purpose: string): Buffer {
  if (purpose === '') throw new Error('a derived key needs a purpose')
  return Buffer.from(hkdfSync('sha256', master.key, '', `watchword:${purpose}`, 32))
}

/**
 * Reads `<dataDir>/secret.key`, or makes it: readable by its owner alone, complete on disk before it is used. Throws
 * an Error when others may read it, because whoever has it can read the vault.
 */
export async function loadOrCreateSecretKey(dataDir: string): Promise<MasterKey> {
  const path = join(dataDir, 'secret.key')
  const found = await readKeyFile(path)
  if (found !== undefined) return parseSecretKey(found)
  const text = newHexKey(32)
  const temporary = `${path}.${newHexKey(4)}.tmp`
  try {
    await writeDurably(temporary, `${text}\n`)
    await rename(temporary, path)
    await syncDirectory(dataDir)
  } finally {
    await rm(temporary, { force: true })
  }
  return parseSecretKey(text)
}

async function readKeyFile(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (!file) return undefined
  try {
    const { mode } = await file.stat()
    if ((mode & 0o077) !== 0) throw new Error(`${path} may be read by others: run chmod 600 on it`)
  } finally {
    await file.close()
  }
  return readFile(path, 'utf8')
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function fromBase64(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
