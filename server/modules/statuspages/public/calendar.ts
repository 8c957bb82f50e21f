/** The maintenance windows of a page as a calendar that programs subscribe to (RFC 5545, RFC 7986). Pure. */
import type { MaintenanceStatus, Snapshot, SnapshotMaintenance } from '../snapshot.ts'
import { wordsOf } from './words.ts'

export function icalendar(snapshot: Snapshot): string {
  const { page, locale } = snapshot
  const name = `${page.name}: ${wordsOf[locale].maintenance}`
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Watchword//Status pages//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${text(name)}`,
    `X-WR-CALNAME:${text(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...snapshot.maintenances.toReversed().flatMap((window) => event(snapshot, window)),
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}

/** What is planned is not sure to happen yet; what began does. */
const states: Record<MaintenanceStatus, string> = {
  scheduled: 'TENTATIVE',
  in_progress: 'CONFIRMED',
  verifying: 'CONFIRMED',
  completed: 'CONFIRMED',
}

function event({ page, components }: Snapshot, window: SnapshotMaintenance): string[] {
  const names = components.filter(({ id }) => window.componentIds.includes(id)).map((component) => component.name)
  const [last] = window.updates
  const url = `${page.url}/maintenance/${window.id}`
  const said = [last?.body ?? '', names.join(', '), url].filter((part) => part !== '').join('\n\n')
  const end = window.scheduledUntil > window.scheduledFor ? window.scheduledUntil : null
  return [
    'BEGIN:VEVENT',
    // RFC 5545 §3.8.4.7: for ever the same, and unique on the whole world.
    `UID:${window.id}@${new URL(page.url).hostname}`,
    `DTSTAMP:${utc(window.updatedAt)}`,
    `LAST-MODIFIED:${utc(window.updatedAt)}`,
    // Readers take the higher one when they meet an event twice; time only goes on.
    `SEQUENCE:${Math.max(0, window.updates[0]?.number ?? 0)}`,
    `DTSTART:${utc(window.scheduledFor)}`,
    ...(end ? [`DTEND:${utc(end)}`] : []),
    `SUMMARY:${text(window.title)}`,
    `DESCRIPTION:${text(said)}`,
    `URL:${url}`,
    `STATUS:${states[window.status]}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]
}

/** `20261121T104200Z` */
function utc(at: Date): string {
  return at.toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

/** RFC 5545 §3.3.11. Control characters, with which a line could be ended, are dropped. */
function text(value: string): string {
  return (
    value
      .replaceAll(/\r\n?/g, '\n')
      // oxlint-disable-next-line no-control-regex -- these are what is removed
      .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f\u2028\u2029]/g, ' ')
      .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
      .replaceAll('\n', '\\n')
  )
}

/** RFC 5545 §3.1: no line has more than 75 octets; no character is cut in two. */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > 75) {
      parts.push(part)
      part = ' '
      octets = 1
    }
    part += character
    octets += size
  }
  return [...parts, part].join('\r\n')
}
