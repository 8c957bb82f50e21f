/**
 * Patterns with `*` (any text, also none) and `?` (one character), without regard to case. `\*`, `\?` and `\\` stand
 * for themselves.
 */

/** Text between stars, lower case; `anyOne` stands for `?`. */
export type Glob = readonly string[]

/** What no text holds that has come this far: see `clean.ts`. */
const anyOne = '\u0000'

export function compileGlob(pattern: string): Glob {
  const segments = ['']
  const add = (character: string) => segments.push((segments.pop() ?? '') + character)
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern.charAt(i)
    if (character === '\\' && i + 1 < pattern.length) add(pattern.charAt(++i).toLowerCase())
    else if (character === '*') segments.push('')
    else add(character === '?' ? anyOne : character.toLowerCase())
  }
  return segments
}

/**
 * Whether the whole text matches; it must be in lower case. Each segment is looked for once, from where the last one
 * ended, so the work grows with the length of the text for one pattern.
 */
export function matchesGlob(glob: Glob, text: string): boolean {
  const first = glob[0] ?? ''
  if (glob.length === 1) return text.length === first.length && isAt(first, text, 0)
  const last = glob.at(-1) ?? ''
  if (first.length + last.length > text.length || !isAt(first, text, 0)) return false
  const end = text.length - last.length
  if (!isAt(last, text, end)) return false
  let from = first.length
  for (const segment of glob.slice(1, -1)) {
    const at = find(segment, text, from)
    if (at === -1 || at + segment.length > end) return false
    from = at + segment.length
  }
  return true
}

function find(segment: string, text: string, from: number): number {
  if (!segment.includes(anyOne)) return text.indexOf(segment, from)
  for (let at = from; at + segment.length <= text.length; at++) if (isAt(segment, text, at)) return at
  return -1
}

function isAt(segment: string, text: string, at: number): boolean {
  if (!segment.includes(anyOne)) return text.startsWith(segment, at)
  for (let i = 0; i < segment.length; i++) {
    const wanted = segment.charAt(i)
    if (wanted !== anyOne && wanted !== text.charAt(at + i)) return false
  }
  return true
}
