import CornerDownRight from 'lucide-react/icons/corner-down-right'
import { useMemo } from 'react'
import type { EventDetail, Exception, Frame } from '../../api.ts'
import { CopyWordsButton } from '../../components/copy.tsx'
import { Frames } from './frames.tsx'
import { useMore } from './more.tsx'
import { Part } from './part.tsx'
import { SourceMapNote } from './source-map-note.tsx'
import { sourceStates, type SourceState } from './source-state.ts'
import { gapOf } from './stack-gap.ts'
import { stackText } from './stack-text.ts'

const firstCauses = 3
const moreCauses = 10

type Props = { event: EventDetail; projectId: string }

/** The exception itself first, then what caused it, and so on: the order in which one asks. */
export function Exceptions({ event, projectId }: Props) {
  const { exceptions, notes } = event
  const stateOf = useMemo(() => sourceStates(event), [event])
  const stacks = useMemo(
    () =>
      exceptions
        .map((exception, at) => ({ exception, gap: gapOf(notes, `exceptions.${at}.frames`, exception.frames) }))
        .toReversed(),
    [exceptions, notes],
  )
  const { shown, more } = useMore(stacks.slice(1), firstCauses, moreCauses)
  const [main] = stacks
  if (!main) return null
  return (
    <Part title="Stack trace" actions={<CopyWordsButton text={stackText(exceptions)}>Copy as text</CopyWordsButton>}>
      <SourceMapNote event={event} projectId={projectId} />
      <div className="flex flex-col gap-4">
        <ExceptionView {...main} stateOf={stateOf} />
        {shown.map((cause, index) => (
          <div key={index}>
            <p className="mb-1.5 flex items-center gap-1.5 text-xs text-faint">
              <CornerDownRight className="size-3.5" aria-hidden />
              {main.exception.isGroup ? 'It holds together' : 'Caused by'}
            </p>
            <ExceptionView {...cause} stateOf={stateOf} />
          </div>
        ))}
        {more('causes')}
      </div>
    </Part>
  )
}

type ViewProps = {
  exception: Exception
  gap: ReturnType<typeof gapOf>
  stateOf: (frame: Frame) => SourceState
}

const longestValue = 2000

function ExceptionView({ exception, gap, stateOf }: ViewProps) {
  const { type, value, handled, mechanism, module, frames } = exception
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div className="border-b border-line bg-sunken px-3.5 py-2.5">
        <p className="max-h-60 overflow-y-auto break-words">
          <bdi>
            <strong className="font-semibold">{type ?? 'Error'}</strong>
            {value && <span className="text-muted">: {value.slice(0, longestValue)}</span>}
            {value && value.length > longestValue && <span className="text-faint"> …</span>}
          </bdi>
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-faint">
          {handled !== undefined && <span>{handled ? 'Handled' : 'Not handled'}</span>}
          {mechanism && <span>caught by {mechanism}</span>}
          {module && <span>{module}</span>}
        </p>
      </div>
      <Frames frames={frames} gap={gap} stateOf={stateOf} />
    </div>
  )
}
