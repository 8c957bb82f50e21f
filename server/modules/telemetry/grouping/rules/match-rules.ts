/** Which of a project's rules apply to an event. */
import type { EventFrame, TelemetryEvent } from '../../event.ts'
import type { FrameHint } from '../stack.ts'
import type { CompiledFingerprintRule, CompiledMatcher, CompiledRules, CompiledStackRule } from './compile-rules.ts'
import { matchesGlob } from './glob.ts'
import { exceptionFields, frameFields } from './rule.ts'
import { subjectOf, type Subject, type Texts } from './subject.ts'

export type RuleMatch = {
  /** The first one that matches. */
  fingerprint?: { rule: string; parts: string[] }
  /** What the stack rules say of a frame. */
  frame?: FrameHint
  /** The rules were too much work for this event: none applied. */
  gaveUp?: boolean
}

/** Characters that are compared for one event: some milliseconds. */
export const maxWork = 2_000_000

/** Counts down; what is left may be negative. */
type Budget = { left: number }

export function matchRules(event: TelemetryEvent, rules: CompiledRules): RuleMatch {
  if (rules.fingerprint.length === 0 && rules.stack.length === 0) return {}
  const subject = subjectOf(event)
  const budget = { left: maxWork }
  const fingerprint = rules.fingerprint.find((rule) => matches(rule, subject, budget))
  const frames = hintsOf(subject, rules.stack, budget)
  if (budget.left < 0) return { gaveUp: true }
  return {
    ...(fingerprint && { fingerprint: { rule: fingerprint.text, parts: fingerprint.fingerprint } }),
    ...(frames.size > 0 && { frame: (frame) => frames.get(frame) }),
  }
}

/** What is asked of frames is asked of one frame, and what is asked of exceptions of one exception. */
function matches({ matchers }: CompiledFingerprintRule, subject: Subject, budget: Budget): boolean {
  const ofFrames = matchers.filter(({ field }) => isFrameField(field))
  const ofExceptions = matchers.filter(({ field }) => exceptionFields.some((name) => name === field))
  const ofEvent = matchers.filter((matcher) => !ofFrames.includes(matcher) && !ofExceptions.includes(matcher))
  return (
    ofEvent.every((matcher) => holds(matcher, subject.event, budget)) &&
    anyHolds(ofExceptions, subject.exceptions, budget) &&
    (ofFrames.length === 0 ||
      anyHolds(
        ofFrames,
        subject.frames().map(({ texts }) => texts),
        budget,
      ))
  )
}

/** One of them is all that is wanted, and none of them is what must not be. */
function anyHolds(matchers: CompiledMatcher[], things: Texts[], budget: Budget): boolean {
  const wanted = matchers.filter(({ not }) => !not)
  const unwanted = matchers.filter(({ not }) => not)
  return (
    (wanted.length === 0 || things.some((thing) => wanted.every((matcher) => holds(matcher, thing, budget)))) &&
    unwanted.every((matcher) => things.every((thing) => holds(matcher, thing, budget)))
  )
}

function holds({ field, glob, not }: CompiledMatcher, texts: Texts, budget: Budget): boolean {
  const found = texts.get(field)?.some((text) => {
    budget.left -= text.length + 1
    return budget.left >= 0 && matchesGlob(glob, text)
  })
  return (found ?? false) !== not
}

const isFrameField = (field: string) => frameFields.some((name) => name === field)

type Hint = NonNullable<ReturnType<FrameHint>>

/** For each of the two questions the first rule that answers it counts. */
function hintsOf(subject: Subject, rules: CompiledStackRule[], budget: Budget): Map<EventFrame, Hint> {
  const hints = new Map<EventFrame, Hint>()
  const applicable = rules.filter(({ matchers }) =>
    matches(
      { matchers: matchers.filter(({ field }) => !isFrameField(field)), fingerprint: [], text: '' },
      subject,
      budget,
    ),
  )
  for (const { frame, texts } of applicable.length === 0 ? [] : subject.frames()) {
    const actions = applicable
      .filter(({ matchers }) =>
        matchers.every((matcher) => !isFrameField(matcher.field) || holds(matcher, texts, budget)),
      )
      .flatMap((rule) => rule.actions)
    if (actions.length === 0) continue
    const inApp = actions.find((action) => action.endsWith('app'))
    const group = actions.find((action) => action.endsWith('group'))
    hints.set(frame, {
      inApp: inApp === undefined ? undefined : inApp === '+app',
      group: group === undefined ? undefined : group === '+group',
    })
  }
  return hints
}
