/** Where something stands in a text. Pure. */

/** In UTF-16 units. */
export type Span = { start: number; end: number }
export type Detect = (text: string) => Span[]

/** The first group of the pattern, or all of the match. */
export function spansOf(text: string, pattern: RegExp, accept: (found: string) => boolean = () => true): Span[] {
  const spans: Span[] = []
  for (const match of text.matchAll(pattern)) {
    const found = match[1] ?? match[0]
    const start = match[1] === undefined ? match.index : match.index + match[0].lastIndexOf(found)
    if (found !== '' && accept(found)) spans.push({ start, end: start + found.length })
  }
  return spans
}

/** Of two lists in order one; of two that overlap the first. */
export function merge(a: readonly Span[], b: readonly Span[]): Span[] {
  if (b.length === 0) return [...a]
  let end = -1
  return [...a, ...b]
    .toSorted((one, other) => one.start - other.start)
    .filter((span) => {
      if (span.start < end) return false
      end = span.end
      return true
    })
}
