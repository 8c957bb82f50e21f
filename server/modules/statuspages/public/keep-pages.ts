/**
 * The last good snapshot of each page on the disk of this process, so that the page is there after a restart without a
 * database. Of public pages alone: who may read another one cannot be asked then. A file is written whole or not at all.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Services } from '#platform/context'
import type { Snapshot } from '../snapshot.ts'

export type Kept = { workspaceId: string; snapshot: Snapshot }

/** Of the file. A file of another version is as good as none. */
const version = 2
const slugPattern = /^[a-z0-9-]{1,63}$/

export function keptDirectory({ config }: Pick<Services, 'config'>): string {
  return join(config.dataDir, 'pages')
}

/** Writes of one page come one after the other; the last one wins. */
const writing = new WeakMap<object, Map<string, Promise<void>>>()

export function keepPage(services: Services, slug: string, kept: Kept): Promise<void> {
  return inTurn(services, slug, async () => {
    const directory = keptDirectory(services)
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const file = join(directory, `${slug}.json`)
    const fresh = `${file}.new`
    await writeFile(fresh, encode({ version, ...kept }), { mode: 0o600 })
    await rename(fresh, file)
  })
}

/** Idempotent. */
export function dropPage(services: Services, slug: string): Promise<void> {
  return inTurn(services, slug, () => rm(join(keptDirectory(services), `${slug}.json`), { force: true }))
}

export async function findKept(services: Services, slug: string): Promise<Kept | undefined> {
  if (!slugPattern.test(slug)) return undefined
  try {
    const found = decode(await readFile(join(keptDirectory(services), `${slug}.json`), 'utf8'))
    return found.version === version ? { workspaceId: found.workspaceId, snapshot: found.snapshot } : undefined
  } catch (error) {
    // None, or one that was cut off with the power: there is nothing to show, which the caller says.
    if (isMissing(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}

export async function listKept(services: Services): Promise<string[]> {
  const names = await readdir(keptDirectory(services)).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []))
}

function inTurn(services: Services, slug: string, act: () => Promise<void>): Promise<void> {
  const turns = writing.get(services.database) ?? new Map<string, Promise<void>>()
  writing.set(services.database, turns)
  const turn = (turns.get(slug) ?? Promise.resolve()).then(act, act)
  turns.set(slug, turn)
  const done = (): void => {
    if (turns.get(slug) === turn) turns.delete(slug)
  }
  turn.then(done, done)
  return turn
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

type File = Kept & { version: number }

/** Times as `{"$time": milliseconds}`: no text that a member wrote can be taken for one. */
export function encode(file: File): string {
  return JSON.stringify(file, function (this: Record<string, unknown>, key, value: unknown) {
    const raw = this[key]
    return raw instanceof Date ? { $time: raw.getTime() } : value
  })
}

export function decode(text: string): File {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$time' in value)) return value
    return new Date(Number(value.$time))
  }) as File // written by `encode`; its version is looked at first
}
