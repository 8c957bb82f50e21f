import { recordAudit, type AuditFields } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction, isUniqueViolation } from '#platform/database'
import { conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import { alertKinds, maxChannels, type AlertKind, type Channel } from './channel.ts'
import * as channels from './channel-repo.ts'
import { checkTarget } from './check-target.ts'
import { sealSigningSecret } from './signing-secret.ts'
import { newSigningSecret } from './webhook.ts'

export type NewChannel = { name: string; events?: AlertKind[] | undefined } & (
  | { type: 'email'; address: string }
  | { type: 'webhook'; url: string }
)

/** With the signing secret of a webhook, which is shown this once and then only used. */
export type CreatedChannel = Channel & { signingSecret: string | null }

/** Throws invalid_request for a place that may not be reached, conflict for one that is there already. */
export async function createNotificationChannel(ctx: Context, input: NewChannel): Promise<CreatedChannel> {
  requirePermission(ctx, 'channels.write')
  const target = await checkTarget(ctx, {
    address: input.type === 'email' ? input.address : null,
    url: input.type === 'webhook' ? input.url : null,
  })
  return inTransaction(ctx, async (tx) => {
    await channels.lockList(tx)
    if ((await channels.list(tx)).length >= maxChannels) {
      throw conflict(`a workspace has at most ${maxChannels} notification channels`)
    }
    const createdAt = tx.now()
    const channel: Channel = {
      id: newId('chn', createdAt),
      type: input.type,
      name: input.name,
      ...target,
      events: input.events ?? [...alertKinds],
      createdAt,
      createdBy: tx.actor.id,
      disabledAt: null,
      disabledReason: null,
      throttledUntil: null,
      lastOutcome: null,
      lastOutcomeAt: null,
    }
    const { id, name, type } = channel
    const signingSecret = await insert(tx, channel)
    await recordActivity(tx, 'notificationChannel.created', { subjectId: id, data: { name, type } })
    await recordAudit(tx, 'notificationChannel.created', { targetId: id, after: audited(channel) })
    return { ...channel, signingSecret }
  })
}

/** What the audit log tells of a channel; of a URL it keeps the host. */
export function audited({ name, type, url, address, events, disabledAt, disabledReason }: Channel): AuditFields {
  return { name, type, url, address, events, disabledAt, disabledReason }
}

async function insert(tx: Tx, channel: Channel): Promise<string | null> {
  const secret = channel.type === 'webhook' ? newSigningSecret() : null
  const envelope = secret === null ? null : await sealSigningSecret(tx, channel.id, secret)
  await orConflict(channels.insert(tx, channel, envelope))
  return secret
}

/** Two channels to one place would tell everything twice. */
export async function orConflict<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('there is already a notification channel to this place')
    throw error
  }
}
