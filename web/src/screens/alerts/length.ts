/** Lengths of time as rules have them: `5m`, `1h30m`. Pure. */

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const

const msOf = new Map<string, number>([...units, ['w', 604_800_000], ['y', 31_536_000_000]])

export function lengthText(ms: number): string {
  if (ms === 0) return '0s'
  let left = ms
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(left / size)
    left -= count * size
    return count > 0 ? [`${count}${unit}`] : []
  })
  return parts.join('')
}

/** Undefined for what is no length. A number alone is of seconds; nothing is zero. */
export function readLength(text: string): number | undefined {
  const plain = text.trim().replaceAll(/\s+/g, '')
  if (plain === '') return 0
  if (/^\d+$/.test(plain)) return Number(plain) * 1000
  if (!/^(?:\d+(?:ms|[ywdhms]))+$/.test(plain)) return undefined
  return [...plain.matchAll(/(\d+)(ms|[ywdhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (msOf.get(unit ?? '') ?? 0),
    0,
  )
}
