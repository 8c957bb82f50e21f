/** Further wordings of one error by several engines, from version 2 on; see `javascript-message.ts`. */

/** Matched at the start of a text of bounded length; `$1` is what stays. */
const wordings: [pattern: RegExp, meaning: string][] = [
  [
    /^(?:JSON\.parse: |JSON Parse error: |Unexpected (?:token .{0,80} in JSON|end of JSON input)|.{0,80} is not valid JSON)/,
    'not JSON',
  ],
  [/^Unexpected token .{1,200} is not valid JSON/s, 'not JSON'],
  [
    /^(?:Converting circular structure to JSON|cyclic object value|JSON\.stringify cannot serialize cyclic structures|Circular reference in value argument not supported)/,
    'circular value to JSON',
  ],
  [
    /^(?:Assignment to constant variable|invalid assignment to const|Attempted to assign to readonly property|Assignment to read-only propert)/,
    'assignment to a constant',
  ],
  [
    /^(?:Invalid array length|invalid array length|Array size is not a small enough positive integer|Array length must be a )/,
    'bad array length',
  ],
  [/^(?:[\w$.[\]()]{0,200}\.)?([\w$]{1,100}) is not a constructor/, 'not a constructor: $1'],
  [
    /^(?:[\w$.[\]()]{0,200}\.)?([\w$]{1,100}) is not (?:iterable|a function or its return value is not iterable)/,
    'not iterable: $1',
  ],
  [/^Cannot access '([\w$]{1,100})' before initialization/, 'used before it is there: $1'],
  [/^can't access lexical declaration ['"]([\w$]{1,100})['"] before initialization/, 'used before it is there: $1'],
  [
    /^(?:The user aborted a request|The operation was aborted|Fetch is aborted|signal is aborted without reason|AbortError: )/,
    'aborted',
  ],
  [
    /^(?:The quota has been exceeded|QuotaExceededError|Failed to execute 'setItem' on 'Storage'|persistent storage maximum size reached)/i,
    'quota of storage',
  ],
  [/^ResizeObserver loop (?:limit exceeded|completed with undelivered notifications)/, 'ResizeObserver loop'],
  [
    /^(?:Network request failed|The network connection was lost|The Internet connection appears to be offline|Could not connect to the server|cancelled)\.?$/,
    'fetch failed',
  ],
  [
    /^(?:The play\(\) request was interrupted|The fetching process for the media resource was aborted)/,
    'playing was interrupted',
  ],
]

/** What the engine means, or undefined where the message is not an engine's. */
export function otherMeaning(message: string): string | undefined {
  const text = message.slice(0, 500).trim()
  for (const [pattern, meaning] of wordings) {
    const match = pattern.exec(text)
    if (match) return meaning.replace('$1', match[1] ?? '')
  }
  return undefined
}

/** What a global handler puts in front of the message of an error that nobody caught. */
export const withoutPrefix = (message: string): string =>
  message
    .slice(0, 10_000)
    .replace(
      /^(?:Uncaught|Unhandled) (?:\(in promise\):? ?)?(?:exception: ?)?(?:(?:[A-Z]\w{0,40})?(?:Error|Exception): ?)?/,
      '',
    )
