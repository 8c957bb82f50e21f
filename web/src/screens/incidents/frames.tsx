import ChevronRight from 'lucide-react/icons/chevron-right'
import { useMemo, useState } from 'react'
import type { Frame } from '../../api.ts'
import { counted } from '../../format.ts'
import { FrameView } from './frame.tsx'
import { useMore } from './more.tsx'
import type { SourceState } from './source-state.ts'
import { stackItems, type Gap, type StackItem } from './stack-gap.ts'

const firstItems = 30
const moreItems = 50

type Props = { frames: readonly Frame[]; gap?: Gap | undefined; stateOf?: ((frame: Frame) => SourceState) | undefined }

/** The crash on top. Own frames are open with their source; runs of others are folded into one line. */
export function Frames({ frames, gap, stateOf = () => 'plain' }: Props) {
  const items = useMemo(() => stackItems(frames, gap), [frames, gap])
  const { shown, more } = useMore(items, firstItems, moreItems)
  if (frames.length === 0) return <p className="px-3.5 py-3 text-muted">No stack was sent.</p>
  return (
    <>
      <ol>
        {shown.map((item, index) => (
          <Item key={index} item={item} stateOf={stateOf} />
        ))}
      </ol>
      {more('calls')}
    </>
  )
}

function Item({ item, stateOf }: { item: StackItem; stateOf: (frame: Frame) => SourceState }) {
  if (item.kind === 'fold') return <Folded frames={item.frames} stateOf={stateOf} />
  if (item.kind === 'gap') return <GapLine count={item.count} />
  return <FrameView frame={item.frame} state={stateOf(item.frame)} startOpen={item.startOpen} />
}

function GapLine({ count }: { count: number }) {
  return (
    <li className="hatched border-b border-line px-3.5 py-1.5 text-xs text-muted last:border-b-0">
      {counted(count, 'frame')} between these were sent and not kept: both ends of the stack are.
    </li>
  )
}

function Folded({ frames, stateOf }: { frames: readonly Frame[]; stateOf: (frame: Frame) => SourceState }) {
  const [open, setOpen] = useState(false)
  const { shown, more } = useMore(frames, firstItems, moreItems)
  if (open) {
    return (
      <>
        {shown.map((frame, index) => (
          <FrameView key={index} frame={frame} state={stateOf(frame)} startOpen={false} dim />
        ))}
        {frames.length > shown.length && <li className="border-b border-line">{more('frames of libraries')}</li>}
      </>
    )
  }
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        type="button"
        aria-expanded={false}
        onClick={() => setOpen(true)}
        className="flex w-full items-center gap-2 px-3.5 py-1.5 text-left text-xs text-faint hover:bg-hover hover:text-muted"
      >
        <ChevronRight className="size-3.5" aria-hidden />
        {counted(frames.length, 'frame')} of libraries
      </button>
    </li>
  )
}
