/**
 * Tries alternatives in the order in which JavaScript does, and none twice: whether the rest fits depends only on the step and
 * the place in the text, so one that failed there fails again. The work is the product of both, not a power. Source: Russ Cox,
 * Regular Expression Matching in the Wild, of the bit-state machine.
 */
import type { Step } from './program.ts'

/** Begin and end of the match and of each group, in characters; -1 where a group found nothing. */
export type Slots = number[]

type Run = {
  steps: readonly Step[]
  chars: readonly string[]
  slots: number
  multiline: boolean
  /** So many steps, and no more. */
  budget: { left: number }
}

/** The first match from `from` on; undefined: none, or `budget` is used up. */
export function search(run: Run, from: number): Slots | undefined {
  const tried = new Uint8Array(run.steps.length * (run.chars.length + 1))
  const slots: Slots = Array.from({ length: run.slots }, () => -1)
  for (let start = from; start <= run.chars.length && run.budget.left > 0; start++) {
    const end = matchFrom(run, { tried, slots, step: 0, at: start })
    if (end === undefined) continue
    slots[0] = start
    slots[1] = end
    return slots
  }
  return undefined
}

type Try = { tried: Uint8Array; slots: Slots; step: number; at: number; trail?: number[] }

/** Where it ends. What is left to try lies on a stack of threes: a step, a place, -1; or ~slot, what was in it, -1. */
function matchFrom(run: Run, { tried, slots, step: first, at: start, trail }: Try): number | undefined {
  const { steps, chars, budget } = run
  const places = chars.length + 1
  const left: number[] = [first, start]
  const save = (slot: number, value: number): void => {
    left.push(~slot, slots[slot] ?? -1)
    slots[slot] = value
  }
  while (left.length > 0) {
    let at = left.pop() ?? 0
    let place = left.pop() ?? 0
    if (place < 0) {
      slots[~place] = at
      continue
    }
    for (;;) {
      const key = place * places + at
      const step = steps[place]
      if (step === undefined || tried[key] === 1) break
      tried[key] = 1
      trail?.push(key)
      if (--budget.left <= 0) return undefined
      if (step.op === 'match') return at
      if (step.op === 'char') {
        const char = chars[at]
        if (char === undefined || !step.fits(char)) break
        at++
        place++
      } else if (step.op === 'split') {
        left.push(step.second, at)
        place = step.first
      } else if (step.op === 'jump') place = step.to
      else if (step.op === 'save') {
        save(step.slot, at)
        place++
      } else if (step.op === 'clear') {
        for (let slot = step.from; slot < step.to; slot++) if (slots[slot] !== -1) save(slot, -1)
        place++
      } else if (step.op === 'progress') {
        if (tried[step.split * places + at] === 1) break
        place++
      } else if (step.op === 'assert') {
        if (!holds(step.which, run, at)) break
        place++
      } else {
        if (!looks(run, { tried, slots, step: step.body, at }, step.negative, save)) break
        place = step.next
      }
    }
  }
  return undefined
}

/** What fitted ahead may be tried again from elsewhere; only what failed need not. What its groups found stays, and can be undone. */
function looks(run: Run, ahead: Try, negative: boolean, save: (slot: number, value: number) => void): boolean {
  const trail: number[] = []
  const slots = [...ahead.slots]
  const fits = matchFrom(run, { ...ahead, slots, trail }) !== undefined
  if (fits) for (const key of trail) ahead.tried[key] = 0
  if (fits && !negative) {
    for (const [slot, value] of slots.entries()) if (ahead.slots[slot] !== value) save(slot, value)
  }
  return fits !== negative
}

const isWord = (char: string | undefined): boolean => char !== undefined && /^\w$/.test(char)
const isLineEnd = (char: string | undefined): boolean => char !== undefined && /^[\n\r\u2028\u2029]$/.test(char)

function holds(which: '^' | '$' | 'b' | 'B', { chars, multiline }: Run, at: number): boolean {
  if (which === '^') return at === 0 || (multiline && isLineEnd(chars[at - 1]))
  if (which === '$') return at === chars.length || (multiline && isLineEnd(chars[at]))
  return (isWord(chars[at - 1]) !== isWord(chars[at])) === (which === 'b')
}
