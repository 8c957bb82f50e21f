/** `*` is any text, `?` one character; compared without case. No regular expression: nothing here can take long. */

export type Glob = (text: string) => boolean

/** Longer texts are compared in their first 500 characters. */
const maxTextLength = 500

/** Undefined: there is nothing to match. */
export function compileGlobs(patterns: readonly string[]): Glob | undefined {
  if (patterns.length === 0) return undefined
  const lower = patterns.map((pattern) => pattern.toLowerCase())
  return (text) => {
    const compared = text.slice(0, maxTextLength).toLowerCase()
    return lower.some((pattern) => matchesGlob(pattern, compared))
  }
}

/** Of many `*` only the last one is ever tried again: at most pattern × text steps. */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0
  let position = 0
  let star = -1
  let retry = 0
  while (position < text.length) {
    if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[position]) && pattern[at] !== '*') {
      at += 1
      position += 1
    } else if (pattern[at] === '*') {
      star = at
      retry = position
      at += 1
    } else if (star !== -1) {
      at = star + 1
      retry += 1
      position = retry
    } else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}
