/** The key file of an installation whose operator gives no key: `<dataDir>/secret.key`. */
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { newHexKey } from '../ids.ts'
import { parseKeyRing, type KeyRing } from './keys.ts'

/**
 * Reads the key file, a key a line, or makes it: readable by its owner alone, complete on disk before it is used. Throws
 * an Error when others may read it, because whoever has it can read the vault.
 */
export async function loadOrCreateKeyRing(dataDir: string): Promise<KeyRing> {
  const path = join(dataDir, 'secret.key')
  const found = await readKeyFile(path)
  if (found !== undefined) return parseKeyRing(found)
  const text = newHexKey(32)
  const temporary = `${path}.${newHexKey(4)}.tmp`
  try {
    await writeDurably(temporary, `${text}\n`)
    await rename(temporary, path)
    await syncDirectory(dataDir)
  } finally {
    await rm(temporary, { force: true })
  }
  return parseKeyRing(text)
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
