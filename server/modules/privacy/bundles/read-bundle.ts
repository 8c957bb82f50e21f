/** Reads a workspace's bundle line by line, and believes nothing: each line is checked, and what was hashed. */
import { createGunzip } from 'node:zlib'
import { pipeline } from 'node:stream'
import { z } from 'zod'
import { hashPart, lineSchema, type Line, type Manifest } from './workspace-bundle.ts'

/** What is wrong with a bundle, for whoever wants to import it. */
export class BundleError extends Error {
  override name = 'BundleError'
}

export type BundleSource = () => AsyncIterable<Uint8Array>

/** Longer than any line that is written. */
const maxLineBytes = 256 * 1024 * 1024

/**
 * All lines, the manifest first and the end last. Throws BundleError where the file is changed, cut off or no bundle.
 * `wanted`: of a file that was checked before, and had this `digest`, the rows of these places and all other lines.
 */
export async function* readBundle(
  source: BundleSource,
  { wanted, digest: expected }: { wanted?: ReadonlySet<string>; digest?: string } = {},
): AsyncGenerator<Line> {
  let digest = ''
  let hash = hashPart(digest)
  let parts = 0
  let isHashed = true
  let number = 0
  let ended = false
  for await (const bytes of splitLines(source)) {
    number += 1
    if (ended) throw new BundleError(`line ${number}: there is more after the end`)
    const line = wanted === undefined ? parseLine(bytes, number) : lineIfWanted(bytes, wanted)
    if (line && (number === 1) !== (line.type === 'manifest')) {
      throw new BundleError(`line ${number}: not where a manifest stands`)
    }
    const changed = `line ${number}: what is before it was changed`
    if (line?.type === 'part') {
      digest = hash.digest('hex')
      hash = hashPart(digest)
      parts += 1
      isHashed = true
      if (line.digest !== digest || line.number !== parts) throw new BundleError(changed)
    } else if (line?.type === 'end') {
      const isOther = expected !== undefined && digest !== expected
      if (isOther || line.digest !== digest || !isHashed) throw new BundleError(changed)
      ended = true
    } else {
      hash.update(bytes)
      isHashed = false
    }
    if (line) yield line
  }
  if (!ended) throw new BundleError('the file is cut off: its end is missing')
}

/** As rows are written here; one that is written otherwise is parsed to see whose it is. */
const beginOfRow = /^\{"type":"row","place":"([a-z0-9_]+)"/

function lineIfWanted(bytes: Buffer, wanted: ReadonlySet<string>): Line | undefined {
  const place = beginOfRow.exec(bytes.toString('latin1', 0, 120))?.[1]
  if (place !== undefined && !wanted.has(place)) return undefined
  // The same bytes were checked when they were read for the first time: what they hash to says so.
  const line = JSON.parse(bytes.toString()) as Line
  return line.type === 'row' && !wanted.has(line.place) ? undefined : line
}

/** The bytes of each line, with its line break. */
async function* splitLines(source: BundleSource): AsyncGenerator<Buffer> {
  const unpacked = pipeline(source, createGunzip(), () => undefined) // what fails is thrown where it is read
  let rest: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of unpacked) {
      const piece: Buffer = chunk
      let from = 0
      for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, from)) {
        yield Buffer.concat([...rest, piece.subarray(from, at + 1)])
        rest = []
        length = 0
        from = at + 1
      }
      length += piece.length - from
      if (length > maxLineBytes) throw new BundleError('a line is too long: this is no bundle')
      if (from < piece.length) rest.push(Buffer.from(piece.subarray(from)))
    }
  } catch (error) {
    if (error instanceof BundleError) throw error
    throw new BundleError(`the file cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (rest.length > 0) throw new BundleError('the file is cut off in the middle of a line')
}

const kind = z.object({ type: z.literal('manifest'), format: z.string(), version: z.number() })

function parseLine(bytes: Buffer, number: number): Line {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {
    throw new BundleError(`line ${number} is no JSON`)
  }
  const about = kind.safeParse(value)
  if (about.success && (about.data.format !== 'watchword-workspace' || about.data.version !== 1)) {
    const { format, version } = about.data
    throw new BundleError(
      `this is ${format} of version ${version}; only watchword-workspace of version 1 can be imported`,
    )
  }
  const parsed = lineSchema.safeParse(value)
  if (!parsed.success) throw new BundleError(`line ${number}: ${z.prettifyError(parsed.error).slice(0, 500)}`)
  return parsed.data
}

export type Checked = { manifest: Manifest; counts: Record<string, number>; files: number; digest: string }

/** Reads all of it once. `check` throws BundleError for a row that does not belong into it. */
export async function checkBundle(
  source: BundleSource,
  check: { manifest(manifest: Manifest): void; row(row: Extract<Line, { type: 'row' }>, manifest: Manifest): void },
): Promise<Checked> {
  let manifest: Manifest | undefined
  const counts: Record<string, number> = {}
  let files = 0
  let file: { key: string; next: number } | null = null
  for await (const line of readBundle(source)) {
    if (line.type === 'manifest') {
      check.manifest(line)
      manifest = line
      for (const { place } of line.places) counts[place] = 0
    } else if (line.type === 'row' && manifest) {
      if (!(line.place in counts)) throw new BundleError(`a row of ${line.place}, which the manifest does not name`)
      counts[line.place] = (counts[line.place] ?? 0) + 1
      check.row(line, manifest)
    } else if (line.type === 'file') {
      const follows = file === null ? line.offset === 0 : file.key === line.key && line.offset === file.next
      if (!follows) throw new BundleError(`a piece of the file ${line.key} is missing`)
      const next: number = line.offset + Buffer.from(line.data, 'base64').length
      file = next < line.size ? { key: line.key, next } : null
      if (file === null) files += 1
    } else if (line.type === 'end') {
      compareCounts(line.counts, counts)
      if (file !== null || line.files !== files) throw new BundleError('not all files are there')
      if (manifest) return { manifest, counts, files, digest: line.digest }
    }
  }
  throw new BundleError('the file is cut off')
}

function compareCounts(told: Record<string, number>, found: Record<string, number>): void {
  for (const place of new Set([...Object.keys(told), ...Object.keys(found)])) {
    if ((told[place] ?? 0) !== (found[place] ?? 0)) {
      throw new BundleError(`${place}: ${told[place] ?? 0} rows are told of, and ${found[place] ?? 0} are there`)
    }
  }
}
