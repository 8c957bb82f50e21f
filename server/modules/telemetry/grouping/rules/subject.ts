/** What rules ask of an event, in lower case and within bounds. */
import type { EventFrame, TelemetryEvent } from '../../event.ts'
import { readFunction } from '../function-name.ts'
import type { RuleField } from './rule.ts'

/** By field; a field that the thing does not have is absent. */
export type Texts = Map<RuleField, string[]>
export type SubjectFrame = { frame: EventFrame; texts: Texts }
/** Frames are read when a rule asks for them: they are many. */
export type Subject = { event: Texts; exceptions: Texts[]; frames: () => SubjectFrame[] }

const maxExceptions = 10
/** Of each stack, the innermost ones: as many as grouping reads. */
const maxFramesPerStack = 100
const maxFrames = 300
const maxText = 1_000
const maxAttributes = 200

export function subjectOf(event: TelemetryEvent): Subject {
  const exceptions = event.exceptions.slice(-maxExceptions)
  let frames: SubjectFrame[] | undefined
  return {
    event: eventTexts(event),
    exceptions: exceptions.map(({ type, value }) => texts({ type: [type], value: [value] })),
    frames: () => (frames ??= readFrames(event)),
  }
}

function readFrames(event: TelemetryEvent): SubjectFrame[] {
  const exceptions = event.exceptions.slice(-maxExceptions)
  const stacks = [...exceptions, ...event.threads.filter(({ crashed }) => crashed).slice(0, 1)]
  const frames = stacks
    .toReversed()
    .flatMap((stack) => stack.frames.slice(-maxFramesPerStack))
    .slice(0, maxFrames)
  return frames.map((frame) => ({ frame, texts: frameTexts(frame, event.platform) }))
}

function eventTexts(event: TelemetryEvent): Texts {
  const { message, messageTemplate, level, logger, environment, release, platform } = event
  const read = texts({
    message: [message, messageTemplate],
    level: [level],
    logger: [logger],
    environment: [environment],
    release: [release],
    platform: [platform],
  })
  for (const [name, value] of event.attributes.slice(0, maxAttributes)) {
    const field = `attribute.${name}` as const
    read.set(field, [...(read.get(field) ?? []), lower(value)])
  }
  return read
}

function frameTexts(frame: EventFrame, platform: string): Texts {
  const { path, file, module, package: from } = frame
  return texts({
    path: [path, file].flatMap(asPaths),
    function: [frame.function, readFunction(frame, frame.platform ?? platform)],
    module: [module],
    package: [from],
  })
}

/** `src/pay.ts` also as `/src/pay.ts`, so that a pattern for a folder reaches the first one too. */
function asPaths(path: string | undefined): string[] {
  if (!path) return []
  const plain = path.slice(-maxText).replaceAll('\\', '/')
  return plain.startsWith('/') ? [plain] : [plain, `/${plain}`]
}

function texts(fields: { [K in RuleField]?: (string | undefined)[] }): Texts {
  const read: Texts = new Map()
  for (const [field, values] of Object.entries(fields)) {
    const known = new Set(values?.flatMap((value) => (value ? [lower(value)] : [])))
    // The keys of an object are texts to the compiler.
    if (known.size > 0) read.set(field as RuleField, [...known])
  }
  return read
}

const lower = (text: string) => text.slice(0, maxText).toLowerCase()
