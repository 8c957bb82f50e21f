import type { Tx } from '#platform/context'
import { notFound } from '#platform/errors'

/** What a person wrote about an incident. */
export type Note = {
  id: string
  incidentId: string
  text: string
  /** A user or API key. */
  createdBy: string
  createdAt: Date
  /** Null: never changed. */
  updatedAt: Date | null
}

declare module '#platform/database' {
  interface Tables {
    incidentNotes: Note & { workspaceId: string }
  }
}

const columns = ['id', 'incidentId', 'text', 'createdBy', 'createdAt', 'updatedAt'] as const satisfies (keyof Note)[]

function notes(tx: Tx) {
  return tx.db.selectFrom('incidentNotes').select(columns).where('workspaceId', '=', tx.workspaceId)
}

/** Of these incidents, oldest first. */
export async function listNotes(tx: Tx, incidentIds: readonly string[], limit: number): Promise<Note[]> {
  return notes(tx).where('incidentId', 'in', incidentIds).orderBy('createdAt').orderBy('id').limit(limit).execute()
}

export async function countNotes(tx: Tx, incidentId: string): Promise<number> {
  const { count } = await tx.db
    .selectFrom('incidentNotes')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('incidentId', '=', incidentId)
    .executeTakeFirstOrThrow()
  return count
}

export async function getForUpdate(tx: Tx, incidentId: string, id: string): Promise<Note> {
  const note = await notes(tx).where('incidentId', '=', incidentId).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!note) throw notFound('note')
  return note
}

export async function insert(tx: Tx, note: Note): Promise<void> {
  await tx.db
    .insertInto('incidentNotes')
    .values({ ...note, workspaceId: tx.workspaceId })
    .execute()
}

export async function update(tx: Tx, { id, text, updatedAt }: Note): Promise<void> {
  await tx.db
    .updateTable('incidentNotes')
    .set({ text, updatedAt })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('incidentNotes').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}
