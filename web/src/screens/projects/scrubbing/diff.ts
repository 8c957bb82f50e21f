/** What differs between two texts, word by word. Pure. */

export type Part = { text: string; kind: 'same' | 'removed' | 'added' }

const maxWords = 400

/** In order; what follows each other is joined. Long texts are told apart by what they begin and end with. */
export function diffWords(before: string, after: string): Part[] {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const middle: Part[] =
    left.length > maxWords || right.length > maxWords
      ? [
          { text: left.join(''), kind: 'removed' },
          { text: right.join(''), kind: 'added' },
        ]
      : longestCommon(left, right)
  return joined([
    { text: a.slice(0, start).join(''), kind: 'same' },
    ...middle,
    { text: a.slice(a.length - end).join(''), kind: 'same' },
  ])
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? []

function longestCommon(a: readonly string[], b: readonly string[]): Part[] {
  const width = b.length + 1
  const lengths = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
  const parts: Part[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]]
    if (left !== undefined && left === right) {
      parts.push({ text: left, kind: 'same' })
      i += 1
      j += 1
    } else if (
      left !== undefined &&
      (right === undefined || (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      parts.push({ text: left, kind: 'removed' })
      i += 1
    } else {
      parts.push({ text: right ?? '', kind: 'added' })
      j += 1
    }
  }
  return parts
}

function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part.text === '') continue
    if (last?.kind === part.kind) last.text += part.text
    else result.push({ ...part })
  }
  return result
}
