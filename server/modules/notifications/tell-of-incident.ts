import { listActivities, recordActivity, type Activity } from '#platform/activity'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError } from '#platform/errors'
import { alertKinds, reasonToSkip, type AlertKind, type Channel } from './channel.ts'
import * as channels from './channel-repo.ts'
import { supersededReason } from './delivery.ts'
import * as deliveries from './delivery-repo.ts'
import { describeChange } from './describe-incident.ts'
import type { Message } from './message.ts'
import { createDelivery, createSkipped, endDelivery } from './record-delivery.ts'

const hourMs = 3_600_000

/**
 * Decides for each channel whether it is told of the change; both answers are recorded. Runs at least once for an
 * activity, and a second run adds nothing.
 */
export async function tellOfIncident(ctx: Context, activity: Activity): Promise<void> {
  const kind = alertKinds.find((candidate) => candidate === activity.type)
  if (!kind || !isNews(activity)) return
  const message = await describe(ctx, activity, kind)
  if (!message) return
  await inTransaction(ctx, async (tx) => {
    const all = await channels.listForUpdate(tx)
    const done = await deliveries.listChannelsTold(tx, activity.id)
    // Read behind the lock: jobs run in any order, and whoever is later sees what the earlier one decided.
    const history = await listActivities(tx, activity.subjectId)
    if (all.length === 0) return recordNobody(tx, activity, history)
    const overtaken = history.some(
      (other) => alertKinds.some((known) => known === other.type) && other.at > activity.at,
    )
    for (const channel of all.filter(({ id }) => !done.includes(id))) {
      await tellChannel(tx, channel, { message, kind, overtaken, activity })
    }
  })
}

/** Whoever ends a mute knows of it, and an escalation that ends one is told of itself. */
function isNews({ type, data }: Activity): boolean {
  return type !== 'incident.unmuted' || (data['cause'] !== 'person' && data['cause'] !== 'escalating')
}

type Change = { message: Message; kind: AlertKind; overtaken: boolean; activity: Activity }

async function tellChannel(tx: Tx, channel: Channel, { message, kind, overtaken, activity }: Change): Promise<void> {
  const incidentId = activity.subjectId
  const told = await deliveries.findLastTrouble(tx, incidentId, channel.id)
  if (!overtaken) await skipOlder(tx, channel, incidentId)
  const sentLastHour = await deliveries.countSince(tx, channel.id, new Date(tx.now().getTime() - hourMs))
  const reason = reasonToSkip(channel, { kind, told, sentLastHour }) ?? (overtaken ? supersededReason : undefined)
  const input = { channel, message, causeActivityId: activity.id }
  await (reason === undefined ? createDelivery(tx, input) : createSkipped(tx, input, reason))
}

/** What still waits to be told of the incident is not true any more. */
async function skipOlder(tx: Tx, channel: Channel, incidentId: string): Promise<void> {
  for (const older of await deliveries.listWaiting(tx, channel.id, incidentId)) {
    // Someone asked for this one by hand, and gets it.
    if (older.replayedAt === null) await endDelivery(tx, older, { state: 'skipped', reason: supersededReason })
  }
}

/** Undefined when the incident is gone: then there is nothing to tell. */
async function describe(ctx: Context, activity: Activity, kind: AlertKind): Promise<Message | undefined> {
  try {
    return await describeChange(ctx, activity, kind)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  }
}

async function recordNobody(tx: Tx, activity: Activity, history: readonly Activity[]): Promise<void> {
  if (history.some(({ type, causedBy }) => type === 'delivery.skipped' && causedBy === activity.id)) return
  await recordActivity(tx, 'delivery.skipped', {
    subjectId: activity.subjectId,
    causedBy: activity.id,
    data: { kind: activity.type, reason: 'the workspace has no notification channel' },
  })
}
