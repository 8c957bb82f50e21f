/**
 * The stack of an exception as its language prints it, whatever protocol brought the text. What JavaScript, Python and
 * Java print is read together; languages that print in a way of their own have a file each. Each line costs time linear in its length.
 */
import { looksLikeLibrary } from '../grouping/library.ts'
import { parseStackText, type StackSection } from './common.ts'
import type { EventFrame } from '../event.ts'
import { readDotnet } from './dotnet.ts'
import { readGo } from './go.ts'
import { readPhp } from './php.ts'
import { readRuby } from './ruby.ts'

export type Stack = {
  platform: string
  /** Oldest cause first, frames oldest call first; none when nothing was understood. */
  sections: StackSection[]
}

const readers: Record<string, (text: string) => StackSection[]> = {
  go: readGo,
  csharp: readDotnet,
  ruby: readRuby,
  php: readPhp,
}

/** Characters of a text that are looked at. */
export const maxStackLength = 64 * 1024
const maxSections = 10

/** `platform` as the resource says it; where it says nothing, or something else, the text itself shows it. */
export function readStack(text: string, platform: string | undefined): Stack {
  const short = text.slice(0, maxStackLength)
  for (const candidate of new Set([platform, guess(short)])) {
    const read = candidate === undefined ? undefined : readers[candidate]
    const sections = read?.(short).filter(({ frames }) => frames.length > 0) ?? []
    if (candidate && sections.length > 0)
      return { platform: candidate, sections: sections.slice(-maxSections).map(owned) }
  }
  const common = parseStackText(short)
  const known = platform ?? (common.platform === 'other' ? undefined : common.platform)
  return { platform: known ?? 'other', sections: common.sections.slice(-maxSections).map(owned) }
}

function guess(text: string): string | undefined {
  const start = text.slice(0, 20_000)
  if (/^goroutine \d|^\t[^\t\n]{1,300}\.go:\d/m.test(start)) return 'go'
  if (/^#\d{1,4} /m.test(start)) return 'php'
  if (/:line \d/.test(start) || hasTypedArguments(start)) return 'csharp'
  return /:\d{1,9}:in [`']/.test(start) ? 'ruby' : undefined
}

/** .NET without symbols: `at Shop.Cart.Pay(Int32 id, String name)`; Java has a file between its brackets. */
function hasTypedArguments(text: string): boolean {
  const calls = [...text.matchAll(/^[ \t]{0,8}at [^\s(]{1,300}\(([^()\n]{0,300})\)[ \t\r]{0,4}$/gm)]
  return calls.some(
    ([, inside = '']) =>
      inside === '' ||
      (!/^(?:Native Method|Unknown Source)$/.test(inside) && /^[\w.`[\]&*<>+]{1,100} \w{1,100}(?:, |$)/.test(inside)),
  )
}

/** None of these forms says whose code a frame is: a library shows in its place. */
const owned = (section: StackSection): StackSection => ({
  ...section,
  frames: section.frames.map((frame): EventFrame => ({ ...frame, inApp: frame.inApp ?? !looksLikeLibrary(frame) })),
})
