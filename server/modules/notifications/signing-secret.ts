/** The only place where a channel's signing secret is in clear: when it is made, and when something is signed. */
import type { Tx } from '#platform/context'
import { openText, sealText } from '#platform/vault-store'
import * as channels from './channel-repo.ts'

const table = 'notification_channels'
const column = 'signing_secret'

export function sealSigningSecret(tx: Tx, channelId: string, secret: string): Promise<string> {
  return sealText(tx, { table, column, rowId: channelId }, secret)
}

/** Null for a channel that signs nothing. */
export async function openSigningSecret(tx: Tx, channelId: string): Promise<string | null> {
  const envelope = await channels.findSigningSecret(tx, channelId)
  return envelope === null ? null : openText(tx, { table, column, rowId: channelId }, envelope)
}
