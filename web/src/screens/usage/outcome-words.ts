/** What became of what was sent, in words for people, and what one can do about it. Pure. */
import type { Outcome } from '../../api.ts'
import { capital, words } from '../../format.ts'

export type Kind = Exclude<Outcome['outcome'], 'scrubbed'>

/** In the order in which they are stacked, from below. `scrubbed` is missing: it counts values within what was kept. */
export const kinds = ['accepted', 'filtered', 'rate_limited', 'invalid', 'client_discard'] as const satisfies Kind[]

export const kindWords: Record<Kind, { word: string; means: string; fill: string; swatch: string }> = {
  accepted: { word: 'Accepted', means: 'stored', fill: 'fill-accent', swatch: 'bg-accent' },
  filtered: {
    word: 'Filtered',
    means: 'left out by the filters of its project',
    fill: 'fill-unknown',
    swatch: 'bg-unknown',
  },
  rate_limited: {
    word: 'Rate-limited',
    means: 'more than a quota or the server takes',
    fill: 'fill-degraded',
    swatch: 'bg-degraded',
  },
  invalid: { word: 'Invalid', means: 'could not be read or was there already', fill: 'fill-down', swatch: 'bg-down' },
  client_discard: {
    word: 'Dropped by client',
    means: 'never sent; the SDK says so',
    fill: 'fill-maintenance',
    swatch: 'bg-maintenance',
  },
}

const categoryWordsOf: Record<string, string> = {
  error: 'events',
  default: 'requests',
  security: 'browser reports',
  transaction: 'transactions',
  span: 'spans',
  log_item: 'log lines',
  session: 'sessions',
  attachment: 'bytes of attachments',
  monitor: 'heartbeats',
  feedback: 'feedback',
  metric_sample: 'samples of metrics',
  log_byte: 'bytes of log lines',
  trace_metric_byte: 'bytes of metrics',
  internal: 'client reports',
  replay: 'replays',
}

export const categoryWords = (category: string): string => categoryWordsOf[category] ?? words(category)

/** These are no items: they would drown everything else. */
const notItems = new Set(['attachment', 'log_byte', 'trace_metric_byte', 'profile_duration', 'value'])

export const isItem = (category: string): boolean => !notItems.has(category)

/** Where one can do something about it. */
export type Remedy = 'intake' | 'quotas' | 'settings' | 'connect'
type Words = { why: string; todo: string; remedy?: Remedy }

const quota = (whose: string): Words => ({
  why: `The quota of the ${whose} was used up`,
  todo: 'Raise the quota, or send less: filter what nobody looks at.',
  remedy: 'quotas',
})
const filter = (what: string): Words => ({
  why: `A filter of the project leaves out ${what}`,
  todo: 'Intended, unless something you miss is in it: look at the filters.',
  remedy: 'intake',
})

const server: Record<string, Words> = {
  accepted: { why: 'It is stored', todo: '' },
  filtered_release: filter('this release'),
  filtered_environment: filter('this environment'),
  filtered_message: filter('this message'),
  browser_extension: filter('errors of browser extensions'),
  legacy_browser: filter('browsers that are too old'),
  localhost: filter('what comes from a developer’s own machine'),
  health_check: filter('health checks'),
  web_crawler: filter('web crawlers'),
  origin_not_allowed: {
    why: 'A web page that may not send to this project tried to',
    todo: 'If the page is yours, add its origin in the project’s settings.',
    remedy: 'settings',
  },
  workspace_quota: quota('workspace'),
  project_quota: quota('project'),
  key_quota: quota('ingest key'),
  project_limit: {
    why: 'More events came in a minute than the project takes',
    todo: 'Raise “events per minute” in the project’s settings.',
    remedy: 'settings',
  },
  spike: {
    why: 'Thinned out in a spike: far more came than usual',
    todo: 'A part was kept, so the incident is there. Mend what floods, or switch spike protection off.',
    remedy: 'intake',
  },
  backlog: {
    why: 'The server was behind with storing',
    todo: 'It recovers by itself. If it goes on, whoever runs the server should look at its load.',
  },
  disk: {
    why: 'The server had too little free disk space',
    todo: 'Whoever runs the server must give its data directory more room.',
  },
  duplicate: { why: 'It had been taken in before', todo: 'Nothing: it was sent again and counted once.' },
  unsupported: {
    why: 'Of a kind that is not taken here, such as replays or profiles',
    todo: 'Switch it off in the SDK to save the traffic.',
    remedy: 'connect',
  },
  invalid: {
    why: 'It could not be read: broken, cut off or too large',
    todo: 'Look at what the SDK logs with debug: true, and at proxies in between.',
    remedy: 'connect',
  },
  too_many: { why: 'More in one request than is taken', todo: 'Send smaller batches.' },
  too_late: { why: 'It came too long after it had happened', todo: 'Look at the clock and the queue of the sender.' },
  one_per_envelope: { why: 'More than one event in one envelope', todo: 'Update the SDK.' },
  no_event: { why: 'An attachment came without its event', todo: 'Nothing, if the event was limited or filtered.' },
  invalid_labels: {
    why: 'A metric’s labels cannot be: empty, there twice, or with a name that is none',
    todo: 'The sender’s log has the first of them. Correct its instrumentation or its relabelling.',
  },
  too_many_labels: { why: 'A series had more than 64 labels', todo: 'Drop labels at the sender.' },
  label_too_long: { why: 'A label’s name or value was too long', todo: 'Shorten or drop it at the sender.' },
  too_old: {
    why: 'A sample’s time was more than 30 days in the past',
    todo: 'Look at the clock of the sender; older history is not taken in.',
  },
  too_new: { why: 'A sample’s time was in the future', todo: 'Look at the clock of the sender.' },
  invalid_histogram: { why: 'A native histogram did not add up', todo: 'Update the program that made it.' },
  invalid_series: { why: 'A series could not be read', todo: 'The sender’s log has the first of them.' },
  invalid_line: { why: 'A line of text could not be read', todo: 'The answer named the first of them.' },
  delta_temporality: {
    why: 'Points with delta temporality came without a start time, or of a sum that also falls',
    todo: 'Set the exporter to cumulative temporality for them.',
  },
  series_limit: {
    why: 'More new series came in a day than a workspace may have',
    todo: 'Look for a label with ever new values, such as an id, and drop it at the sender.',
  },
  samples_limit: {
    why: 'More samples came in ten seconds than a workspace may send',
    todo: 'Scrape less often, or drop what nobody looks at.',
  },
  invalid_schedule: {
    why: 'The schedule of a heartbeat could not be read',
    todo: 'The heartbeat itself was taken. Correct its schedule.',
  },
}

const client: Record<string, Words> = {
  queue_overflow: { why: 'Its queue was full', todo: 'The program makes more than it can send: sample or filter.' },
  cache_overflow: { why: 'Its offline cache was full', todo: 'It was offline for long; nothing to do here.' },
  buffer_overflow: { why: 'Its buffer was full', todo: 'The program makes more than it can send: sample or filter.' },
  ratelimit_backoff: {
    why: 'It was told to hold back and did',
    todo: 'What is rate-limited here caused it: see there.',
    remedy: 'quotas',
  },
  network_error: {
    why: 'The network did not carry it',
    todo: 'Look at proxies, firewalls and ad blockers in between.',
  },
  send_error: { why: 'Sending it failed', todo: 'Look at what the SDK logs with debug: true.' },
  sample_rate: { why: 'Sampled out as it is configured', todo: 'Intended: tracesSampleRate or sampleRate.' },
  sampled: { why: 'Sampled out as it is configured', todo: 'Intended: tracesSampleRate or sampleRate.' },
  before_send: {
    why: 'Your beforeSend returned nothing',
    todo: 'Intended, unless you miss something: read your hook.',
  },
  event_processor: { why: 'An event processor dropped it', todo: 'Intended: an integration such as inbound filters.' },
  ignored: { why: 'The SDK is told to ignore it', todo: 'Intended: ignoreErrors and the like.' },
  filtered: { why: 'The SDK is told to leave it out', todo: 'Intended: ignoreErrors and the like.' },
  backpressure: { why: 'The program was under load and sampled less', todo: 'Nothing: it protects itself.' },
  internal_sdk_error: { why: 'The SDK failed', todo: 'Update the SDK.' },
  insufficient_data: { why: 'Too little of it was there', todo: 'Nothing to do here.' },
  no_parent_span: { why: 'A span without a trace around it', todo: 'Nothing, unless you miss traces.' },
  invalid: { why: 'The SDK could not make sense of it', todo: 'Update the SDK.' },
  other: { why: 'The SDK gave a reason that is not known here', todo: 'Update the SDK, or look at its own words.' },
}

/** A reason that nobody has words for yet is shown as it is. */
export function reasonWords({ outcome, reason }: Pick<Outcome, 'outcome' | 'reason'>): Words {
  const known = outcome === 'client_discard' ? client : server
  return (Object.hasOwn(known, reason) ? known[reason] : undefined) ?? { why: capital(words(reason)), todo: '' }
}
