/** A pattern as a program of a few instructions, for `match.ts`. Source: Russ Cox, Regular Expression Matching. */
import type { CharSet } from './char-set.ts'
import { RegexError } from './cursor.ts'
import type { Assertion, RegexNode } from './parse.ts'

export type Instruction =
  | { op: 'char'; set: CharSet }
  /** Goes on at both, at the first one rather. */
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'assert'; assertion: Assertion }
  | { op: 'match' }

/** A larger program is refused: counts multiply. Time is the product of this and the subject's length. */
export const maxInstructions = 10_000

export function compile(tree: RegexNode): Instruction[] {
  const program: Instruction[] = []
  emit(program, tree)
  add(program, { op: 'match' })
  return program
}

function add(program: Instruction[], instruction: Instruction): number {
  if (program.length >= maxInstructions) throw new RegexError('error parsing regexp: expression too large')
  return program.push(instruction) - 1
}

function emit(program: Instruction[], node: RegexNode): void {
  switch (node.kind) {
    case 'empty':
      return
    case 'char':
      add(program, { op: 'char', set: node.set })
      return
    case 'assert':
      add(program, { op: 'assert', assertion: node.assertion })
      return
    case 'sequence':
      for (const part of node.parts) emit(program, part)
      return
    case 'capture':
      add(program, { op: 'save', slot: 2 * node.index })
      emit(program, node.of)
      add(program, { op: 'save', slot: 2 * node.index + 1 })
      return
    case 'either':
      emitEither(program, node.branches)
      return
    case 'repeat':
      emitRepeat(program, node)
  }
}

function emitEither(program: Instruction[], branches: readonly RegexNode[]): void {
  const ends: number[] = []
  for (const [index, branch] of branches.entries()) {
    if (index === branches.length - 1) emit(program, branch)
    else {
      const split = add(program, { op: 'match' })
      emit(program, branch)
      ends.push(add(program, { op: 'match' }))
      program[split] = { op: 'split', first: split + 1, second: program.length }
    }
  }
  for (const end of ends) program[end] = { op: 'jump', to: program.length }
}

function emitRepeat(program: Instruction[], node: Extract<RegexNode, { kind: 'repeat' }>): void {
  const { of, min, max, greedy } = node
  for (let time = 0; time < min; time++) emit(program, of)
  const fork = (at: number, inside: number, outside: number) => {
    program[at] = { op: 'split', first: greedy ? inside : outside, second: greedy ? outside : inside }
  }
  if (max === Infinity) {
    const split = add(program, { op: 'match' })
    emit(program, of)
    add(program, { op: 'jump', to: split })
    fork(split, split + 1, program.length)
    return
  }
  const splits: number[] = []
  for (let time = min; time < max; time++) {
    splits.push(add(program, { op: 'match' }))
    emit(program, of)
  }
  for (const split of splits) fork(split, split + 1, program.length)
}
