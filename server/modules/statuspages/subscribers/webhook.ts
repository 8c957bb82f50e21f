/** What is sent to a subscriber's URL: Statuspage's body, signed as Standard Webhooks 1.0 says, or Slack's. Pure. */
import { createHmac } from 'node:crypto'
import { newSecret } from '#platform/ids'
import type { Locale } from '../look/locale.ts'
import type { Letter } from './letter.ts'
import { subscriberWords } from './words/words.ts'

const secretPrefix = 'whsec_'
const secretBytes = 32

/** `whsec_` and 32 random bytes in base64. */
export function newSigningSecret(): string {
  return secretPrefix + Buffer.from(newSecret(secretBytes), 'base64url').toString('base64')
}

export type Links = { unsubscribeUrl: string; documentationUrl: string }

/** What receivers take without complaint; older updates are left out before it is passed. */
export const maxBodyBytes = 60_000

/** The keys and their order are Statuspage's; bots that read its notifications read ours. */
export function webhookBody({ page, headline, told }: Letter, links: Links): string {
  const of = (what: Letter['told']) =>
    JSON.stringify({
      meta: { unsubscribe: links.unsubscribeUrl, documentation: links.documentationUrl },
      page: { id: page.id, status_indicator: headline.indicator, status_description: headline.description },
      ...what,
    })
  if (!('incident' in told)) return of(told)
  const { incident } = told
  const updates = [...incident.incident_updates]
  const withUpdates = () => of({ incident: { ...incident, incident_updates: updates } })
  let body = withUpdates()
  while (Buffer.byteLength(body) > maxBodyBytes && updates.length > 1) {
    updates.pop()
    body = withUpdates()
  }
  return body
}

/** Sent before anything else: only who reads what arrives there can say yes. Holds no word that a stranger chose. */
export function confirmationBody(confirmUrl: string, documentationUrl: string): string {
  return JSON.stringify({
    meta: { unsubscribe: null, documentation: documentationUrl },
    confirmation: {
      url: confirmUrl,
      instructions: 'Open the address, or send an empty POST to it, to receive status updates at this URL.',
    },
  })
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

/** Slack cuts a section at 3,000 characters. */
const maxSlackText = 2_800

/** One message for a channel, in Slack's mrkdwn. */
export function slackBody({ page, word, title, body, facts, url, locale }: Letter, { unsubscribeUrl }: Links): string {
  const words = subscriberWords[locale].letter
  const lines = facts.slice(1).map(([label, value]) => `*${label}:* ${slackText(value)}`)
  const text = [`*${slackText(`[${word}] ${title}`)}*`, slackText(body).slice(0, maxSlackText), ...lines].join('\n')
  const links = `<${url}|${words.readMore}> · <${unsubscribeUrl}|${words.unsubscribeChannel}>`
  return JSON.stringify({
    text: slackText(`[${word}] ${title} – ${page.name}`),
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3_000).toWellFormed() } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: `${slackText(page.name)} · ${links}` }] },
    ],
    unfurl_links: false,
  })
}

export function slackConfirmation(confirmUrl: string, locale: Locale): string {
  return JSON.stringify({
    text: subscriberWords[locale].confirmation.inChannel((label) => `<${confirmUrl}|${label}>`),
    unfurl_links: false,
  })
}

/** What Slack asks to escape, so that no text can mention people or make a link: docs.slack.dev, "Escaping text". */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
