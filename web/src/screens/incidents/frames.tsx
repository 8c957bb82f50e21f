import ChevronRight from 'lucide-react/icons/chevron-right'
import { useState } from 'react'
import type { Frame } from '../../api.ts'
import { counted } from '../../format.ts'
import { FrameView } from './frame.tsx'

type Run = { inApp: boolean; frames: Frame[] }

/** Frames open from the start when none is known to be our own. */
const openWithoutOwn = 3

/** The crash on top. Own frames are open with their source; runs of others are folded into one line. */
export function Frames({ frames }: { frames: readonly Frame[] }) {
  if (frames.length === 0) return <p className="px-3.5 py-3 text-muted">No stack was sent.</p>
  const ordered = frames.toReversed()
  const known = ordered.some(({ inApp }) => inApp === true)
  const runs = known ? runsOf(ordered) : [{ inApp: true, frames: ordered }]
  let place = 0
  return (
    <ol>
      {runs.map((run, index) => {
        const start = place
        place += run.frames.length
        return run.inApp ? (
          run.frames.map((frame, offset) => (
            <FrameView key={start + offset} frame={frame} startOpen={known || start + offset < openWithoutOwn} />
          ))
        ) : (
          <Folded key={`run${index}`} frames={run.frames} />
        )
      })}
    </ol>
  )
}

function Folded({ frames }: { frames: readonly Frame[] }) {
  const [open, setOpen] = useState(false)
  if (open) return frames.map((frame, index) => <FrameView key={index} frame={frame} startOpen={false} dim />)
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="flex w-full items-center gap-2 px-3.5 py-1.5 text-left text-xs text-faint hover:bg-hover hover:text-muted"
      >
        <ChevronRight className="size-3.5" aria-hidden />
        {counted(frames.length, 'frame')} of libraries
      </button>
    </li>
  )
}

function runsOf(frames: readonly Frame[]): Run[] {
  const runs: Run[] = []
  for (const frame of frames) {
    const inApp = frame.inApp === true
    const last = runs.at(-1)
    if (last?.inApp === inApp) last.frames.push(frame)
    else runs.push({ inApp, frames: [frame] })
  }
  return runs
}
