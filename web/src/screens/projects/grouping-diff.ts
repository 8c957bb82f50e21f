/** Two texts of rules, line by line. */

type DiffLine = {
  kind: 'same' | 'added' | 'removed'
  text: string
  /** Of its own text, from 1. */ line: number
}

/** Lines of both, in their order; what is only in the older one comes before what is only in the newer one. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [old, young] = [linesOf(before), linesOf(after)]
  if (old.length * young.length > maxPairs) return [...asKind('removed', old), ...asKind('added', young)]
  const lengths = commonLengths(old, young)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      lines.push({ kind: 'same', text: young[j] ?? '', line: j + 1 })
      i += 1
      j += 1
    } else if (j === young.length || (i < old.length && at(lengths, i + 1, j) >= at(lengths, i, j + 1))) {
      lines.push({ kind: 'removed', text: old[i] ?? '', line: i + 1 })
      i += 1
    } else {
      lines.push({ kind: 'added', text: young[j] ?? '', line: j + 1 })
      j += 1
    }
  }
  return lines
}

/** Beyond this nobody reads a difference, and it would take seconds to find. */
const maxPairs = 1_000_000

const asKind = (kind: DiffLine['kind'], lines: readonly string[]): DiffLine[] =>
  lines.map((text, index) => ({ kind, text, line: index + 1 }))

/** How many lines came and went. */
export function countChanges(lines: readonly DiffLine[]): { added: number; removed: number } {
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length
  return { added: count('added'), removed: count('removed') }
}

function linesOf(text: string): string[] {
  return text.trim() === '' ? [] : text.replace(/\n+$/, '').split('\n')
}

/** Of each pair of ends, how many lines are common at most: rules have some hundred lines. */
function commonLengths(old: readonly string[], young: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => Array.from({ length: young.length + 1 }, () => 0))
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      const row = lengths[i]
      if (row)
        row[j] =
          old[i] === young[j] ? at(lengths, i + 1, j + 1) + 1 : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1))
    }
  }
  return lengths
}

const at = (lengths: readonly number[][], i: number, j: number): number => lengths[i]?.[j] ?? 0
