/** A message as mail. Account mail: no way to unsubscribe in its headers, but the text says where it is switched off. */
import { renderMail, type MailPart, type RenderedMail } from '#platform/mail'
import { clip, type IncidentFacts, type Message } from './message.ts'

const subjectLimit = 200

/** Subject in one line, text and HTML. */
export function composeEmail(message: Message, channelName: string): RenderedMail & { subject: string } {
  const { title, parts, preheader } = contentOf(message)
  const rendered = renderMail({
    title,
    preheader,
    paragraphs: parts,
    footer: [
      `You get this because this address is the notification channel “${plain(channelName)}” of the workspace ` +
        `“${plain(message.workspaceName)}”. It can be changed or switched off here:`,
      message.settingsUrl,
    ],
  })
  return { subject: clip(subjectOf(message), subjectLimit), ...rendered }
}

const verbs = {
  'incident.opened': 'New incident',
  'incident.regressed': 'Back after a fix',
  'incident.escalated': 'Far more than usual',
  'incident.unmuted': 'No longer muted',
  'incident.resolved': 'Resolved',
} as const

/** The whole thread has one subject but for its first word. */
function subjectOf(message: Message): string {
  if (message.kind === 'test') return `Test from Watchword: ${plain(message.channel.name)}`
  if (message.kind === 'channel.disabled') return `Channel switched off: ${plain(message.channel.name)}`
  const { incident } = message
  return `${verbs[message.kind]}: ${plain(incident.title)} (${plain(incident.project.name)} #${incident.number})`
}

function contentOf(message: Message): { title: string; preheader: string; parts: MailPart[] } {
  if (message.kind === 'test') {
    const text = 'This is a test that someone asked for. Notifications will arrive like this one.'
    return { title: 'It works', preheader: text, parts: [text] }
  }
  if (message.kind === 'channel.disabled') {
    const name = plain(message.channel.name)
    const text = `The notification channel “${name}” was switched off. Nobody is told through it until it is switched on again.`
    return { title: `“${name}” was switched off`, preheader: text, parts: [text, { quote: plain(message.reason) }] }
  }
  const { incident } = message
  return {
    title: plain(incident.title),
    preheader: `${verbs[message.kind]} in ${plain(incident.project.name)}`,
    parts: [
      sentences[message.kind],
      { table: rowsOf(incident, [verbs[message.kind], utc(message.at)]) },
      { button: { label: 'Open the incident', url: incident.url } },
    ],
  }
}

const sentences = {
  'incident.opened': 'This was never seen before.',
  'incident.regressed': 'This was resolved, and it happened again.',
  'incident.escalated': 'This happens far more often than it used to.',
  'incident.unmuted': 'What its mute was to wait for has come.',
  'incident.resolved': 'The incident that you were told of is resolved.',
} as const

function rowsOf(incident: IncidentFacts, change: [string, string]): [string, string][] {
  const rows: [string, string | null][] = [
    change,
    ['Project', incident.project.name],
    ['Level', incident.level],
    ['Where', incident.culprit],
    ['Events', String(incident.eventCount)],
    ['First seen', utc(incident.firstSeenAt)],
    ['Last seen', utc(incident.lastSeenAt)],
    ['Release', incident.release],
    ['Environment', incident.environment],
  ]
  return rows.flatMap(([label, value]) => (value ? [[label, plain(value)] as [string, string]] : []))
}

/** `2026-01-01 10:00:05 UTC` */
function utc(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')} UTC`
}

/**
 * One line of somebody else's text: without control characters, line separators and the marks that turn the direction
 * of what follows (UAX #9), with which a title could pretend to be something else.
 */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    .trim()
}
