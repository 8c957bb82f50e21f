/**
 * The tombstones once more, in a file beside the database: a backup is older than what was erased after it, so whoever
 * restores it has to know from elsewhere whom to erase again. Ids and keyed hashes alone, one JSON object a line.
 */
import { appendFile, readFile, truncate } from 'node:fs/promises'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { tombstonesPath } from '#platform/embedded'
import { z } from 'zod'
import { listTombstones, type Tombstone } from '../erasure/tombstones.ts'

const lineSchema = z.object({
  kind: z.enum(['user', 'workspace', 'project', 'subscriber', 'address']),
  value: z.string().min(1).max(200),
  erasedAt: z.iso.datetime().transform((text) => new Date(text)),
})

/** Adds to the file what is missing in it. Safe to run twice at once: a line that is there twice is read once. */
export async function keepTombstoneFile(services: Services): Promise<void> {
  const path = tombstonesPath(services.config.dataDir)
  const text = await readText(path)
  const whole = wholeLines(text)
  const known = new Set(parseAll(path, whole).map(lineOf))
  const tombstones = await inPlatformTransaction(services, listTombstones)
  const missing = tombstones.map(lineOf).filter((line) => !known.has(line))
  if (missing.length === 0) return
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole))
  await appendFile(path, missing.map((line) => `${line}\n`).join(''), { mode: 0o600, flush: true })
}

/**
 * None where there is no file. A last line without an end was being written when the program died, and is written again;
 * any other line that is no tombstone throws an Error: nobody may be forgotten.
 */
export async function readTombstoneFile(path: string): Promise<Tombstone[]> {
  return parseAll(path, wholeLines(await readText(path)))
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1)
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
}

function parseAll(path: string, text: string): Tombstone[] {
  const byLine = new Map<string, Tombstone>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue
    const tombstone = parseLine(line)
    if (!tombstone) throw new Error(`${path}: line ${index + 1} is no tombstone`)
    byLine.set(lineOf(tombstone), tombstone)
  }
  return [...byLine.values()]
}

function parseLine(line: string): Tombstone | undefined {
  try {
    return lineSchema.parse(JSON.parse(line))
  } catch {
    return undefined // said by the caller, with the number of the line
  }
}

function lineOf({ kind, value, erasedAt }: Tombstone): string {
  return JSON.stringify({ kind, value, erasedAt })
}
