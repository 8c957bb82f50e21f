import { useMemo, useState } from 'react'
import type { EventDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Frames } from './frames.tsx'
import { Part } from './part.tsx'
import { sourceStates } from './source-state.ts'
import { gapOf } from './stack-gap.ts'

const openFirst = 3

/** The one that crashed is open where no exception has its stack; the others wait until one asks. */
export function Threads({ event }: { event: EventDetail }) {
  const { threads, exceptions, notes } = event
  const stateOf = useMemo(() => sourceStates(event), [event])
  const [opened, setOpened] = useState<ReadonlySet<number>>(() => firstOpen(event))
  // With one exception and one thread both are usually the same stack.
  if (exceptions.length > 0 && threads.length === 1) return null
  return (
    <Part title={exceptions.length > 0 ? 'Other threads' : 'Threads'} count={threads.length}>
      <ul className="flex flex-col gap-2">
        {threads.map((thread, index) => (
          <li key={index} className="overflow-hidden rounded-lg border border-line">
            <p className="flex items-center gap-2 bg-sunken px-3.5 py-1.5">
              <span className="min-w-0 flex-1 truncate font-medium">
                <bdi>{thread.name ?? `Thread ${thread.id ?? index + 1}`}</bdi>
                {thread.crashed && <span className="ml-2 font-normal text-down">crashed</span>}
              </span>
              {!opened.has(index) && (
                <Button look="quiet" onClick={() => setOpened(new Set([...opened, index]))}>
                  Show {thread.frames.length} {thread.frames.length === 1 ? 'frame' : 'frames'}
                </Button>
              )}
            </p>
            {opened.has(index) && (
              <Frames
                frames={thread.frames}
                gap={gapOf(notes, `threads.${index}.frames`, thread.frames)}
                stateOf={stateOf}
              />
            )}
          </li>
        ))}
      </ul>
    </Part>
  )
}

function firstOpen({ threads, exceptions }: EventDetail): Set<number> {
  if (exceptions.length > 0) return new Set()
  const telling = threads.flatMap(({ crashed, current }, index) => (crashed || current ? [index] : []))
  return new Set((telling.length > 0 ? telling : [0]).slice(0, openFirst))
}
