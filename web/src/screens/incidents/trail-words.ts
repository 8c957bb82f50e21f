/** Steps and activities as sentences. */
import type { Activity, TrailStep } from '../../api.ts'
import { capital, clock, counted, words } from '../../format.ts'
import { textOf } from './trail.ts'

type Told = Pick<Activity, 'type' | 'actor' | 'data'>
type Sentence = (told: Told & { count: number }) => string

const sentences: Record<string, Sentence> = {
  'event.received': ({ data }) => `An event arrived: ${text(data, 'title') ?? 'without a title'}`,
  'monitor.failed': ({ data }) => `${monitor(data)} ${missteps[text(data, 'state') ?? ''] ?? 'failed'}${because(data)}`,
  'monitor.recovered': ({ data }) => `${monitor(data)} recovered`,
  'checker.failed': () => 'Monitors could not be checked: the network of the server seemed to be cut',
  'checker.recovered': () => 'Monitors can be checked again',
  'alert.firing': ({ data }) => `Alert: ${text(data, 'title') ?? text(data, 'name') ?? 'it fires'}`,
  'alert.resolved': ({ data }) => `Nothing of ${text(data, 'name') ?? 'the alert'} fires any more`,
  'incident.opened': ({ data }) =>
    `Incident${typeof data['number'] === 'number' ? ` #${data['number']}` : ''} was opened${inRelease(data)}`,
  'incident.regressed': ({ data }) => `It came back after it had been resolved${inRelease(data)}`,
  'incident.acknowledged': ({ actor }) => `${actor.name} acknowledged it`,
  'incident.unacknowledged': ({ actor }) => `${actor.name} took the acknowledgement back`,
  'incident.resolved': ({ actor, data }) => `${actor.name} resolved it${byRelease(data)}`,
  'incident.reopened': ({ actor }) => `${actor.name} reopened it`,
  'incident.muted': ({ actor }) => `${actor.name} muted it`,
  'incident.unmuted': ({ actor, data }) =>
    text(data, 'cause') === 'person'
      ? `${actor.name} unmuted it`
      : `It is heard again: ${unmutedBy[text(data, 'cause') ?? ''] ?? 'what was waited for has happened'}`,
  'incident.escalated': ({ data }) =>
    typeof data['hourCount'] === 'number'
      ? `It escalated: ${counted(data['hourCount'], 'event')} in an hour`
      : 'It escalated',
  'incident.merged': ({ actor, data }) => `${actor.name} merged ${numbersOf(data) ?? 'others'} into it`,
  'incident.mergedAway': ({ actor, data }) =>
    `${actor.name} merged it into ${numberOf(data, 'intoNumber') ?? 'another one'}`,
  'incident.unmerged': ({ actor, data }) => `${actor.name} took ${numbersOf(data) ?? 'a part'} out of it`,
  'incident.separated': ({ actor, data }) =>
    `${actor.name} took it out of ${numberOf(data, 'fromNumber') ?? 'another one'}`,
  'incident.ownerSet': ({ actor }) => `${actor.name} changed the owner`,
  'incident.severitySet': ({ actor }) => `${actor.name} changed the severity`,
  'incident.noteAdded': ({ actor }) => `${actor.name} wrote a note`,
  'incident.noteChanged': ({ actor }) => `${actor.name} changed a note`,
  'incident.noteDeleted': ({ actor }) => `${actor.name} deleted a note`,
  'incident.analysed': () => 'It was analysed',
  'incident.explained': ({ data }) =>
    text(data, 'state') === 'done' ? 'A language model commented on it' : 'A language model said nothing of use',
  'analysis.marked': ({ actor, data }) =>
    text(data, 'mark')
      ? `${actor.name} marked the analysis as ${text(data, 'mark')}`
      : `${actor.name} took the mark back`,
  'notification.created': ({ data }) => `${channel(data)} is to be told`,
  'delivery.succeeded': ({ data }) => `Delivered to ${channel(data)}${attempt(data)}`,
  'delivery.failed': ({ data }) =>
    `${data['final'] === false ? 'Attempt' : 'Last attempt'} to reach ${channel(data)} failed${because(data) || attempt(data)}${again(data)}`,
  'delivery.skipped': ({ data }) =>
    `${text(data, 'channelName') ? channel(data) : 'Nobody'} was ${text(data, 'channelName') ? 'not told' : 'told'}${because(data)}`,
  'delivery.replayed': ({ actor, data }) => `${actor.name} had it delivered to ${channel(data)} again`,
  'notificationChannel.disabled': ({ data }) =>
    `${text(data, 'name') ?? 'The channel'} was switched off${because(data)}`,
  'report.published': ({ actor, data }) =>
    `${actor.name} published “${text(data, 'title') ?? 'a report'}” on ${text(data, 'pageName') ?? 'a status page'}`,
  'update.published': ({ data }) => `Update: ${text(data, 'status') ?? 'published'}`,
  'subscriberMail.queued': ({ data }) =>
    data['count'] === 0 ? 'No subscriber to tell' : `${counted(Number(data['count']), 'subscriber')} to be told`,
  'subscriberMail.sent': ({ count }) => `${counted(count, 'subscriber')} told by e-mail`,
  'subscriberMail.failed': ({ count, data }) => `${counted(count, 'subscriber')} could not be mailed${because(data)}`,
  'subscriberMail.skipped': ({ count, data }) => `${counted(count, 'subscriber')} left out${because(data)}`,
}

/** What a job did that has check-ins. */
const missteps: Record<string, string> = {
  error: 'reported an error',
  missed: 'missed its check-in',
  timedOut: 'ran for too long',
}

const unmutedBy: Record<string, string> = {
  time: 'the time is over',
  events: 'it happened so many times',
  users: 'so many people were hit',
  escalating: 'it happens far more often than before',
  release: 'there is a new release',
}

/** A kind that this version does not know is named, not hidden. */
export function wordsOf(told: Told, count = 1): string {
  return sentences[told.type]?.({ ...told, count }) ?? capital(words(told.type))
}

/** Who did it, unless the sentence says so or nobody did. */
export function actorBeside({ actor, type }: TrailStep): string | undefined {
  if (actor.kind === 'system' || actor.kind === 'ingestKey') return undefined
  return /^(update\.published)$/.test(type) ? actor.name : undefined
}

function text(data: Told['data'], name: string): string | undefined {
  return textOf(data[name])
}

function numberOf(data: Told['data'], name: string): string | undefined {
  const value = data[name]
  return typeof value === 'number' ? `#${value}` : undefined
}

/** `#2, #3 and #7`; of many the first ones. */
function numbersOf(data: Told['data']): string | undefined {
  const { numbers } = data
  if (!Array.isArray(numbers) || numbers.length === 0) return undefined
  const all = numbers.map((number) => `#${String(number)}`)
  if (all.length > 5) return `${all.slice(0, 4).join(', ')} and ${all.length - 4} more`
  return all.length === 1 ? all[0] : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}

function channel(data: Told['data']): string {
  const kind = text(data, 'channelType')
  return `${text(data, 'channelName') ?? 'a channel'}${kind ? ` (${kind === 'email' ? 'e-mail' : kind})` : ''}`
}

function attempt(data: Told['data']): string {
  const number = Number(data['attempt'])
  const parts = [
    number > 1 && `attempt ${number}`,
    typeof data['status'] === 'number' && `answer ${data['status']}`,
  ].filter(Boolean)
  return parts.length > 0 ? `, ${parts.join(', ')}` : ''
}

function monitor(data: Told['data']): string {
  const environment = text(data, 'environment')
  return `${text(data, 'name') ?? 'The monitor'}${environment ? ` in ${environment}` : ''}`
}

/** When the next attempt was planned for, as a clock shows it. */
function again(data: Told['data']): string {
  const at = text(data, 'nextAttemptAt')
  return at ? `; next attempt at ${clock(new Date(at))}` : ''
}

function because(data: Told['data']): string {
  const reason = text(data, 'reason')
  return reason ? `: ${reason}` : ''
}

function byRelease(data: Told['data']): string {
  const [fixedIn, fixedAfter] = [text(data, 'fixedIn'), text(data, 'fixedAfter')]
  if (fixedIn) return ` in release ${fixedIn}`
  return fixedAfter ? ` in the release after ${fixedAfter}` : ''
}

function inRelease(data: Told['data']): string {
  const release = text(data, 'release')
  return release ? ` in release ${release}` : ''
}
