import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, forbidden, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import * as incidents from '../repo.ts'
import * as repo from './repo.ts'
import type { Note } from './repo.ts'

/** More belong into a document that the note links to. */
export const maxNotes = 500

/** Oldest first; with those of incidents that were merged into this one, which keep theirs. */
export async function listIncidentNotes(ctx: Context, incidentId: string): Promise<Note[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    if (!(await incidents.findIncident(tx, incidentId))) throw notFound('incident')
    const merged = await incidents.listMergedInto(tx, [incidentId])
    return repo.listNotes(tx, [incidentId, ...merged.map(({ id }) => id)], maxNotes)
  })
}

export async function createNote(ctx: Context, incidentId: string, text: string): Promise<Note> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const incident = await incidents.getForUpdate(tx, incidentId)
    if ((await repo.countNotes(tx, incidentId)) >= maxNotes) {
      throw conflict(`an incident has ${maxNotes} notes at most`)
    }
    const at = tx.now()
    const note = { id: newId('not', at), incidentId, text, createdBy: tx.actor.id, createdAt: at, updatedAt: null }
    await repo.insert(tx, note)
    await record(tx, 'incident.noteAdded', note, incident)
    await recordAudit(tx, 'incident.noteAdded', { targetId: incidentId, after: { noteId: note.id } })
    return note
  })
}

/** By whoever wrote it: words are not put into other people's mouths. */
export async function updateNote(ctx: Context, incidentId: string, id: string, text: string): Promise<Note> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, incidentId, id)
    if (before.createdBy !== tx.actor.id) throw forbidden('only whoever wrote a note may change it')
    const note = { ...before, text, updatedAt: tx.now() }
    await repo.update(tx, note)
    await record(tx, 'incident.noteChanged', note)
    await recordAudit(tx, 'incident.noteChanged', { targetId: incidentId, after: { noteId: id } })
    return note
  })
}

/** By whoever wrote it, or by those who may change the workspace. */
export async function deleteNote(ctx: Context, incidentId: string, id: string): Promise<void> {
  requirePermission(ctx, 'incidents.write')
  await inTransaction(ctx, async (tx) => {
    const note = await repo.getForUpdate(tx, incidentId, id)
    if (note.createdBy !== tx.actor.id && !tx.permissions.has('workspace.write')) {
      throw forbidden('only whoever wrote a note, or an admin, may delete it')
    }
    await repo.remove(tx, id)
    await record(tx, 'incident.noteDeleted', note)
    await recordAudit(tx, 'incident.noteDeleted', { targetId: incidentId, before: { noteId: id } })
  })
}

type NoteActivity = 'incident.noteAdded' | 'incident.noteChanged' | 'incident.noteDeleted'

/** Without its text, which must be gone when the note is. */
async function record(
  tx: Tx,
  type: NoteActivity,
  note: Note,
  incident?: { title: string; number: number },
): Promise<void> {
  const about = incident && { title: incident.title, number: incident.number }
  await recordActivity(tx, type, { subjectId: note.incidentId, data: { ...about, noteId: note.id } })
}
