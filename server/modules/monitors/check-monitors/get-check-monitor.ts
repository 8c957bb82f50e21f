import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { newState, type CheckState, type PlaceState } from '../engine/check-state.ts'
import { nextSlot } from '../engine/slots.ts'
import { findState } from '../engine/state-repo.ts'
import type { CheckCondition, CheckMonitor } from './check-monitor.ts'
import * as repo from './repo.ts'

export type CheckMonitorInDetail = CheckMonitor &
  Omit<CheckState, 'state' | 'places' | 'turns'> & {
    condition: CheckCondition
    /** From each place that it is checked from, and was lately. */
    seenFrom: (Omit<PlaceState, 'failingAt' | 'scheduledAt'> & { place: string; scheduledAt: Date })[]
    /** Null while it is paused. */
    nextAt: Date | null
  }

/** Throws not_found for another workspace's monitor, in the same words as for none. */
export async function getCheckMonitor(ctx: Context, id: string): Promise<CheckMonitorInDetail> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const monitor = await repo.find(tx, id)
    if (!monitor) throw notFound('monitor')
    const { state, places, turns: _, ...rest } = (await findState(tx, id)) ?? newState(monitor.createdAt)
    return {
      ...rest,
      ...withoutSecrets(monitor),
      condition: monitor.pausedAt === null ? state : 'paused',
      seenFrom: monitor.places.flatMap((place) => {
        const seen = places[place]
        return seen ? [{ ...seen, place, scheduledAt: new Date(seen.scheduledAt) }] : []
      }),
      nextAt: monitor.pausedAt === null ? nextSlot(id, monitor.intervalSeconds * 1000, tx.now()) : null,
    }
  })
}

/** As it may be shown and put on record: the spec has its secrets hidden. */
export function withoutSecrets({ secrets: _, ...monitor }: repo.SealedCheckMonitor): CheckMonitor {
  return monitor
}
