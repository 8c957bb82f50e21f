/** Rules, ready for use on each text. */
import { createHmac } from 'node:crypto'
import { detectors } from './detect.ts'
import { compilePattern } from './pattern.ts'
import type { RuleOrigin, RuleSet, ScrubRule } from './rule.ts'
import { parseSelector, selects, type Selector } from './selector.ts'
import type { Detect, Span } from './spans.ts'

export type Step = {
  /** Its place in the order, from 1, and whose it is: for notes. */
  name: string
  dataType: ScrubRule['dataType']
  /** Undefined: the whole value, whatever it is. */
  detect: Detect | undefined
  put: (found: string) => string
  /** Instead of a whole value: of a field with a secret's name, or of a place that is named. */
  putWhole: (value: string) => string | undefined
}

export type Steps = {
  /** `place`: the kind and lower-case names with dots. The same list for all places that no rule singles out. */
  at(place: string): readonly Step[]
  everywhere: readonly Step[]
  /** Whether any rule singles out a place. */
  hasPlaces: boolean
}

/** Rules that cannot be read do nothing: they were checked when they were set. `hashKey`: of the workspace. */
export function compileRules(rules: RuleSet, hashKey: () => string): Steps {
  const compiled = rules.flatMap(({ rule, origin }, index) => {
    const selector = parseSelector(rule.selector)
    const detect = detectorOf(rule)
    if (!selector || detect === null) return []
    // As people see it: each list begins with its own rule 1.
    const number = rules.slice(0, index + 1).filter((one) => one.origin === origin).length
    return [{ selector, step: stepOf(rule, detect, origin, number, hashKey) }]
  })
  const isEverywhere = ({ selector }: { selector: Selector }) => selector[0] === '**'
  const everywhere = compiled.filter(isEverywhere).map(({ step }) => step)
  if (everywhere.length === compiled.length) return { at: () => everywhere, everywhere, hasPlaces: false }

  const known = new Map<string, readonly Step[]>()
  return {
    everywhere,
    hasPlaces: true,
    at: (place) => {
      const found = known.get(place)
      if (found) return found
      const path = place.split('.')
      const own = compiled.filter(({ selector }) => selects(selector, path)).map(({ step }) => step)
      const steps = own.length === everywhere.length ? everywhere : own
      if (known.size >= knownLimit) known.clear()
      known.set(place, steps)
      return steps
    },
  }
}

/** Names below `$extra` are the sender's: there is no end to them. */
const knownLimit = 2_000

/** Null: it cannot be read. */
function detectorOf({ dataType, pattern, ignoreCase }: ScrubRule): Detect | undefined | null {
  if (dataType === 'anything') return undefined
  if (dataType !== 'pattern') return detectors[dataType]
  try {
    const expression = compilePattern(pattern ?? '', { ignoreCase: ignoreCase ?? false })
    return (text) => {
      const spans: Span[] = []
      for (const { index, 0: found } of text.matchAll(expression))
        spans.push({ start: index, end: index + found.length })
      return spans
    }
  } catch {
    return null
  }
}

const secretTypes = new Set(['password', 'secret', 'jwt', 'privateKey', 'anything'])
const stars = '********'
const hashLength = 16

function stepOf(
  { method, dataType, replacement }: ScrubRule,
  detect: Detect | undefined,
  origin: RuleOrigin,
  number: number,
  hashKey: () => string,
): Step {
  const label = dataType === 'anything' ? 'removed' : dataType
  const hash = (found: string) =>
    `[${label}:${createHmac('sha256', hashKey()).update(found).digest('hex').slice(0, hashLength)}]`
  const put: Record<ScrubRule['method'], (found: string) => string> = {
    remove: () => '',
    mask: (found) => (secretTypes.has(dataType) ? stars : found.replaceAll(/[\p{L}\p{N}]/gu, '*')),
    hash,
    replace: () => replacement ?? `[${label}]`,
  }
  return {
    name: `${dataType}, rule ${number} of the ${origin === 'default' ? 'defaults' : origin}`,
    dataType,
    detect,
    put: put[method],
    putWhole: (value) => (method === 'remove' ? undefined : put[method](value)),
  }
}

/** The text with what was found put differently; the same string when there was nothing. */
export function replaceSpans(text: string, spans: readonly Span[], put: (found: string) => string): string {
  if (spans.length === 0) return text
  let copy = ''
  let from = 0
  for (const { start, end } of spans) {
    copy += text.slice(from, start) + put(text.slice(start, end))
    from = end
  }
  return copy + text.slice(from)
}
