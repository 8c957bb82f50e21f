import type { Tx } from '#platform/context'
import { sql, type JsonValue } from '#platform/database'
import { notFound } from '#platform/errors'
import type { Analysis, Mark } from './analysis.ts'

type Row = Omit<Analysis, 'material' | 'result'> & {
  workspaceId: string
  material: JsonValue | null
  result: JsonValue | null
  sent: string | null
}

declare module '#platform/database' {
  interface Tables {
    analyses: Row
  }
}

const columns = [
  ...(['id', 'incidentId', 'source', 'digest', 'version', 'state', 'reason', 'material', 'result'] as const),
  ...(['model', 'tokens', 'createdAt', 'finishedAt', 'mark', 'markedAt', 'markedBy'] as const),
]

/** False when the same was analysed already, by whoever it was. */
export async function insert(tx: Tx, analysis: Analysis): Promise<boolean> {
  const { material, result, ...rest } = analysis
  const written = await tx.db
    .insertInto('analyses')
    .values({ ...rest, workspaceId: tx.workspaceId, material: asJson(material), result: asJson(result), sent: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return written !== undefined
}

/**
 * Begins one, or begins anew one of which nothing was sent because something stood in the way. Answers its id;
 * undefined when it has been done or is being done.
 */
export async function begin(tx: Tx, analysis: Analysis): Promise<string | undefined> {
  const { material, result: _result, ...rest } = analysis
  const { state, reason, createdAt, model } = rest
  const written = await tx.db
    .insertInto('analyses')
    .values({ ...rest, workspaceId: tx.workspaceId, material: asJson(material), result: null, sent: null })
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'incidentId', 'source', 'digest', 'version'])
        .doUpdateSet({ state, reason, createdAt, model, finishedAt: null })
        .where('analyses.state', '=', 'abstained')
        .where('analyses.sent', 'is', null),
    )
    .returning('id')
    .executeTakeFirst()
  return written?.id
}

/** Of a model, of this incident, of which something was sent since. */
export async function countAsked(tx: Tx, incidentId: string, since: Date): Promise<number> {
  const row = await tx.db
    .selectFrom('analyses')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('incidentId', '=', incidentId)
    .where('source', '=', 'model')
    .where('sent', 'is not', null)
    .where('createdAt', '>=', since)
    .executeTakeFirstOrThrow()
  return row.count
}

/** Those that a process began and did not end: it is gone. Nothing of it is asked again. */
export async function endLost(tx: Tx, begunBefore: Date): Promise<void> {
  await tx.db
    .updateTable('analyses')
    .set({ state: 'failed', reason: 'interrupted', finishedAt: tx.now() })
    .where('workspaceId', '=', tx.workspaceId)
    .where('state', '=', 'running')
    .where('createdAt', '<', begunBefore)
    .execute()
}

/** Newest first. */
export async function listOf(
  tx: Tx,
  incidentId: string,
  { source, limit }: { source?: Analysis['source']; limit: number },
): Promise<Analysis[]> {
  let query = analyses(tx).where('incidentId', '=', incidentId)
  if (source) query = query.where('source', '=', source)
  const rows = await query.orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toAnalysis)
}

export async function getForUpdate(tx: Tx, id: string): Promise<Analysis> {
  const row = await analyses(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound('analysis')
  return toAnalysis(row)
}

export async function setMark(tx: Tx, id: string, mark: Mark | null): Promise<void> {
  const by = mark === null ? { markedAt: null, markedBy: null } : { markedAt: tx.now(), markedBy: tx.actor.id }
  await tx.db
    .updateTable('analyses')
    .set({ mark, ...by })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function findById(tx: Tx, id: string): Promise<Analysis | undefined> {
  const row = await analyses(tx).where('id', '=', id).executeTakeFirst()
  return row && toAnalysis(row)
}

/** Of one that was begun. */
export async function finish(tx: Tx, { id, state, reason, result, tokens, finishedAt }: Analysis): Promise<void> {
  await tx.db
    .updateTable('analyses')
    .set({ state, reason, result: asJson(result), tokens, finishedAt })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}

export async function setSent(tx: Tx, id: string, sent: string): Promise<void> {
  await tx.db
    .updateTable('analyses')
    .set({ sent })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function findSent(tx: Tx, id: string): Promise<string | null | undefined> {
  const query = tx.db.selectFrom('analyses').select('sent').where('workspaceId', '=', tx.workspaceId)
  return (await query.where('id', '=', id).executeTakeFirst())?.sent
}

/** The newest that people have judged, with the confidence that they were shown. */
export async function listMarked(tx: Tx, limit: number): Promise<{ confidence: number; mark: Mark }[]> {
  const { rows } = await sql<{ confidence: number; mark: Mark }>`
    select (result->>'confidence')::float8 as confidence, mark from analyses
    where workspace_id = ${tx.workspaceId} and mark is not null and result is not null
    order by marked_at desc limit ${limit}`.execute(tx.db)
  return rows
}

function analyses(tx: Tx) {
  return tx.db.selectFrom('analyses').select(columns).where('workspaceId', '=', tx.workspaceId)
}

type ReadRow = Omit<Row, 'workspaceId' | 'sent'>

function toAnalysis({ material, result, ...rest }: ReadRow): Analysis {
  // Trusted: our own JSON, written by insert.
  return { ...rest, material: material as Analysis['material'], result: result as Analysis['result'] }
}

function asJson(value: object | null) {
  return sql<JsonValue>`${value === null ? null : JSON.stringify(value)}::jsonb`
}
