/**
 * The second version. Against the first: rules of our own for errors that say nothing by their stack, mined log
 * templates, stacks of programs whose own names were stripped, and the wordings of more engines.
 */
import type { EventFrame } from '../event.ts'
import { isPlumbing } from './function-name.ts'
import { engineMeaning } from './javascript-message.ts'
import { otherMeaning, withoutPrefix } from './javascript-wordings.ts'
import { keepingStatus, parameterise, parameteriseRoute } from './parameterise.ts'
import { calledEverywhere, isMorePlumbing, passesOn } from './plumbing.ts'
import type { ReadFrame, Traits } from './traits.ts'
import { isJavaScript } from './version-1.ts'

/** Frames of libraries that decide where none is the sender's own: more where there is no message to tell errors apart. */
const maxLibraryFrames = { withMessage: 3, withoutMessage: 5 }

export const version2: Traits = {
  version: 2,
  hasBuiltInRules: true,
  usesMinedTemplates: true,
  meaningOf: (message, platform) => (isJavaScript(platform) ? javaScriptMeaning(message) : meaning(message)),
  routeOf: parameteriseRoute,
  typeFault: (type, platform) => (minifiedTypes[platform]?.test(type) ? 'minified' : undefined),
  isPlumbing: (name) => isPlumbing(name) || isMorePlumbing(name),
  isStripped,
  decisiveOf,
}

/** Obfuscators name classes anew in each release. */
const minifiedTypes: Record<string, RegExp> = {
  javascript: /^.{1,2}$/,
  java: /^[A-Za-z]{1,2}\d{0,2}$/,
}

const meaning = (message: string) => parameterise(message, keepingStatus) || undefined

function javaScriptMeaning(message: string): string | undefined {
  const text = withoutPrefix(message)
  return engineMeaning(text) ?? otherMeaning(text) ?? meaning(text)
}

/** Symbols that crash reporters leave where a program was shipped without its own. */
function isStripped({ function: name, module, file }: EventFrame): boolean {
  return !module && !file && name !== undefined && /^<?stripped[ _]application[ _]code>?$/i.test(name)
}

/**
 * As in the first version where the sender's own code has names. Where it has none and no message tells errors apart,
 * the library function that it called decides, and how that one went on inside does not: drivers and systems differ
 * from machine to machine there. All frames of libraries otherwise, where those that pass every call on weigh nothing.
 */
function decisiveOf(read: ReadFrame[], hasMessage: boolean): Set<ReadFrame> {
  const own = read.filter((frame) => frame.own)
  const best = own.find((frame) => frame.useful)
  if (best) return new Set([best])
  if (own.length > 0 && hasMessage) return new Set(own.slice(0, 1))
  const useful = read.filter((frame) => frame.useful)
  const called = hasMessage ? undefined : useful.findIndex((frame) => frame.calledByNameless)
  const entry = called === undefined || called < 1 ? undefined : useful[called]
  if (entry && !calledEverywhere(entry.value) && !passesOn(entry.value)) return new Set([entry])
  const [innermost, ...callers] = useful.length > 0 ? useful : read
  if (!innermost) return new Set()
  const count = hasMessage ? maxLibraryFrames.withMessage : maxLibraryFrames.withoutMessage
  return new Set([innermost, ...callers.filter(({ value }) => !passesOn(value)).slice(0, count - 1)])
}
