/** One part of a workspace's bundle: reads on from a position until there is enough, and says where the next one begins. */
import type { Context } from '#platform/context'
import { AppError } from '#platform/errors'
import type { InventoryEntry } from '#platform/inventory'
import { readColumnTable, type Catalog } from './catalog.ts'
import { readingAs } from './plan-workspace-export.ts'
import type { Place } from './places.ts'
import { readColumnSlice } from './read-columns.ts'
import { columnsOf, ofWorkspace, readSlice, type Slice } from './read-rows.ts'
import { hashPart, line } from './workspace-bundle.ts'
import type { Plan, Position } from './workspace-export-repo.ts'
import { listFiles } from './workspace-files.ts'
import { sql } from '#platform/database'

/** Held in memory, before it is compressed. */
export const partBytes = 4 * 1024 * 1024
const sliceRows = 1_000
const fileChunkBytes = 512 * 1024

export type WrittenPart = { text: Buffer; position: Omit<Position, 'parts'> }

type Draft = Omit<Position, 'parts'> & { pieces: Buffer[]; bytes: number }

export async function writePart(
  ctx: Context,
  about: { inventory: readonly InventoryEntry[]; catalog: Catalog; plan: Plan; position: Position; first: string },
): Promise<WrittenPart> {
  const { plan, position, first } = about
  const { parts, ...start } = position
  const draft: Draft = { ...start, counts: { ...start.counts }, pieces: [], bytes: 0 }
  if (parts.length === 0) add(draft, first)
  while (draft.place < plan.places.length && draft.bytes < partBytes) await addRows(ctx, about, draft)
  if (draft.place === plan.places.length && draft.bytes < partBytes) await addFiles(ctx, about.inventory, draft)
  const { pieces, bytes: _, ...rest } = draft
  const hash = hashPart(position.digest)
  for (const piece of pieces) hash.update(piece)
  const digest = hash.digest('hex')
  const last = [line({ type: 'part', number: parts.length + 1, digest })]
  if (rest.ended) last.push(line({ type: 'end', counts: rest.counts, files: rest.files, digest }))
  return { text: Buffer.concat([...pieces, Buffer.from(last.join(''))]), position: { ...rest, digest } }
}

function add(draft: Draft, text: string): void {
  const bytes = Buffer.from(text)
  draft.pieces.push(bytes)
  draft.bytes += bytes.length
}

async function addRows(ctx: Context, about: Parameters<typeof writePart>[1], draft: Draft): Promise<void> {
  const place = about.plan.places[draft.place]
  if (!place) throw new Error('past the last place')
  draft.counts[place.name] ??= 0
  const slice =
    place.store === 'columns' ? await columnRows(ctx, place, draft) : await databaseRows(ctx, about, place, draft)
  const begin = `{"type":"row","place":${JSON.stringify(place.name)},"row":`
  for (const { row, facts } of slice.rows) {
    const more = facts === null || facts === '{}' ? '' : `,"facts":${facts}`
    add(draft, `${begin}${row}${more}}\n`)
  }
  draft.counts[place.name] = (draft.counts[place.name] ?? 0) + slice.rows.length
  if (slice.next === null) draft.place += 1
  draft.cursor = slice.next
}

async function columnRows(ctx: Context, place: Place, { cursor }: Draft): Promise<Slice> {
  const table = await readColumnTable(ctx.columns, place.name)
  const { rows, next } = await readColumnSlice(ctx, place, table, cursor, sliceRows)
  return { rows: rows.map((row) => ({ row, facts: null })), next }
}

async function databaseRows(
  ctx: Context,
  { inventory, catalog, plan }: Parameters<typeof writePart>[1],
  place: Place,
  { cursor }: Draft,
): Promise<Slice> {
  const table = catalog.get(place.name)
  if (!table) throw new Error(`there is no table ${place.name}`)
  const { factFields, name } = place
  const belongs = ofWorkspace(place, inventory, ctx.workspaceId)
  const query = {
    name,
    table,
    factFields,
    columns: withHead(place, plan),
    where: sql<boolean>`${belongs} and ${upTo(place, plan)}`,
  }
  return readingAs(ctx, place, catalog, (tx) => readSlice(tx, query, cursor, sliceRows))
}

/** The audit log is a chain: it is exported up to the entry that was its last one when the export was planned. */
function upTo({ name, category, fields }: Place, { auditHead }: Plan) {
  const isChained =
    category === 'C26' && name.startsWith('audit_') && fields.includes('number') && name !== 'audit_heads'
  return isChained ? sql<boolean>`${sql.ref(`${name}.number`)} <= ${auditHead.number}` : sql<boolean>`true`
}

function withHead(place: Place, { auditHead }: Plan) {
  if (place.name !== 'audit_heads') return columnsOf(place)
  return columnsOf(place).map(([field, value]) => {
    if (field === 'number') return [field, sql`${auditHead.number}::bigint`] as const
    return field === 'hash' ? ([field, sql`${auditHead.hash}::text`] as const) : ([field, value] as const)
  })
}

/** Files come last. One that was deleted meanwhile is left out. */
async function addFiles(ctx: Context, inventory: readonly InventoryEntry[], draft: Draft): Promise<void> {
  const files = await listFiles(ctx, inventory)
  const { file } = draft
  if (file !== null && file.offset > 0 && !files.some(({ key }) => key === file.key)) {
    throw new Error('a file was deleted while it was exported: the export has to begin anew')
  }
  const waiting = files.filter(({ key }) => file === null || (file.offset > 0 ? key >= file.key : key > file.key))
  for (const { key } of waiting) {
    const from = file?.key === key ? file.offset : 0
    const done = await addFile(ctx, draft, key, from)
    if (!done) return
    if (draft.bytes >= partBytes && key !== waiting.at(-1)?.key) return
  }
  draft.ended = true
}

/** False when the part is full before the file's end. */
async function addFile(ctx: Context, draft: Draft, key: string, from: number): Promise<boolean> {
  const found = await ctx.blobs.get(key).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found' && from === 0) return undefined
    throw error
  })
  if (!found) return true
  const { sizeBytes: size, body } = found
  try {
    let offset = 0
    for await (const data of chunks(body)) {
      if (offset >= from) {
        add(draft, line({ type: 'file', key, size, offset, data: data.toString('base64') }))
        draft.file = { key, offset: offset + data.length }
        if (draft.bytes >= partBytes && offset + data.length < size) return false
      }
      offset += data.length
    }
    if (size === 0) add(draft, line({ type: 'file', key, size, offset: 0, data: '' }))
  } finally {
    body.destroy()
  }
  draft.file = { key, offset: 0 }
  draft.files += 1
  return true
}

/** Pieces of one size, so that a file is cut in the same way each time. */
async function* chunks(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    waiting.push(piece)
    bytes += piece.length
    while (bytes >= fileChunkBytes) {
      const whole = Buffer.concat(waiting)
      yield whole.subarray(0, fileChunkBytes)
      waiting = [whole.subarray(fileChunkBytes)]
      bytes -= fileChunkBytes
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}
