/** Which frames of one stack count. */
import type { EventFrame } from '../event.ts'
import { frameParts, frameText } from './frame.ts'
import { counted, ignored, type Contribution } from './grouping.ts'
import { isNative, looksLikeLibrary } from './library.ts'
import type { ReadFrame, Traits } from './traits.ts'

/** What the project's stack rules say of a frame; undefined: nothing. */
export type FrameHint = (frame: EventFrame) => { inApp?: boolean | undefined; group?: boolean | undefined } | undefined

export type StackReading = {
  platform: string
  /** There is a message to tell errors apart. */
  hasMessage: boolean
  hint?: FrameHint | undefined
  traits: Traits
}

const maxFramesRead = 100
const maxFramesShown = 10

/**
 * The place where it was thrown: the last useful frame of the sender's own code. What called it does not count, so
 * that the same crash reached in two ways is one.
 */
export function stackContributions(frames: EventFrame[], reading: StackReading): Contribution[] {
  const read = readFrames(frames, reading)
  const decisive = decisiveOf(read, reading)
  const kindOf = (frame: ReadFrame) => (frame.useful ? 'frame' : 'file')
  const contributions = read.slice(0, maxFramesShown).map((frame): Contribution => {
    if (decisive.has(frame)) return counted(kindOf(frame), frame.value)
    return ignored('frame', frame.value, whyNot(frame))
  })
  // The decisive one may lie deeper than what is shown.
  for (const frame of decisive)
    if (read.indexOf(frame) >= maxFramesShown) contributions.push(counted(kindOf(frame), frame.value))
  return contributions
}

function whyNot({ group, useful, own }: ReadFrame): string {
  if (group === false) return 'left out by a rule'
  if (!useful) return 'no name that lasts'
  return own ? 'called what failed' : 'library'
}

/** What rules put in counts beside what the algorithm chose among the rest. */
function decisiveOf(read: ReadFrame[], { traits, hasMessage }: StackReading): Set<ReadFrame> {
  const rest = read.filter(({ group }) => group !== false)
  return new Set([...traits.decisiveOf(rest, hasMessage), ...rest.filter(({ group }) => group === true)])
}

/** Innermost first, without plumbing, recursion as one. */
export function readFrames(frames: EventFrame[], { platform, hint, traits }: StackReading): ReadFrame[] {
  const sent = frames.slice(-maxFramesRead).reverse()
  const told = sent.some((frame) => frame.inApp === true)
  const read: ReadFrame[] = []
  let isDecided = false
  for (const frame of sent) {
    if (isNative(frame)) continue
    const rule = hint?.(frame)
    const own = rule?.inApp ?? frame.inApp ?? (!told && !looksLikeLibrary(frame))
    if (rule?.group !== true && traits.isPlumbing(frame.function)) continue
    const parts = traits.isStripped(frame) ? { place: undefined, function: undefined } : frameParts(frame, platform)
    const value = frameText(parts)
    const last = read.at(-1)
    if (last && own && parts.function === undefined) last.calledByNameless = true
    if (value === '' || (rule?.group !== true && traits.isPlumbing(parts.function)) || last?.value === value) continue
    const useful = parts.function !== undefined
    read.push({ value, useful, own, calledByNameless: false, group: rule?.group })
    isDecided ||= own && useful && rule?.group !== false
    // What comes now neither decides nor is shown.
    if (isDecided && hint === undefined && read.length >= maxFramesShown) break
  }
  return read
}
