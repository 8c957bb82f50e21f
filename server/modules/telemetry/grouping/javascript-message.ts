/** The same error in Chrome, Edge, Firefox and Safari: each engine words it differently. */

/** Matched at the start of a text of bounded length; `$1` is what stays. */
const wordings: [pattern: RegExp, meaning: string][] = [
  [
    /^Cannot (?:read|set) propert(?:y|ies) of (?:undefined|null) \((?:reading|setting) '([^']{1,100})'\)/,
    'property of nothing: $1',
  ],
  [/^Cannot (?:read|set) property '([^']{1,100})' of (?:undefined|null)/, 'property of nothing: $1'],
  [/^Unable to (?:get|set) property '([^']{1,100})' of (?:undefined|null)/, 'property of nothing: $1'],
  [/^can't access property "([^"]{1,100})"/, 'property of nothing: $1'],
  [
    /^(?:undefined|null) is not an object \(evaluating '(?:[^']{0,200}\.)?([\w$]{1,100})(?:\(.{0,200})?'\)/,
    'property of nothing: $1',
  ],
  [/^(?:[\w$.[\]()]{0,200}\.)?([\w$]{1,100})(?:\(\.\.\.\))? is not a function/, 'not a function: $1'],
  [/^Object doesn't support property or method '([^']{1,100})'/, 'not a function: $1'],
  [/^(?:Can't find variable: |'?)([\w$]{1,100})(?:'? is (?:not defined|undefined))?$/, ''],
  [/^(?:Failed to fetch|Load failed|NetworkError when attempting to fetch resource)\b\.?$/, 'fetch failed'],
  [/^Maximum call stack size exceeded|^too much recursion/, 'endless recursion'],
  [
    /^(?:Loading (?:CSS )?chunk \S{1,100} failed|Failed to fetch dynamically imported module|error loading dynamically imported module|Importing a module script failed)/,
    'part of the program could not be loaded',
  ],
]

/** What the engine means, or undefined where the message is not an engine's. */
export function engineMeaning(message: string): string | undefined {
  const text = message.slice(0, 500).trim()
  for (const [pattern, meaning] of wordings) {
    const match = pattern.exec(text)
    if (match && meaning) return meaning.replace('$1', match[1] ?? '')
    if (match && /^Can't find variable|is (?:not defined|undefined)$/.test(text))
      return `not defined: ${match[1] ?? ''}`
  }
  return undefined
}
