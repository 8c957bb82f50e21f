/** Mutes that no further event ends: a time that has come, and people whom only the column store can count. */
import { countUsersSince } from './columns.ts'
import { recordActivity } from '#platform/activity'
import { systemContext, type Context, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql, type PlatformTx } from '#platform/database'
import { newId } from '#platform/ids'
import type { Schedule } from '#platform/schedule'
import { listKeysOf } from './groups/repo.ts'
import type { Incident } from './incident.ts'
import { causeOf, unmute, type UnmuteCause } from './mute.ts'
import * as repo from './repo.ts'

const everySeconds = 20
/** Of one run; the next one goes on. */
const maxIncidents = 500

export const muteSchedule: Schedule = {
  name: 'incidents.endMutes',
  purpose: 'incidents',
  reads: ['C13', 'C14'],
  everySeconds,
  run: endMutes,
}

/** Safe to repeat and to run twice at once: who locks the incident first decides. */
export async function endMutes(services: Services): Promise<void> {
  const found = await inPlatformTransaction(services, listCandidates)
  for (const { workspaceId, id } of found) {
    const ctx = systemContext(services, workspaceId, newId('run', services.now()))
    await endMute(ctx, id)
  }
}

/** Over their time, or to be ended by people and with events that nobody has looked at. */
async function listCandidates(tx: PlatformTx): Promise<{ workspaceId: string; id: string }[]> {
  const { rows } = await sql<{ workspaceId: string; id: string }>`
    select workspace_id, id from incidents
    where status = 'muted' and merged_into is null and (mute_until <= ${tx.now()}
      or (mute ->> 'until' = 'users' and (mute ->> 'checkedCount')::bigint < event_count))
    order by workspace_id, id limit ${maxIncidents}`.execute(tx.db)
  return rows
}

async function endMute(ctx: Context, id: string): Promise<void> {
  const users = await countHit(ctx, id)
  await inTransaction(ctx, async (tx) => {
    const [locked] = await repo.listForUpdate(tx, [id])
    // Somebody was faster.
    if (!locked || locked.mergedInto !== null || locked.status !== 'muted') return
    const incident = withUsers(locked, users)
    const cause = causeOf(incident, tx.now())
    await repo.update(tx, cause ? unmute(incident) : incident)
    if (cause) await recordUnmuted(tx, incident, cause)
  })
}

type Hit = { users: number; checkedCount: number }

/** Outside of any transaction. Events that are stored and not yet counted may be among them: those come all the same. */
async function countHit(ctx: Context, id: string): Promise<Hit | undefined> {
  const found = await inTransaction(ctx, async (tx) => {
    const incident = await repo.findIncident(tx, id)
    return incident?.mute?.until === 'users' ? { incident, keys: await listKeysOf(tx, id) } : undefined
  })
  if (!found) return undefined
  const { incident, keys } = found
  const scope = { projectId: incident.projectId, keys }
  const users = await countUsersSince(ctx, scope, incident.mutedAt ?? ctx.now())
  return { users, checkedCount: incident.eventCount }
}

function withUsers(incident: Incident, hit: Hit | undefined): Incident {
  const { mute } = incident
  return mute?.until === 'users' && hit ? { ...incident, mute: { ...mute, ...hit } } : incident
}

async function recordUnmuted(tx: Tx, { id, title, number, eventCount }: Incident, cause: UnmuteCause): Promise<void> {
  await recordActivity(tx, 'incident.unmuted', { subjectId: id, data: { title, number, eventCount, cause } })
}
