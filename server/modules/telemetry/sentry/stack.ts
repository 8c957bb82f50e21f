import { addNote, asText, type Budget, budgetOf, cleanObject, cleanText, dropMiddle, isRecord } from '../clean.ts'
import type { EventException, EventFrame, EventNote, EventThread } from '../event.ts'
import * as limits from './limits.ts'
import { knownPlatform } from './platform.ts'

/** `values` of an interface that may also come as a bare list or as one bare object; null entries are dropped. */
export function valuesOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.filter(isRecord)
  if (!isRecord(value)) return []
  if (Array.isArray(value.values)) return value.values.filter(isRecord)
  return Object.hasOwn(value, 'values') || Object.keys(value).length === 0 ? [] : [value]
}

export function readExceptions(value: unknown, notes: EventNote[], budget: Budget): EventException[] {
  const said = ({ type, value, stacktrace }: Record<string, unknown>) => type != null || value != null || stacktrace
  const sent = valuesOf(value).filter(said)
  if (sent.length > limits.maxExceptions) {
    addNote(notes, 'exceptions', 'trimmed', `${sent.length} were sent; both ends are kept`)
  }
  const kept = [...dropMiddle(sent, limits.maxExceptions)]
  // From the outermost inwards: it must not go without source lines because of the others.
  return kept
    .reverse()
    .map((exception) => readException(exception, notes, budget))
    .reverse()
}

function readException(sent: Record<string, unknown>, notes: EventNote[], budget: Budget): EventException {
  const mechanism = isRecord(sent.mechanism) ? sent.mechanism : {}
  const value = asText(sent.value, limits.maxMessage)
  if (value && value.length > limits.maxMessage) addNote(notes, 'exceptions', 'trimmed', 'a value was too long')
  return {
    type: name(sent.type),
    value: value === undefined ? undefined : cleanText(value, limits.maxMessage),
    module: name(sent.module),
    threadId: name(sent.thread_id),
    handled: boolean(mechanism.handled),
    mechanism: name(mechanism.type),
    synthetic: mechanism.synthetic === true ? true : undefined,
    isGroup: mechanism.is_exception_group === true ? true : undefined,
    number: number(mechanism.exception_id),
    parentNumber: number(mechanism.parent_id),
    frames: readFrames(sent.stacktrace ?? sent.raw_stacktrace, notes, budget),
  }
}

/** Threads that carry a stack; a stack at the top level of the event (an old form) is one as well. */
export function readThreads(value: unknown, topStack: unknown, notes: EventNote[], budget: Budget): EventThread[] {
  const sent = valuesOf(value).filter((thread) => isRecord(thread.stacktrace))
  if (isRecord(topStack)) sent.push({ current: true, stacktrace: topStack })
  const byInterest = sent.sort((a, b) => interest(b) - interest(a))
  if (sent.length > limits.maxThreads) addNote(notes, 'threads', 'trimmed', `${sent.length} were sent`)
  return byInterest
    .slice(0, limits.maxThreads)
    .map((thread) => ({
      id: name(thread.id),
      name: name(thread.name),
      crashed: thread.crashed === true,
      current: thread.current === true,
      frames: readFrames(thread.stacktrace, notes, budget),
    }))
    .filter((thread) => thread.frames.length > 0)
}

const interest = (thread: Record<string, unknown>) => (thread.crashed === true ? 2 : thread.current === true ? 1 : 0)

/** Frames that say nothing (null, or neither function nor file nor address) are skipped. */
function readFrames(stack: unknown, notes: EventNote[], budget: Budget): EventFrame[] {
  const list = isRecord(stack) ? stack.frames : stack
  const sent = Array.isArray(list) ? list.filter(saysSomething) : []
  if (sent.length > limits.maxFrames) {
    addNote(notes, 'frames', 'trimmed', `${sent.length} were sent; both ends are kept`)
  }
  const frames = dropMiddle(sent, limits.maxFrames).reverse()
  return frames.map((frame) => readFrame(frame, notes, budget)).reverse()
}

const saysSomething = (frame: unknown): frame is Record<string, unknown> =>
  isRecord(frame) &&
  [frame.function, frame.filename, frame.module, frame.abs_path, frame.package, frame.instruction_addr].some(Boolean)

function readFrame(sent: Record<string, unknown>, notes: EventNote[], budget: Budget): EventFrame {
  const file = path(sent.filename)
  const absolute = path(sent.abs_path)
  const frame: EventFrame = {
    function: name(sent.function) ?? name(sent.raw_function),
    file: file ?? absolute,
    path: absolute === file ? undefined : absolute,
    module: name(sent.module),
    package: path(sent.package),
    platform: typeof sent.platform === 'string' ? knownPlatform(sent.platform) : undefined,
    line: number(sent.lineno),
    column: number(sent.colno),
    inApp: boolean(sent.in_app),
    debugId: name(sent.debug_id),
    address: name(sent.instruction_addr),
    addressMode: name(sent.addr_mode),
    imageAddress: name(sent.image_addr),
  }
  return { ...frame, ...readSource(sent, notes, budget) }
}

/** Source lines and variables: the heavy part, which all frames of an event share a budget for. */
function readSource(sent: Record<string, unknown>, notes: EventNote[], budget: Budget): Partial<EventFrame> {
  if (budget.left <= 0) {
    addNote(notes, 'frames', 'trimmed', 'too much source and too many variables')
    return {}
  }
  const line = (text: unknown): string | null => {
    const clean = typeof text === 'string' ? cleanText(text, limits.maxSourceLine) : null
    budget.left -= clean?.length ?? 0
    return clean
  }
  const lines = (list: unknown) =>
    Array.isArray(list) && list.length > 0 ? list.slice(0, limits.maxSourceLines).map(line) : undefined
  return {
    contextLine: line(sent.context_line) ?? undefined,
    before: Array.isArray(sent.pre_context) ? lines(sent.pre_context.slice(-limits.maxSourceLines)) : undefined,
    after: lines(sent.post_context),
    variables: isRecord(sent.vars) ? readVariables(sent.vars, notes, budget) : undefined,
  }
}

function readVariables(sent: Record<string, unknown>, notes: EventNote[], budget: Budget) {
  const own = budgetOf(Math.min(limits.maxFrameVariables, budget.left))
  const before = own.left
  const variables = cleanObject(sent, own)
  budget.left -= before - own.left
  if (own.exceeded) addNote(notes, 'frames.variables', 'trimmed', `more than ${limits.maxFrameVariables} characters`)
  return variables
}

const name = (value: unknown) => bounded(value, limits.maxNameLength)
const path = (value: unknown) => bounded(value, limits.maxUrlLength)

function bounded(value: unknown, max: number): string | undefined {
  const text = asText(value, max)
  return text ? cleanText(text, max) : undefined
}

function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && value.length < 16 ? Number.parseInt(value, 10) : value
  return typeof read === 'number' && Number.isSafeInteger(read) && read >= 0 ? read : undefined
}

const boolean = (value: unknown) => (typeof value === 'boolean' ? value : undefined)
