/** What the sampled events of an incident have in common. Pure. */
import type { StoredEvent } from '#modules/telemetry'
import type { Facts } from './facts.ts'

type Sampled = Pick<StoredEvent, 'exceptions' | 'threads'>
type Frame = StoredEvent['exceptions'][number]['frames'][number]

/** The top frames of the sampled events with how many have them on top, the most frequent first. */
export function topFrames(events: readonly Sampled[]): Facts['frames'] {
  const counts = new Map<string, Facts['frames'][number]>()
  for (const event of events) {
    const top = topFrame(event)
    if (!top) continue
    const { frame, inApp } = top
    const file = frame.file ?? frame.module ?? frame.path ?? ''
    const key = JSON.stringify([file, frame.function, inApp])
    const known = counts.get(key)
    if (known) known.events += 1
    else counts.set(key, { file, function: frame.function ?? null, line: frame.line ?? null, inApp, events: 1 })
  }
  return [...counts.values()].sort((a, b) => b.events - a.events || (a.file < b.file ? -1 : 1))
}

/** The innermost frame of the sender's own code, else the innermost of all. */
function topFrame({ exceptions, threads }: Sampled): { frame: Frame; inApp: boolean } | undefined {
  const stacks = [...exceptions.toReversed(), ...threads.filter(({ crashed }) => crashed)]
  const frames = stacks.find((stack) => stack.frames.length > 0)?.frames.toReversed() ?? []
  const own = frames.find(({ inApp }) => inApp !== false)
  const [innermost] = frames
  if (own) return { frame: own, inApp: true }
  return innermost && { frame: innermost, inApp: false }
}

/** Whether stacks come from built JavaScript that nothing translated back: one long line of it. */
export function lacksSourceMaps(events: readonly Sampled[]): boolean {
  const frames = events.flatMap((event) => topFrame(event)?.frame ?? [])
  const minified = frames.filter(
    ({ file = '', line = 0, column = 0 }) => /\.[cm]?js(\?|$)/.test(file) && line <= 5 && column > 300,
  )
  return minified.length > 0 && minified.length * 2 >= frames.length
}
