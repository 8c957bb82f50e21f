/** The first version. Its keys are in people's installations: nothing here may change what it answers. */
import { isPlumbing } from './function-name.ts'
import { engineMeaning } from './javascript-message.ts'
import { parameterise } from './parameterise.ts'
import type { ReadFrame, Traits } from './traits.ts'

/** Frames that decide where none is the sender's own: more where there is no message to tell errors apart. */
const maxLibraryFrames = { withMessage: 3, withoutMessage: 5 }

export const version1: Traits = {
  version: 1,
  hasBuiltInRules: false,
  usesMinedTemplates: false,
  meaningOf: (message, platform) =>
    (isJavaScript(platform) ? engineMeaning(message) : undefined) ?? (parameterise(message) || undefined),
  routeOf: (route) => parameterise(route),
  typeFault: (type, platform) => (platform === 'javascript' && type.length <= 2 ? 'minified' : undefined),
  isPlumbing,
  isStripped: () => false,
  decisiveOf,
}

export const isJavaScript = (platform: string): boolean => platform === 'javascript' || platform === 'node'

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
