/** A tree becomes a list of small steps. A repetition is copies of what it repeats, so their number is bounded. */
import { type Node, type Parsed, PatternError } from './parse.ts'

export type Step =
  | { op: 'char'; fits: (char: string) => boolean }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  /** What groups found in an earlier turn of a repetition is forgotten: slots from … to, without the last. */
  | { op: 'clear'; from: number; to: number }
  /** Ends a turn that need not be: one that found nothing is none, and the turns that it would leave have been tried. */
  | { op: 'progress'; split: number }
  | { op: 'assert'; which: '^' | '$' | 'b' | 'B' }
  /** Looks ahead with the steps from `body` on, which end in `match`, and goes on at `next`. */
  | { op: 'look'; body: number; next: number; negative: boolean }
  | { op: 'match' }

const maxSteps = 2000

/** Throws `PatternError` where it would take more than `maxSteps`. */
export function compile({ tree }: Parsed, flags: string): Step[] {
  if (sizeOf(tree) > maxSteps) throw new PatternError('repeats too much')
  const steps: Step[] = []
  emit(tree, steps, charTest(flags.replace('m', '')))
  steps.push({ op: 'match' })
  return steps
}

function sizeOf(node: Node): number {
  switch (node.kind) {
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + sizeOf(part), 0)
    case 'either':
      return node.branches.reduce((sum, branch) => sum + sizeOf(branch) + 2, 0)
    case 'group':
    case 'look':
      return sizeOf(node.inner) + 2
    case 'repeat':
      return (sizeOf(node.inner) + 3) * (node.max === Infinity ? node.min + 1 : node.max)
    default:
      return 1
  }
}

/** Whether a single character fits, in the words of the place's own engine; asked once for each character. */
function charTest(flags: string): (source: string) => (char: string) => boolean {
  const tests = new Map<string, (char: string) => boolean>()
  return (source) => {
    const known = tests.get(source)
    if (known) return known
    const single = new RegExp(`^(?:${source})$`, flags)
    const answers = new Map<string, boolean>()
    const fits = (char: string): boolean => {
      const answer = answers.get(char)
      if (answer !== undefined) return answer
      const found = single.test(char)
      if (answers.size < 5000) answers.set(char, found)
      return found
    }
    tests.set(source, fits)
    return fits
  }
}

type Fits = ReturnType<typeof charTest>

function emit(node: Node, steps: Step[], fits: Fits): void {
  switch (node.kind) {
    case 'char':
      steps.push({ op: 'char', fits: fits(node.source) })
      break
    case 'assert':
      steps.push({ op: 'assert', which: node.which })
      break
    case 'sequence':
      for (const part of node.parts) emit(part, steps, fits)
      break
    case 'either':
      emitEither(node.branches, steps, fits)
      break
    case 'group':
      steps.push({ op: 'save', slot: 2 * node.index })
      emit(node.inner, steps, fits)
      steps.push({ op: 'save', slot: 2 * node.index + 1 })
      break
    case 'look': {
      const look: Step = { op: 'look', body: steps.length + 1, next: 0, negative: node.negative }
      steps.push(look)
      emit(node.inner, steps, fits)
      steps.push({ op: 'match' })
      look.next = steps.length
      break
    }
    default:
      emitRepeat(node, steps, fits)
  }
}

function emitEither(branches: readonly Node[], steps: Step[], fits: Fits): void {
  const ends: { op: 'jump'; to: number }[] = []
  for (const [at, branch] of branches.entries()) {
    if (at === branches.length - 1) {
      emit(branch, steps, fits)
      continue
    }
    const split: Step = { op: 'split', first: steps.length + 1, second: 0 }
    steps.push(split)
    emit(branch, steps, fits)
    const end: Step = { op: 'jump', to: 0 }
    steps.push(end)
    ends.push(end)
    split.second = steps.length
  }
  for (const end of ends) end.to = steps.length
}

function emitRepeat(node: Extract<Node, { kind: 'repeat' }>, steps: Step[], fits: Fits): void {
  const { inner, min, max, lazy } = node
  const groups = groupsIn(inner)
  const turn = (): void => {
    if (groups) steps.push({ op: 'clear', from: 2 * groups.first, to: 2 * groups.last + 2 })
    emit(inner, steps, fits)
  }
  for (let copy = 0; copy < min; copy++) turn()
  const splits: { op: 'split'; first: number; second: number }[] = []
  const split = (): void => {
    const made: Step = { op: 'split', first: steps.length + 1, second: steps.length + 1 }
    steps.push(made)
    splits.push(made)
  }
  if (max === Infinity) {
    const start = steps.length
    split()
    turn()
    steps.push({ op: 'jump', to: start })
  } else {
    for (let copy = min; copy < max; copy++) {
      const start = steps.length
      split()
      turn()
      steps.push({ op: 'progress', split: start })
    }
  }
  for (const each of splits) {
    if (lazy) each.first = steps.length
    else each.second = steps.length
  }
}

/** Groups are numbered as they open, so that those within a part follow each other. */
function groupsIn(node: Node): { first: number; last: number } | undefined {
  const found: number[] = []
  const walk = (each: Node): void => {
    if (each.kind === 'group') found.push(each.index)
    if (each.kind === 'sequence') each.parts.forEach(walk)
    else if (each.kind === 'either') each.branches.forEach(walk)
    else if ('inner' in each) walk(each.inner)
  }
  walk(node)
  const [first] = found
  return first === undefined ? undefined : { first: Math.min(...found), last: Math.max(...found) }
}
