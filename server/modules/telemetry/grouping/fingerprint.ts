/**
 * Which events belong together, version 1. The order of authority: the sender's fingerprint, the stack, type and
 * message of the exception, the message, platform and route. Pure, and the same for the same event in any order.
 */
import { hash } from 'node:crypto'

import { dropMiddle } from '../clean.ts'
import type { EventException, EventFrame, TelemetryEvent } from '../event.ts'
import { frameParts, frameText } from './frame.ts'
import { isPlumbing } from './function-name.ts'
import { engineMeaning } from './javascript-message.ts'
import { isNative, looksLikeLibrary } from './library.ts'
import { parameterise } from './parameterise.ts'

export type GroupingMethod = 'explicit' | 'stack' | 'exception' | 'message' | 'fallback'

/** Something that was looked at. `counted`: it is in the key; otherwise `why` says why not. */
export type Contribution = {
  kind: 'fingerprint' | 'type' | 'frame' | 'file' | 'message' | 'template' | 'platform' | 'route'
  value: string
  counted: boolean
  why?: string
}

export type Grouping = {
  /** 32 lower-case hex digits: 128 bits, so that nobody can make two that collide. */
  key: string
  version: 1
  method: GroupingMethod
  contributions: Contribution[]
  /** Grouping failed and the fallback was used: a bug of ours, to be logged. */
  failure?: unknown
}

type Decision = { method: GroupingMethod; contributions: Contribution[] }

const maxExceptions = 10
const maxFramesRead = 100
const maxFramesShown = 10
/** Frames that decide where none is the sender's own: more where there is no message to tell errors apart. */
const maxLibraryFrames = { withMessage: 3, withoutMessage: 5 }

/** Never throws: whatever goes wrong, the event groups with its like by platform and route. */
export function fingerprint(event: TelemetryEvent): Grouping {
  try {
    return toGrouping(explicit(event) ?? implicit(event))
  } catch (failure) {
    return { ...toGrouping(fallback(event)), failure }
  }
}

function toGrouping({ method, contributions }: Decision): Grouping {
  const counted = contributions.filter((part) => part.counted)
  // Each part with its length in front, so that (`a`, `bc`) and (`ab`, `c`) differ.
  const fields = ['1', ...counted.flatMap((part) => [part.kind, part.value])]
  const text = fields.map((field) => `${field.length}:${field}`).join('')
  return { key: hash('sha256', text).slice(0, 32), version: 1, method, contributions }
}

const isDefault = (part: string) => /^\{\{\s{0,10}default\s{0,10}\}\}$/.test(part)

function explicit(event: TelemetryEvent): Decision | undefined {
  const parts = event.fingerprint ?? []
  if (parts.every(isDefault)) return undefined
  const contributions = parts.flatMap((part) =>
    isDefault(part) ? implicit(event).contributions : [counted('fingerprint', part)],
  )
  return { method: 'explicit', contributions }
}

function implicit(event: TelemetryEvent): Decision {
  return byExceptions(event) ?? byMessage(event) ?? fallback(event)
}

function byExceptions(event: TelemetryEvent): Decision | undefined {
  const exceptions = relevant(event)
  const perException = exceptions.map((exception) => contributionsOf(exception, event))
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
function relevant(event: TelemetryEvent): EventException[] {
  const { exceptions } = event
  if (exceptions.length === 0) {
    const thread = event.threads.find(({ crashed }) => crashed)
    return thread ? [{ value: event.messageTemplate ?? event.message, frames: thread.frames }] : []
  }
  if (exceptions.some(({ isGroup }) => isGroup)) return leaves(event)
  const crashed = exceptions.every(({ frames }) => frames.length === 0)
    ? event.threads.find(({ crashed }) => crashed)
    : undefined
  const main = exceptions.at(-1)
  const chain = crashed && main ? [...exceptions.slice(0, -1), { ...main, frames: crashed.frames }] : exceptions
  return dropMiddle(chain, maxExceptions)
}

function leaves(event: TelemetryEvent): EventException[] {
  const parents = new Set(event.exceptions.map(({ parentNumber }) => parentNumber))
  const isLeaf = ({ isGroup, number }: EventException) => !isGroup && (number === undefined || !parents.has(number))
  const byText = new Map<string, EventException>()
  for (const exception of event.exceptions.filter(isLeaf)) {
    const text = textOf(contributionsOf(exception, event))
    if (!byText.has(text)) byText.set(text, exception)
  }
  const sorted = [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, exception]) => exception)
  const main = event.exceptions.filter(({ isGroup, parentNumber }) => isGroup && parentNumber === undefined)
  return [...sorted, ...main.map(withoutValue)].slice(0, maxExceptions)
}

/** The message of a group counts its members, or lists them. */
const withoutValue = ({ type, frames }: EventException): EventException => ({ type, frames })

function contributionsOf(exception: EventException, event: TelemetryEvent): Contribution[] {
  const value = messageOf(exception, event)
  const message =
    value === undefined
      ? []
      : exception.synthetic
        ? [ignored('message', value, 'made up by the sender')]
        : [counted('message', value)]
  const hasMessage = message.some((part) => part.counted)
  return [...typeOf(exception, event.platform), ...framesOf(exception.frames, event.platform, hasMessage), ...message]
}

function typeOf({ type, synthetic }: EventException, platform: string): Contribution[] {
  if (!type) return []
  const value = type.replace(/0x[0-9a-f]{1,64}|\$\$?(?:Lambda|Proxy)[\w$/]{0,100}/gi, '#').trim()
  if (synthetic) return [ignored('type', value, 'made up by the sender')]
  if (platform === 'javascript' && value.length <= 2) return [ignored('type', value, 'minified')]
  return [counted('type', value)]
}

function messageOf(exception: EventException, event: TelemetryEvent): string | undefined {
  const isMain = exception === event.exceptions.at(-1)
  const sent = exception.value || (isMain ? (event.messageTemplate ?? event.message) : undefined)
  if (!sent) return undefined
  const meaning = event.platform === 'javascript' || event.platform === 'node' ? engineMeaning(sent) : undefined
  return meaning ?? (parameterise(sent) || undefined)
}

type ReadFrame = { value: string; useful: boolean; own: boolean }

/**
 * The place where it was thrown: the last useful frame of the sender's own code. What called it does not count, so
 * that the same crash reached in two ways is one.
 */
function framesOf(frames: EventFrame[], platform: string, hasMessage: boolean): Contribution[] {
  const read = readFrames(frames, platform)
  const decisive = decisiveOf(read, hasMessage)
  const kindOf = (frame: ReadFrame) => (frame.useful ? 'frame' : 'file')
  const contributions = read.slice(0, maxFramesShown).map((frame): Contribution => {
    if (decisive.has(frame)) return counted(kindOf(frame), frame.value)
    const why = !frame.useful ? 'no name that lasts' : frame.own ? 'called what failed' : 'library'
    return ignored('frame', frame.value, why)
  })
  // The decisive one may lie deeper than what is shown.
  for (const frame of decisive)
    if (read.indexOf(frame) >= maxFramesShown) contributions.push(counted(kindOf(frame), frame.value))
  return contributions
}

/**
 * Without a useful frame of one's own, the last ones of the libraries decide; unless the own ones are only unreadable
 * (minified) and there is a message: then their file does.
 */
function decisiveOf(read: ReadFrame[], hasMessage: boolean): Set<ReadFrame> {
  const own = read.filter((frame) => frame.own)
  const best = own.find((frame) => frame.useful)
  if (best) return new Set([best])
  if (own.length > 0 && hasMessage) return new Set(own.slice(0, 1))
  const useful = read.filter((frame) => frame.useful)
  const count = hasMessage ? maxLibraryFrames.withMessage : maxLibraryFrames.withoutMessage
  return new Set((useful.length > 0 ? useful : read).slice(0, count))
}

/** Innermost first, without plumbing, recursion as one. */
function readFrames(frames: EventFrame[], platform: string): ReadFrame[] {
  const sent = frames.slice(-maxFramesRead).reverse()
  const told = sent.some((frame) => frame.inApp === true)
  const read: ReadFrame[] = []
  for (const frame of sent) {
    if (isNative(frame) || isPlumbing(frame.function)) continue
    const parts = frameParts(frame, platform)
    const value = frameText(parts)
    if (value === '' || isPlumbing(parts.function) || read.at(-1)?.value === value) continue
    const own = frame.inApp ?? (!told && !looksLikeLibrary(frame))
    read.push({ value, useful: parts.function !== undefined, own })
  }
  return read
}

function byMessage(event: TelemetryEvent): Decision | undefined {
  const { messageTemplate, message } = event
  const template = messageTemplate && parameterise(messageTemplate)
  const text = message && parameterise(message)
  if (template) return { method: 'message', contributions: [counted('template', template)] }
  return text ? { method: 'message', contributions: [counted('message', text)] } : undefined
}

function fallback(event: TelemetryEvent): Decision {
  const contributions = [counted('platform', event.platform), counted('route', parameterise(event.route ?? ''))]
  return { method: 'fallback', contributions }
}

const counted = (kind: Contribution['kind'], value: string): Contribution => ({ kind, value, counted: true })
const ignored = (kind: Contribution['kind'], value: string, why: string): Contribution => ({
  kind,
  value,
  counted: false,
  why,
})
