/** What people do to incidents, one or a hundred at once. */
import { findReleases, newestRelease } from '#modules/telemetry'
import { holdMembership } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { AppError, conflict } from '#platform/errors'
import { listHours } from './groups/count-repo.ts'
import { acknowledge, hourMs, unacknowledge, type Incident } from './incident.ts'
import { maxMuteMs, mute, unmute, type MuteUntil } from './mute.ts'
import { reopen, resolve, type Resolution } from './resolution.ts'
import { listRules } from './severity/repo.ts'
import { severityOf, type Severity } from './severity/severity.ts'

/** As asked for: which release is the newest is found out. */
export type ResolutionInput = { in: 'now' } | { in: 'nextRelease' } | { in: 'release'; release: string }

export type Change =
  | { type: 'acknowledge' }
  | { type: 'unacknowledge' }
  | { type: 'resolve'; resolution: ResolutionInput }
  | { type: 'reopen' }
  | { type: 'mute'; mute: MuteUntil }
  | { type: 'unmute' }
  /** Null: nobody's. */
  | { type: 'setOwner'; userId: string | null }
  /** Null: by the rules again. */
  | { type: 'setSeverity'; severity: Severity | null }

/** Past tense: of the activity and of the audit entry. */
export const activityOf = {
  acknowledge: 'incident.acknowledged',
  unacknowledge: 'incident.unacknowledged',
  resolve: 'incident.resolved',
  reopen: 'incident.reopened',
  mute: 'incident.muted',
  unmute: 'incident.unmuted',
  setOwner: 'incident.ownerSet',
  setSeverity: 'incident.severitySet',
} as const satisfies Record<Change['type'], string>

/** The incident after it, of a row that is locked. Throws a conflict where it is so already. */
export async function applyChange(tx: Tx, before: Incident, change: Change): Promise<Incident> {
  const [by, at] = [tx.actor.id, tx.now()]
  switch (change.type) {
    case 'acknowledge':
      return acknowledge(before, by, at)
    case 'unacknowledge':
      return unacknowledge(before)
    case 'resolve':
      return resolve(before, by, at, await resolutionOf(tx, before.projectId, change.resolution))
    case 'reopen':
      return reopen(before)
    case 'mute':
      return muted(tx, before, change.mute)
    case 'unmute':
      return unmute(before)
    case 'setOwner':
      return owned(tx, before, change.userId)
    case 'setSeverity':
      return withSeverity(tx, before, change.severity)
  }
}

/** What the timeline says of it. */
export function dataOf(incident: Incident, change: Change): Record<string, string | number | null> {
  const { title, number } = incident
  if (change.type === 'resolve') return { title, number, ...resolutionData(incident) }
  if (change.type === 'mute') return { title, number, until: change.mute.until }
  if (change.type === 'unmute') return { title, number, cause: 'person' }
  if (change.type === 'setOwner') return { title, number, ownerId: change.userId }
  if (change.type === 'setSeverity') return { title, number, severity: incident.severity }
  return { title, number }
}

function resolutionData({ fixedIn, fixedAfter }: Incident): Record<string, string> {
  return { ...(fixedIn !== null && { fixedIn }), ...(fixedAfter !== null && { fixedAfter }) }
}

async function resolutionOf(tx: Tx, projectId: string, input: ResolutionInput): Promise<Resolution> {
  if (input.in !== 'nextRelease') return input
  const newest = await findNewest(tx, projectId)
  if (newest === null) throw conflict('no release of the project is known, so none can be the next one')
  return { in: 'nextRelease', after: newest }
}

async function findNewest(tx: Tx, projectId: string): Promise<string | null> {
  return newestRelease(await findReleases(tx, projectId))?.version ?? null
}

async function muted(tx: Tx, before: Incident, until: MuteUntil): Promise<Incident> {
  const at = tx.now()
  if (until.until === 'time' && until.at.getTime() > at.getTime() + maxMuteMs) {
    throw new AppError('unprocessable', 'an incident can be muted for a year, or for ever')
  }
  const day = { from: new Date(at.getTime() - 24 * hourMs), until: new Date(at.getTime() + hourMs) }
  const hours = until.until === 'escalating' ? await listHours(tx, [before.id], day) : []
  const busiest = hours.reduce((highest, { count }) => Math.max(highest, count), 0)
  const newest = until.until === 'nextRelease' ? await findNewest(tx, before.projectId) : null
  return mute(before, until, tx.actor.id, at, { busiest, newestRelease: newest })
}

async function owned(tx: Tx, before: Incident, userId: string | null): Promise<Incident> {
  if (before.ownerId === userId) throw conflict(userId === null ? 'the incident has no owner' : 'they own it already')
  if (userId !== null && !(await holdMembership(tx, userId))) {
    throw new AppError('unprocessable', 'the owner must be a member of the workspace')
  }
  return { ...before, ownerId: userId }
}

async function withSeverity(tx: Tx, before: Incident, severity: Severity | null): Promise<Incident> {
  if (severity !== null) return { ...before, severity, severitySetBy: tx.actor.id }
  if (before.severitySetBy === null) throw conflict('the severity is that of the rules')
  return { ...before, severity: severityOf(before, await listRules(tx)), severitySetBy: null }
}
