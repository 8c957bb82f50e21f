/** Names of metrics in a PromQL text, to tell which of them nobody sends. Not a parser: it only has to be right on what parses. */

const words = new Set([
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'inf',
  'nan',
  'start',
  'end',
  'atan2',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'step',
  'range',
  'max_of',
  'min_of',
])

/** In the order of their first mention. Names that a matcher finds by a pattern are none. */
export function metricNames(expr: string): string[] {
  const named: string[] = []
  const plain = expr
    .replaceAll(/#[^\n]*/g, ' ')
    // Strings hide brackets and words; what is asked for by `__name__` is kept first.
    .replaceAll(/__name__\s*=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g, (_, text: string) => {
      named.push(text.slice(1, -1))
      return ' '
    })
    .replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""')
    .replaceAll(/\{[^{}]*\}/g, ' ')
    .replaceAll(/\[[^[\]]*\]/g, ' ')
    .replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)/gi, ' ')
  for (const match of plain.matchAll(/(?<![\w:.])([a-zA-Z_:][\w:]*)(\s*\()?/g)) {
    const [, word = '', call] = match
    if (call === undefined && !words.has(word.toLowerCase())) named.push(word)
  }
  return [...new Set(named)]
}
