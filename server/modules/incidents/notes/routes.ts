import { z } from 'zod'
import type { Context } from '#platform/context'
import { endpoint, id, longText, timestamp } from '#platform/http'
import { IncidentId, incidentParams, PersonBody } from '../bodies.ts'
import { nameActors } from '../describe-incident.ts'
import { createNote, deleteNote, listIncidentNotes, updateNote } from './notes.ts'
import type { Note } from './repo.ts'

const NoteBody = z.object({
  id: id('not'),
  incidentId: IncidentId.meta({ description: 'Another one, if it was written before a merge' }),
  text: z.string(),
  author: PersonBody,
  createdAt: timestamp,
  updatedAt: timestamp.nullable(),
})
const noteParams = incidentParams.extend({ noteId: id('not') })
const NewNote = z.object({ text: longText })

export const noteEndpoints = [
  endpoint({
    operationId: 'listIncidentNotes',
    summary: 'List what people wrote about the incident, oldest first',
    method: 'get',
    path: '/incidents/{incidentId}/notes',
    permission: 'incidents.read',
    params: incidentParams,
    response: z.object({ items: z.array(NoteBody) }),
    handle: async (ctx, { params }) => ({
      items: await describeNotes(ctx, await listIncidentNotes(ctx, params.incidentId)),
    }),
  }),
  endpoint({
    operationId: 'createIncidentNote',
    summary: 'Write a note',
    method: 'post',
    path: '/incidents/{incidentId}/notes',
    permission: 'incidents.write',
    params: incidentParams,
    body: NewNote,
    response: NoteBody,
    status: 201,
    handle: async (ctx, { params, body }) => describeNote(ctx, await createNote(ctx, params.incidentId, body.text)),
  }),
  endpoint({
    operationId: 'updateIncidentNote',
    summary: 'Change one’s own note',
    method: 'put',
    path: '/incidents/{incidentId}/notes/{noteId}',
    permission: 'incidents.write',
    params: noteParams,
    body: NewNote,
    response: NoteBody,
    handle: async (ctx, { params, body }) =>
      describeNote(ctx, await updateNote(ctx, params.incidentId, params.noteId, body.text)),
  }),
  endpoint({
    operationId: 'deleteIncidentNote',
    summary: 'Delete a note: one’s own, or any as an admin',
    method: 'delete',
    path: '/incidents/{incidentId}/notes/{noteId}',
    permission: 'incidents.write',
    params: noteParams,
    handle: (ctx, { params }) => deleteNote(ctx, params.incidentId, params.noteId),
  }),
]

type DescribedNote = Omit<Note, 'createdBy'> & { author: { id: string; name: string } }

async function describeNotes(ctx: Context, notes: readonly Note[]): Promise<DescribedNote[]> {
  const name = await nameActors(
    ctx,
    notes.map(({ createdBy }) => createdBy),
  )
  return notes.map(({ createdBy, ...note }) => ({ ...note, author: name(createdBy) }))
}

async function describeNote(ctx: Context, note: Note): Promise<DescribedNote> {
  const [described] = await describeNotes(ctx, [note])
  if (!described) throw new Error('one note gives one description')
  return described
}
