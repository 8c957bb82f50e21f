/** What Alertmanager's clients send, as our own type. Source: Alertmanager, api/v2/openapi.yaml. Pure. */
import { createHash } from 'node:crypto'
import { invalidRequest } from '#platform/errors'
import { maxAnnotationLength, maxAnnotations, maxLabelNameLength, maxLabels, maxLabelValueLength } from '../limits.ts'
import type { Texts } from '../rule.ts'
import { isStorable } from './silence.ts'

/** One alert that somebody else evaluates. It is over when `endsAt` has come. */
export type SentAlert = {
  fingerprint: string
  name: string
  labels: Texts
  annotations: Texts
  generatorUrl: string
  startsAt: Date | undefined
  endsAt: Date
}

export const maxAlertsPerRequest = 2_000
/** An alert that says no end is over after this long without news, as of Alertmanager. */
export const resolveTimeoutMs = 5 * 60_000
const maxUrlLength = 2_000

/** Throws invalid_request that names the place. */
export function readAlerts(body: unknown, now: Date): SentAlert[] {
  if (!Array.isArray(body)) throw invalidRequest('the body is not a list of alerts')
  if (body.length > maxAlertsPerRequest) throw invalidRequest(`more than ${maxAlertsPerRequest} alerts in one request`)
  // Of several with the same labels the last one counts.
  const alerts = new Map<string, SentAlert>()
  for (const [at, value] of (body as unknown[]).entries()) {
    const alert = readAlert(value, `alert ${at + 1}`, now)
    alerts.set(alert.fingerprint, alert)
  }
  return [...alerts.values()]
}

function readAlert(value: unknown, place: string, now: Date): SentAlert {
  if (!isObject(value)) throw invalidRequest(`${place} is no alert`)
  const labels = readTexts(value['labels'], `${place}: labels`, maxLabels, maxLabelValueLength)
  if (Object.keys(labels).length === 0) throw invalidRequest(`${place}: labels are needed`)
  const url = value['generatorURL']
  return {
    fingerprint: fingerprintOf(labels),
    name: labels['alertname'] ?? '',
    labels,
    annotations: readTexts(value['annotations'] ?? {}, `${place}: annotations`, maxAnnotations, maxAnnotationLength),
    generatorUrl: typeof url === 'string' && url.length <= maxUrlLength && isStorable(url) ? url : '',
    startsAt: readTime(value['startsAt'], `${place}: startsAt`),
    endsAt: readTime(value['endsAt'], `${place}: endsAt`) ?? new Date(now.getTime() + resolveTimeoutMs),
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Empty values are no labels. */
function readTexts(value: unknown, place: string, most: number, maxLength: number): Texts {
  if (!isObject(value)) throw invalidRequest(`${place} is no object`)
  const entries = Object.entries(value).filter(([, text]) => text !== '')
  if (entries.length > most) throw invalidRequest(`${place}: more than ${most}`)
  for (const [name, text] of entries) {
    if (typeof text !== 'string') throw invalidRequest(`${place}: ${name} is no text`)
    if (name === '' || name.length > maxLabelNameLength) throw invalidRequest(`${place}: a name is empty or too long`)
    if (text.length > maxLength) throw invalidRequest(`${place}: ${name} is longer than ${maxLength} characters`)
    if (!isStorable(name) || !isStorable(text)) throw invalidRequest(`${place}: ${name} cannot be stored`)
  }
  return Object.fromEntries(entries) as Texts
}

/** Go's zero time means that there is none. */
function readTime(value: unknown, place: string): Date | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const at = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : new Date(Number.NaN)
  if (Number.isNaN(at.getTime())) throw invalidRequest(`${place} is no time of RFC 3339`)
  return at.getUTCFullYear() <= 1 ? undefined : at
}

/** The same labels are the same alert. 16 hex digits. */
export function fingerprintOf(labels: Texts): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16)
}
