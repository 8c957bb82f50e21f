/** What of a stack is shown, so that a stack of any length costs what a short one does. */
import type { EventDetail, Frame } from '../../api.ts'

/** Frames that were sent and not kept: from the middle, so that both ends of the stack are there. */
export type Gap = { after: number; count: number }

/** `path`: of the frames, as the notes name it (`exceptions.0.frames`). Frames are oldest first. */
export function gapOf(notes: EventDetail['notes'], path: string, frames: readonly Frame[]): Gap | undefined {
  const sent = (wanted: string): number =>
    Math.max(
      0,
      ...notes
        .filter((note) => note.what === 'trimmed' && note.path === wanted)
        .map(({ why }) => Number(/^(\d+) were sent/.exec(why)?.[1] ?? 0)),
    )
  const stored = sent(path)
  if (stored <= frames.length) return undefined
  // What was cut when it arrived is told for all stacks together.
  const count = Math.max(stored, sent('frames')) - frames.length
  return { after: Math.floor(frames.length / 2), count }
}

export type StackItem =
  | { kind: 'frame'; frame: Frame; startOpen: boolean; dim: boolean }
  | { kind: 'fold'; frames: readonly Frame[] }
  | { kind: 'gap'; count: number }

/** Frames that are open from the start: own ones, or the first when none is known to be our own. */
const openOwn = 5
const openWithoutOwn = 3

/** The crash on top. Own frames stand alone; runs of others are one item. */
export function stackItems(frames: readonly Frame[], gap: Gap | undefined): StackItem[] {
  const known = frames.some(({ inApp }) => inApp === true)
  const items: StackItem[] = []
  let run: Frame[] = []
  let opened = 0
  const endRun = (): void => {
    if (run.length > 0) items.push({ kind: 'fold', frames: run })
    run = []
  }
  for (let at = frames.length - 1; at >= 0; at--) {
    const frame = frames[at]
    if (!frame) continue
    if (known && frame.inApp !== true) run.push(frame)
    else {
      endRun()
      items.push({ kind: 'frame', frame, startOpen: opened++ < (known ? openOwn : openWithoutOwn), dim: false })
    }
    if (gap?.after === at) {
      endRun()
      items.push({ kind: 'gap', count: gap.count })
    }
  }
  endRun()
  return items
}
