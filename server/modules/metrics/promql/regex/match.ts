/**
 * Runs a program over a subject with all threads at once, so that time grows with the product of their lengths and
 * never faster, whatever the pattern. Leftmost-first, as Perl and RE2. Source: Pike's machine, after Russ Cox.
 */
import { word } from './char-set.ts'
import type { Assertion } from './parse.ts'
import type { Instruction } from './program.ts'

/** Positions of the captures in code points, pairs of start and end; −1 for one that took no part. */
export type Captures = Int32Array

/** Threads by priority; a sparse set, so that clearing costs nothing. */
type Threads = { dense: Int32Array; sparse: Int32Array; size: number; captures: (Captures | undefined)[] }

type Run = { program: readonly Instruction[]; subject: Int32Array; wantsCaptures: boolean }

/** The captures of the first match at or after `from`, or undefined. An anchored one begins at `from` and ends at the end. */
export function runProgram(
  program: readonly Instruction[],
  subject: Int32Array,
  options: { from: number; anchored: boolean; slots: number },
): Captures | undefined {
  const run: Run = { program, subject, wantsCaptures: options.slots > 0 }
  let current = threads(program.length)
  let next = threads(program.length)
  let matched: Captures | undefined
  for (let at = options.from; at <= subject.length; at++) {
    if (!matched && (at === options.from || !options.anchored)) {
      const start = new Int32Array(Math.max(options.slots, 2)).fill(-1)
      start[0] = at
      follow(run, current, { pc: 0, at, captures: start })
    }
    if (current.size === 0) break
    next.size = 0
    const char = subject[at] ?? -1
    for (let index = 0; index < current.size; index++) {
      const pc = current.dense[index] ?? 0
      const instruction = program[pc]
      if (instruction?.op === 'char') {
        if (char >= 0 && instruction.set(char)) {
          follow(run, next, { pc: pc + 1, at: at + 1, captures: current.captures[pc] })
        }
      } else if (instruction?.op === 'match' && (!options.anchored || at === subject.length)) {
        matched = Int32Array.from(current.captures[pc] ?? [])
        matched[1] = at
        // Threads of lower priority cannot win any more.
        break
      }
    }
    ;[current, next] = [next, current]
    if (matched && current.size === 0) break
  }
  return matched
}

function threads(length: number): Threads {
  return { dense: new Int32Array(length), sparse: new Int32Array(length), size: 0, captures: [] }
}

/** Adds the thread and all that it leads to without a character; an own stack, because patterns nest. */
function follow(run: Run, into: Threads, from: { pc: number; at: number; captures: Captures | undefined }): void {
  const stack = [{ pc: from.pc, captures: from.captures }]
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { pc, captures } = top
    const known = into.sparse[pc] ?? 0
    if (known < into.size && into.dense[known] === pc) continue
    into.sparse[pc] = into.size
    into.dense[into.size++] = pc
    into.captures[pc] = captures
    const instruction = run.program[pc]
    switch (instruction?.op) {
      case 'jump':
        stack.push({ pc: instruction.to, captures })
        break
      case 'split':
        stack.push({ pc: instruction.second, captures }, { pc: instruction.first, captures })
        break
      case 'save':
        stack.push({ pc: pc + 1, captures: saved(run, captures, instruction.slot, from.at) })
        break
      case 'assert':
        if (holds(instruction.assertion, run.subject, from.at)) stack.push({ pc: pc + 1, captures })
        break
      default:
    }
  }
}

function saved(run: Run, captures: Captures | undefined, slot: number, at: number): Captures | undefined {
  if (!run.wantsCaptures || !captures) return captures
  const copy = Int32Array.from(captures)
  copy[slot] = at
  return copy
}

function holds(assertion: Assertion, subject: Int32Array, at: number): boolean {
  switch (assertion) {
    case 'textStart':
      return at === 0
    case 'textEnd':
      return at === subject.length
    case 'lineStart':
      return at === 0 || subject[at - 1] === 0x0a
    case 'lineEnd':
      return at === subject.length || subject[at] === 0x0a
    default: {
      const boundary = word(subject[at - 1] ?? -1) !== word(subject[at] ?? -1)
      return boundary === (assertion === 'wordBoundary')
    }
  }
}
