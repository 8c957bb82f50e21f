/** A message as Standard Webhooks 1.0 sends it: the body, and the headers that prove where it comes from. */
import { createHmac } from 'node:crypto'
import { newSecret } from '#platform/ids'
import type { Message } from './message.ts'

/** The specification asks for bodies under 20 kB. */
export const maxBodyBytes = 20_000

const secretPrefix = 'whsec_'
const secretBytes = 32

/** `whsec_` and 32 random bytes in base64; one for each channel. */
export function newSigningSecret(): string {
  return secretPrefix + Buffer.from(newSecret(secretBytes), 'base64url').toString('base64')
}

/** The body, byte for byte as it is signed and sent; the same in all attempts. */
export function webhookBody(message: Message): string {
  return JSON.stringify({ type: message.kind, timestamp: message.at, data: dataOf(message) })
}

function dataOf(message: Message): object {
  if (message.kind === 'test') return { channel: message.channel }
  if (message.kind === 'channel.disabled') return { channel: message.channel, reason: message.reason }
  const { incident } = message
  // Field by field: what is added to the facts is not sent to the world by accident, and the order never changes.
  return {
    incident: {
      id: incident.id,
      number: incident.number,
      title: incident.title,
      level: incident.level,
      status: incident.status,
      url: incident.url,
      eventCount: incident.eventCount,
      firstSeenAt: incident.firstSeenAt,
      lastSeenAt: incident.lastSeenAt,
      project: { id: incident.project.id, name: incident.project.name },
      environment: incident.environment,
      release: incident.release,
      culprit: incident.culprit,
    },
  }
}

/**
 * Headers of one attempt. `id` is the same in all attempts and has no `.`; the timestamp is this attempt's. Signed is
 * `<id>.<timestamp>.<body>`. Throws an Error for a secret that is none: an empty key would let anyone sign.
 */
export function webhookHeaders(input: { id: string; secret: string; body: string; at: Date }): Record<string, string> {
  const { id, secret, body, at } = input
  const key = Buffer.from(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : '', 'base64')
  if (key.length < 24) throw new Error('a signing secret has at least 24 bytes')
  if (id.includes('.')) throw new Error('a webhook id must not contain a dot')
  const timestamp = Math.floor(at.getTime() / 1_000)
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'user-agent': 'Watchword-Webhook/1.0',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  }
}
