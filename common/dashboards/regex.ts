/** Patterns of dashboards: `/…/flags` or plain. Whoever wrote them may not hang the page of whoever reads. */

const maxPatternChars = 1000
const maxKept = 500
const kept = new Map<string, RegExp | undefined>()

/** Undefined when it is no pattern, or one that could take forever. Overrides ask for the same ones for each series. */
export function readPattern(text: string): RegExp | undefined {
  if (text.length > maxPatternChars) return undefined
  if (kept.has(text)) return kept.get(text)
  const pattern = compile(text)
  if (kept.size >= maxKept) kept.clear()
  kept.set(text, pattern)
  return pattern
}

function compile(text: string): RegExp | undefined {
  const [, body, flags] = /^\/(.*)\/([gimsuy]*)$/s.exec(text) ?? []
  const source = body ?? text
  if (!isQuick(source)) return undefined
  try {
    return new RegExp(source, (flags ?? '').replaceAll(/[gy]/g, ''))
  } catch {
    return undefined
  }
}

/**
 * A repeated group that repeats or chooses within itself can match one text in more ways than there are atoms; such patterns
 * are refused, and so are references back.
 */
export function isQuick(source: string): boolean {
  const groups: { branching: boolean }[] = [{ branching: false }]
  let closed: { branching: boolean } | undefined
  for (let index = 0; index < source.length; index++) {
    const char = source[index]
    const group = groups.at(-1)
    if (group === undefined) return false
    const before = closed
    closed = undefined
    if (char === '\\') {
      if (/[1-9k]/.test(source[index + 1] ?? '')) return false
      index++
    } else if (char === '[') index = endOfClass(source, index)
    else if (char === '(') groups.push({ branching: false })
    else if (char === ')') {
      closed = groups.pop()
      // What is in it counts for what is around it.
      const outer = groups.at(-1)
      if (outer && closed?.branching === true) outer.branching = true
    } else if (char === '|') group.branching = true
    else if (isRepeating(source, index)) {
      if (before?.branching === true) return false
      group.branching = true
    }
  }
  return true
}

function isRepeating(source: string, index: number): boolean {
  const char = source[index]
  return char === '*' || char === '+' || (char === '{' && /^\{\d+(?:,\d*)?\}/.test(source.slice(index, index + 20)))
}

function endOfClass(source: string, start: number): number {
  for (let index = start + 1; index < source.length; index++) {
    if (source[index] === '\\') index++
    else if (source[index] === ']' && index > start + 1) return index
  }
  return source.length
}

export function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
