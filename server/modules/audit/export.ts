import { createHash } from 'node:crypto'
import { requireFresh, requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as checkpoints from './checkpoint-repo.ts'
import { csvHeader, csvLine } from './csv.ts'
import * as entries from './entry-repo.ts'
import { recordAudit } from './record-audit.ts'
import * as repo from './repo.ts'
import { auditKeyOf, signStatement } from './signing.ts'
import { exportStatement, type ChainPoint } from './verify.mjs'

export const exportFormats = ['json', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** What is held in memory of an export, however long it is. */
const pageSize = 500

/**
 * Writes down that the log was exported, as its last entry, and gives it piece by piece from its oldest entry to that
 * one. Each piece is read when it is asked for, in a transaction of its own.
 */
export async function exportAudit(ctx: Context, format: ExportFormat): Promise<AsyncGenerator<string>> {
  requirePermission(ctx, 'audit.read')
  requireFresh(ctx)
  const last = await inTransaction(ctx, async (tx) => {
    await recordAudit(tx, 'audit.exported', { targetId: tx.workspaceId, after: { format } })
    return repo.lockHead(tx)
  })
  return format === 'csv' ? csvExport(ctx, last) : signedExport(ctx, last)
}

async function* csvExport(ctx: Context, last: ChainPoint): AsyncGenerator<string> {
  yield csvHeader
  for await (const page of pagesUpTo(ctx, last)) yield page.map(csvLine).join('')
}

/** JSON Lines; their order and their fields are described in docs/audit.md. */
async function* signedExport(ctx: Context, last: ChainPoint): AsyncGenerator<string> {
  const digest = createHash('sha256')
  const written = (rows: object[]): string => {
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    digest.update(text)
    return text
  }
  const start = await findStart(ctx)
  const header = { type: 'header', format: 'watchword-audit', version: 1, workspaceId: ctx.workspaceId }
  const { publicKey, keyId } = auditKeyOf(ctx.vault)
  const exportedAt = ctx.now().toISOString()
  yield written([{ ...header, exportedAt, start, last: last.number, publicKey, keyId }])
  for await (const people of peoplePages(ctx)) yield written(people.map((person) => ({ type: 'person', ...person })))
  yield written(await checkpointRows(ctx, start.number, start.number))
  let count = 0
  for await (const page of pagesUpTo(ctx, last)) {
    count += page.length
    yield written(await withCheckpoints(ctx, page))
  }
  const end = { ...last, at: ctx.now().toISOString(), entries: count, fileDigest: digest.digest('hex') }
  yield `${JSON.stringify({ type: 'end', ...end, ...signStatement(ctx.vault, exportStatement(ctx.workspaceId, end)) })}\n`
}

/** What the oldest entry follows: nothing, or the checkpoint at which the chain was truncated. */
async function findStart(ctx: Context): Promise<ChainPoint> {
  const [oldest] = await inTransaction(ctx, (tx) => entries.listAfter(tx, 0, Number.MAX_SAFE_INTEGER, 1))
  if (!oldest) throw new Error('there is at least the entry of the export itself')
  return { number: oldest.number - 1, hash: oldest.previousHash }
}

async function* peoplePages(ctx: Context): AsyncGenerator<entries.PersonRow[]> {
  for (let after = ''; ;) {
    const page = await inTransaction(ctx, (tx) => entries.listPeople(tx, after, pageSize))
    if (page.length > 0) yield page
    if (page.length < pageSize) return
    after = page.at(-1)?.reference ?? after
  }
}

async function* pagesUpTo(ctx: Context, last: ChainPoint): AsyncGenerator<entries.AuditEntry[]> {
  for (let after = 0; after < last.number;) {
    const page = await inTransaction(ctx, (tx) => entries.listAfter(tx, after, last.number, pageSize))
    // Deleted meanwhile, with the workspace: what was sent so far stays without its signed end.
    if (page.length === 0) throw new Error('the audit log ended before its last entry')
    yield page
    after = page.at(-1)?.number ?? last.number
  }
}

/** Each checkpoint comes right after the entry that it holds. */
async function withCheckpoints(ctx: Context, page: entries.AuditEntry[]): Promise<object[]> {
  const found = await checkpointRows(ctx, page[0]?.number ?? 0, page.at(-1)?.number ?? 0)
  return page.flatMap((entry) => [entryRow(entry), ...found.filter(({ number }) => number === entry.number)])
}

async function checkpointRows(ctx: Context, from: number, to: number) {
  const found = await inTransaction(ctx, (tx) => checkpoints.listBetween(tx, from, to))
  return found.map((checkpoint) => ({ type: 'checkpoint', ...checkpoint, at: checkpoint.at.toISOString() }))
}

function entryRow(entry: entries.AuditEntry) {
  const { number, at, actorReference, action, targetId, changeDigest, originDigest, previousHash, hash } = entry
  const { changeSalt, before, after, originSalt, remoteAddress, userAgent } = entry
  return {
    type: 'entry',
    number,
    at: at.toISOString(),
    actor: actorReference,
    action,
    target: targetId,
    changeDigest,
    originDigest,
    previousHash,
    hash,
    change: changeSalt === null ? null : { salt: changeSalt, before, after },
    origin: originSalt === null ? null : { salt: originSalt, remoteAddress, userAgent },
  }
}
