/**
 * What changes, told to whoever looks: one listening connection a process, fanned out in memory. Messages are hints to
 * read again and never carry data of their own.
 */
import { sql, type Database, type Db } from '#platform/database'
import { activityChannel } from './activity.ts'
import type { Log } from './log.ts'

export type LiveMessage = { event: 'activity' | 'incidents' | 'gap'; data: unknown }
type Listener = (message: LiveMessage) => void

export type Live = {
  /** Calls back for each message of the workspace until the returned function is called. */
  subscribe(workspaceId: string, listener: Listener): () => void
  /** Calls back once one of these was revoked, or may have been; until the returned function is called. */
  onRevoked(ids: readonly string[], listener: () => void): () => void
  /** Says, at most once a second for a workspace, that these incidents counted further events. */
  incidentsCounted(workspaceId: string, incidentIds: readonly string[]): void
  close(): Promise<void>
}

const countedChannel = 'watchword_counted'
const flushMs = 1_000
/** NOTIFY takes less than 8,000 bytes; whoever sees more ids than this reads its list again in any case. */
const idsPerMessage = 100

/** Payload of the channel: the id of a session, a person or a key whose open streams must end. */
const revokedChannel = 'watchword_revoked'

/** Ends the open streams of a session, a person or a key, in every process, once the transaction commits. */
export async function announceRevocation(tx: { db: Db }, id: string): Promise<void> {
  await sql`select pg_notify(${revokedChannel}, ${id})`.execute(tx.db)
}

export async function openLive(database: Database, log: Log): Promise<Live> {
  const listeners = new Map<string, Set<Listener>>()
  const counted = new Map<string, Set<string>>()
  const tell = (workspaceId: string, message: LiveMessage): void => {
    for (const listener of listeners.get(workspaceId) ?? []) listener(message)
  }
  const gap = (): void => {
    for (const workspaceId of listeners.keys()) tell(workspaceId, { event: 'gap', data: {} })
  }

  const activities = await database.listen(
    activityChannel,
    (payload) => {
      const [workspaceId = '', id, type, subjectId] = payload.split(' ')
      tell(workspaceId, { event: 'activity', data: { id, type, subjectId } })
    },
    gap,
  )
  const counts = await database.listen(
    countedChannel,
    (payload) => {
      const [workspaceId = '', ...ids] = payload.split(' ')
      tell(workspaceId, { event: 'incidents', data: { ids } })
    },
    gap,
  )

  const flush = async (): Promise<void> => {
    const entries = [...counted]
    counted.clear()
    for (const [workspaceId, ids] of entries) {
      const payload = [workspaceId, ...[...ids].slice(0, idsPerMessage)].join(' ')
      await sql`select pg_notify(${countedChannel}, ${payload})`.execute(database.kysely)
    }
  }
  const revocations = new Map<string, Set<() => void>>()
  const revoked = await database.listen(
    revokedChannel,
    (id) => {
      for (const listener of revocations.get(id) ?? []) listener()
    },
    // Some were missed, so everyone proves again that they may listen.
    () => {
      for (const listeners of [...revocations.values()]) for (const listener of listeners) listener()
    },
  )

  const timer = setInterval(() => {
    flush().catch((error: unknown) => log.warn('could not announce counts', { component: 'live', error }))
  }, flushMs)
  timer.unref()

  return {
    subscribe: (workspaceId, listener) => {
      const set = listeners.get(workspaceId) ?? new Set()
      listeners.set(workspaceId, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0) listeners.delete(workspaceId)
      }
    },
    onRevoked: (ids, listener) => {
      for (const id of ids) revocations.set(id, (revocations.get(id) ?? new Set()).add(listener))
      return () => {
        for (const id of ids) {
          revocations.get(id)?.delete(listener)
          if (revocations.get(id)?.size === 0) revocations.delete(id)
        }
      }
    },
    incidentsCounted: (workspaceId, incidentIds) => {
      const set = counted.get(workspaceId) ?? new Set()
      counted.set(workspaceId, set)
      for (const id of incidentIds) set.add(id)
    },
    close: async () => {
      clearInterval(timer)
      await activities.close()
      await counts.close()
      await revoked.close()
    },
  }
}
