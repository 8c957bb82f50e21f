/** What an event belongs to by what happened: the stack, type and message, the message, platform and route. */
import { dropMiddle } from '../clean.ts'
import type { EventException, TelemetryEvent } from '../event.ts'
import { counted, ignored, type Contribution, type Decision } from './grouping.ts'
import { parameterise } from './parameterise.ts'
import { stackContributions } from './stack.ts'
import type { FrameHint } from './stack.ts'
import type { Traits } from './traits.ts'

/** What is known beside the event. */
export type Hints = {
  /** By the project's stack rules. */
  frame?: FrameHint | undefined
  /** Of a log line. */
  template?: { id: string; template: string } | undefined
}

type Reading = { event: TelemetryEvent; traits: Traits; hints: Hints }

const maxExceptions = 10

export function implicit(event: TelemetryEvent, traits: Traits, hints: Hints): Decision {
  const reading = { event, traits, hints }
  return byExceptions(reading) ?? byMessage(reading) ?? fallback(event, traits)
}

/** Platform and route: where nothing else is known, and where grouping failed. */
export function fallback({ platform, route = '' }: TelemetryEvent, { routeOf }: Pick<Traits, 'routeOf'>): Decision {
  const contributions = [counted('platform', platform), counted('route', routeOf(route))]
  return { method: 'fallback', contributions }
}

function byExceptions(reading: Reading): Decision | undefined {
  const perException = relevant(reading).map((exception) => contributionsOf(exception, reading))
  // A retry that wraps the same error over and over is one error.
  const distinct = perException.filter((parts, i) => i === 0 || textOf(parts) !== textOf(perException[i - 1] ?? []))
  const contributions = distinct.flat()
  const counted = contributions.filter((part) => part.counted)
  if (counted.length === 0) return undefined
  const hasFrame = counted.some((part) => part.kind === 'frame')
  return { method: hasFrame ? 'stack' : 'exception', contributions }
}

const textOf = (parts: Contribution[]) => JSON.stringify(parts.filter((part) => part.counted))

/**
 * The exceptions that say what happened: of a chain all of them, of a group its distinct leaves, in an order of their
 * own because they failed at the same time. A stack without an exception counts as one.
 */
function relevant(reading: Reading): EventException[] {
  const { event } = reading
  const { exceptions } = event
  if (exceptions.length === 0) {
    const thread = event.threads.find(({ crashed }) => crashed)
    return thread ? [{ value: event.messageTemplate ?? event.message, frames: thread.frames }] : []
  }
  if (exceptions.some(({ isGroup }) => isGroup)) return leaves(reading)
  const crashed = exceptions.every(({ frames }) => frames.length === 0)
    ? event.threads.find(({ crashed }) => crashed)
    : undefined
  const main = exceptions.at(-1)
  const chain = crashed && main ? [...exceptions.slice(0, -1), { ...main, frames: crashed.frames }] : exceptions
  return dropMiddle(chain, maxExceptions)
}

function leaves(reading: Reading): EventException[] {
  const { exceptions } = reading.event
  const parents = new Set(exceptions.map(({ parentNumber }) => parentNumber))
  const isLeaf = ({ isGroup, number }: EventException) => !isGroup && (number === undefined || !parents.has(number))
  const byText = new Map<string, EventException>()
  for (const exception of exceptions.filter(isLeaf)) {
    const text = textOf(contributionsOf(exception, reading))
    if (!byText.has(text)) byText.set(text, exception)
  }
  const sorted = [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, exception]) => exception)
  const main = exceptions.filter(({ isGroup, parentNumber }) => isGroup && parentNumber === undefined)
  return [...sorted, ...main.map(withoutValue)].slice(0, maxExceptions)
}

/** The message of a group counts its members, or lists them. */
const withoutValue = ({ type, frames }: EventException): EventException => ({ type, frames })

function contributionsOf(exception: EventException, { event, traits, hints }: Reading): Contribution[] {
  const value = messageOf(exception, event, traits)
  const message =
    value === undefined
      ? []
      : exception.synthetic
        ? [ignored('message', value, 'made up by the sender')]
        : [counted('message', value)]
  const hasMessage = message.some((part) => part.counted)
  const frames = stackContributions(exception.frames, {
    platform: event.platform,
    hasMessage,
    hint: hints.frame,
    traits,
  })
  return [...typeOf(exception, event.platform, traits), ...frames, ...message]
}

function typeOf({ type, synthetic }: EventException, platform: string, traits: Traits): Contribution[] {
  if (!type) return []
  const value = type.replace(/0x[0-9a-f]{1,64}|\$\$?(?:Lambda|Proxy)[\w$/]{0,100}/gi, '#').trim()
  if (synthetic) return [ignored('type', value, 'made up by the sender')]
  const fault = traits.typeFault(value, platform)
  return [fault === undefined ? counted('type', value) : ignored('type', value, fault)]
}

function messageOf(exception: EventException, event: TelemetryEvent, traits: Traits): string | undefined {
  const isMain = exception === event.exceptions.at(-1)
  const sent = exception.value || (isMain ? (event.messageTemplate ?? event.message) : undefined)
  return sent ? traits.meaningOf(sent, event.platform) : undefined
}

function byMessage({ event, traits, hints }: Reading): Decision | undefined {
  const { messageTemplate, message } = event
  const template = messageTemplate && parameterise(messageTemplate)
  if (template) return { method: 'message', contributions: [counted('template', template)] }
  const text = message && parameterise(message)
  if (traits.usesMinedTemplates && hints.template) return byTemplate(hints.template, text)
  return text ? { method: 'message', contributions: [counted('message', text)] } : undefined
}

/** The id counts, since the template may become wider; the template is what people read. */
function byTemplate({ id, template }: { id: string; template: string }, text: string | undefined): Decision {
  const shown = [ignored('message', template, 'as the template reads today')]
  const sent = text === undefined || text === '' ? [] : [ignored('message', text, 'one line of the template')]
  return { method: 'template', contributions: [counted('template', id), ...shown, ...sent] }
}
