/**
 * The form of a workspace's bundle: JSON Lines in gzip. First a manifest, then records, after each part of it what was
 * hashed so far, and at the end the counts. Without its last line it is not whole. Described in docs/export.md.
 */
import { createHash, type Hash } from 'node:crypto'
import { z } from 'zod'
import { profileSchema } from '#platform/policy'

export const workspaceFormat = 'watchword-workspace'
export const workspaceFormatVersion = 1

const count = z.int().min(0)
const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/)
const digest = z.string().regex(/^[0-9a-f]{64}$/)

export const manifestSchema = z.object({
  type: z.literal('manifest'),
  format: z.literal(workspaceFormat),
  version: z.literal(workspaceFormatVersion),
  /** Where the JSON Schema of these lines is published. */
  schema: z.string(),
  id: z.string(),
  exportedAt: z.iso.datetime(),
  program: z.string(),
  /** The URL of the installation that it was made on. */
  from: z.string(),
  workspace: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  /** What holds for these data where they come from; whoever imports them keeps nothing longer. */
  policy: z.object({ version: z.string(), effectiveAt: z.iso.datetime(), profile: profileSchema }),
  places: z.array(
    z.object({
      place: name,
      store: z.enum(['database', 'columns']),
      category: z.string(),
      holds: z.string(),
      fields: z.array(name),
      /** Planned: counted before the rows were read. */
      rows: count,
      /** Until when such rows are kept, in words. */
      kept: z.array(z.string()),
    }),
  ),
  /** What there is and is not in here: secrets. */
  facts: z.array(z.object({ place: name, category: z.string(), rows: count })),
  leftOut: z.array(
    z.object({ place: z.string(), category: z.string(), fields: z.array(z.string()), reason: z.string() }),
  ),
  files: count,
})
export type Manifest = z.infer<typeof manifestSchema>

export const rowSchema = z.object({
  type: z.literal('row'),
  place: name,
  row: z.record(name, z.unknown()),
  /** Secrets that this row has, and that stay where they are. */
  facts: z.record(name, z.literal(true)).optional(),
})
export type Row = z.infer<typeof rowSchema>

/** That somebody whose address is in the bundle objected, or restricted what is done with it. */
export const limitSchema = z.object({
  type: z.literal('limit'),
  address: z.string().max(254),
  kind: z.enum(['objection', 'restriction']),
  purposes: z.array(z.string()).nullable(),
  requestId: z.string(),
  since: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
})
export type LimitLine = z.infer<typeof limitSchema>

/** A piece of a file, in base64; `size` is that of the whole file, `offset` where the piece begins, both in bytes. */
export const fileSchema = z.object({
  type: z.literal('file'),
  key: z.string().max(310),
  size: count,
  offset: count,
  data: z.base64(),
})

/** The digest of all that stands before this line. */
export const partSchema = z.object({ type: z.literal('part'), number: z.int().min(1), digest })

export const endSchema = z.object({
  type: z.literal('end'),
  counts: z.record(name, count),
  files: count,
  /** The digest of the last part. */
  digest,
})

export const lineSchema = z.discriminatedUnion('type', [
  manifestSchema,
  rowSchema,
  limitSchema,
  fileSchema,
  partSchema,
  endSchema,
])
export type Line = z.infer<typeof lineSchema>

/**
 * Over the lines of one part, with their line breaks, behind the digest before it (64 hex digits, none before the first
 * part): SHA-256. A chain over parts, because whoever goes on after an interruption has no hash in the middle of its work.
 */
export function hashPart(before: string): Hash {
  return createHash('sha256').update(before)
}

export const line = (value: Line): string => `${JSON.stringify(value)}\n`
