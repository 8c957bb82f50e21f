/** Results until they are handed in: files of a directory, so that neither a restart nor a server that is away loses them. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Clock } from '#platform/clock'
import { maxResultAgeMs } from '../../../server/modules/monitors/probes/probe.ts'
import { HandInBody, maxResultsAtOnce } from '../../../server/modules/monitors/probes/protocol.ts'

export type Waiting = z.input<typeof HandInBody>['results'][number]

export type Buffer = {
  /** Kept until `drop`. At most one file for each call and 500 results. */
  keep(results: readonly Waiting[]): Promise<void>
  /** The oldest that are kept; undefined: there are none. */
  first(): Promise<{ name: string; results: Waiting[] } | undefined>
  drop(name: string): Promise<void>
  /** Forgets what nobody takes any more, and the oldest beyond the bound. Answers how many files that were. */
  prune(): Promise<number>
  count(): number
}

const maxTotalBytes = 209_715_200

export async function openBuffer(
  directory: string,
  { now, maxBytes = maxTotalBytes }: { now: Clock; maxBytes?: number },
): Promise<Buffer> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  /** Results by file; a name says when it was written and how many are in it. */
  const files = new Map<string, { at: number; results: number; bytes: number }>()
  for (const name of (await readdir(directory)).toSorted()) {
    const [, at, results] = /^(\d{15})-\d{6}-(\d+)\.json$/.exec(name) ?? []
    if (at !== undefined) {
      files.set(name, { at: Number(at), results: Number(results), bytes: (await stat(join(directory, name))).size })
    } else if (name.endsWith('.json.new')) await rm(join(directory, name))
  }
  let sequence = 0
  const drop = async (name: string) => {
    files.delete(name)
    await rm(join(directory, name), { force: true })
  }
  return {
    keep: async (all) => {
      for (let from = 0; from < all.length; from += maxResultsAtOnce) {
        const results = all.slice(from, from + maxResultsAtOnce)
        const at = now().getTime()
        sequence = (sequence + 1) % 1_000_000
        const name = `${String(at).padStart(15, '0')}-${String(sequence).padStart(6, '0')}-${results.length}.json`
        const text = JSON.stringify({ results })
        // Renamed when it is whole: half a file is never read.
        await writeFile(join(directory, `${name}.new`), text, { mode: 0o600 })
        await rename(join(directory, `${name}.new`), join(directory, name))
        files.set(name, { at, results: results.length, bytes: text.length })
      }
    },
    first: async () => {
      for (;;) {
        const name = files.keys().next().value
        if (name === undefined) return undefined
        const results = await read(join(directory, name))
        if (results) return { name, results }
        // What a disk made of it is of no use to anybody.
        await drop(name)
      }
    },
    drop,
    prune: async () => {
      const oldest = now().getTime() - maxResultAgeMs
      let total = [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0)
      let dropped = 0
      for (const [name, { at, bytes }] of files) {
        if (at >= oldest && total <= maxBytes) break
        total -= bytes
        dropped += 1
        await drop(name)
      }
      return dropped
    },
    count: () => [...files.values()].reduce((sum, { results }) => sum + results, 0),
  }
}

async function read(path: string): Promise<Waiting[] | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  try {
    const parsed: unknown = JSON.parse(text)
    // Sent as it is written; read by the schema only to see that it is whole.
    return HandInBody.safeParse(parsed).success ? (parsed as z.input<typeof HandInBody>).results : undefined
  } catch {
    return undefined
  }
}
