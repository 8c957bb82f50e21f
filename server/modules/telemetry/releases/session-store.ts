/** How sessions are stored: the rules of release health (Sentry protocol, section 12) that a single update can follow. */
import { writeRow } from '#platform/columns'
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey } from '#platform/ids'
import type { RecordStore, Target } from '../record-stores.ts'
import type { SessionCounts, SessionUpdate } from '../records.ts'
import * as outcomes from '../repo.ts'
import { recordReleases } from './record-releases.ts'

/** A word about a session that began longer ago is ignored. */
export const maxSessionAgeMs = 5 * 24 * 3_600_000
/** What fits into the columns; a sender that says more says nothing. */
const maxErrors = 2 ** 32 - 1

export const sessionStore: RecordStore<'sessions'> = {
  rows: (target, updates) => [
    { table: 'session_updates', rows: updates.filter(isInTime).map((update) => updateRow(target, update)) },
  ],
  write: (services, target, updates) =>
    afterwards(services, target, updates, updates.filter((update) => !isInTime(update)).length),
}

export const sessionCountStore: RecordStore<'sessionCounts'> = {
  rows: (target, counts) => [
    { table: 'session_counts', rows: counts.filter(isInTime).map((count) => countRow(target, count)) },
  ],
  write: (services, target, counts) =>
    afterwards(services, target, counts, counts.filter((count) => !isInTime(count)).length),
}

type Session = Pick<SessionUpdate, 'receivedAt' | 'startedAt' | 'release'>

const isInTime = ({ receivedAt, startedAt }: Session): boolean =>
  receivedAt.getTime() - startedAt.getTime() <= maxSessionAgeMs

/** A session cannot begin after we heard of it, whatever the sender's clock says. */
const startOf = ({ receivedAt, startedAt }: Session): Date => (startedAt > receivedAt ? receivedAt : startedAt)

function updateRow(target: Target, update: SessionUpdate): Buffer {
  const crashed = update.status === 'crashed' || update.status === 'abnormal'
  return writeRow({
    ...common(target, update),
    // Of which only the end is told, so it is a session of its own.
    session_id: update.sessionId ?? newHexKey(),
    sequence: update.isFirst ? 0 : Math.max(0, Math.trunc(update.sequence)),
    is_first: update.isFirst || update.sessionId === undefined,
    status: update.status,
    errors: Math.min(maxErrors, Math.max(crashed ? 1 : 0, Math.trunc(update.errors))),
    duration_ms: Math.max(0, Math.trunc(update.durationMs ?? 0)),
  })
}

function countRow(target: Target, counts: SessionCounts): Buffer {
  const { exited, errored, abnormal, crashed, unhandled } = counts
  return writeRow({ ...common(target, counts), exited, errored, abnormal, crashed, unhandled })
}

function common({ workspaceId, projectId }: Target, session: SessionUpdate | SessionCounts) {
  return {
    workspace_id: workspaceId,
    project_id: projectId,
    release: session.release,
    environment: session.environment ?? '',
    started_at: startOf(session),
    received_at: session.receivedAt,
    user_hash: session.userHash ?? '',
  }
}

async function afterwards(services: Services, target: Target, sessions: readonly Session[], late: number) {
  const ctx = systemContext(services, target.workspaceId, 'sessions')
  const remember = await inTransaction(ctx, async (tx) => {
    if (late > 0) {
      const outcome = { category: 'session', reason: 'too_late', quantity: late, by: 'server' } as const
      await outcomes.addOutcomes(tx, target.projectId, [outcome])
    }
    const seen = sessions.filter(isInTime)
    return recordReleases(
      tx,
      seen.map(({ release, receivedAt }) => ({ projectId: target.projectId, release, receivedAt })),
    )
  })
  remember()
}
