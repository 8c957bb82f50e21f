import { useMutation } from '@tanstack/react-query'
import FlaskConical from 'lucide-react/icons/flask-conical'
import { useEffect, useRef, useState } from 'react'
import type { ProjectGrouping } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { Select } from '../../components/field.tsx'
import { Section } from '../../components/screen.tsx'
import { useClient } from '../../session.ts'
import { Rehearsed } from './grouping-rehearsed.tsx'
import type { Transition } from './grouping-transition.tsx'

const periods = [
  { value: '1', word: 'the last day' },
  { value: '7', word: 'the last 7 days' },
  { value: '14', word: 'the last 14 days' },
  { value: '30', word: 'the last 30 days' },
]

type Props = { grouping: ProjectGrouping; rules: string; transition: Transition; refusal: string | undefined }

/** What the draft would have made of past events. Changes nothing. */
export function GroupingRehearsal({ grouping, rules, transition, refusal }: Props) {
  const { projectId, version, newestVersion } = grouping
  const client = useClient()
  const [days, setDays] = useState('7')
  const [isNewest, setNewest] = useState(false)
  const stop = useRef<AbortController>(null)
  const draft = { rules, days: Number(days), version: isNewest ? newestVersion : version }
  const run = useMutation({
    mutationFn: (body: typeof draft) => {
      stop.current = new AbortController()
      return client.rehearseGrouping({ params: { projectId }, body, signal: stop.current.signal })
    },
  })
  const isStopped = run.isError && stop.current?.signal.aborted === true
  const isOld = run.data !== undefined && JSON.stringify(run.variables) !== JSON.stringify(draft)
  return (
    <Section title="Rehearsal" className="mt-8 mb-0">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 basis-64 text-pretty text-muted">
          Runs the draft over stored events and shows which incidents would join or split. It changes nothing.
        </p>
        {newestVersion > version && (
          <label className="flex items-center gap-1.5">
            <input
              type="checkbox"
              checked={isNewest}
              onChange={(event) => setNewest(event.target.checked)}
              className="size-4 accent-accent-fill"
            />
            by version {newestVersion}
          </label>
        )}
        <Select
          aria-label="Over which events"
          value={days}
          onChange={(event) => setDays(event.target.value)}
          options={periods}
        />
        <Button
          icon={<FlaskConical aria-hidden />}
          refusal={refusal}
          pending={run.isPending}
          onClick={() => run.mutate(draft)}
        >
          Rehearse
        </Button>
      </div>
      {run.isPending && <Progress onStop={() => stop.current?.abort()} />}
      {run.isError && !isStopped && <ErrorLine error={run.error} />}
      {isStopped && <p className="text-muted">Stopped.</p>}
      {run.data && !run.isPending && (
        <Rehearsed rehearsal={run.data} projectId={projectId} transition={transition} isOld={isOld} />
      )}
    </Section>
  )
}

const tickMs = 1000

/** How far it is cannot be known before it ends; how long it has been, and what it looks at at most, can. */
function Progress({ onStop }: { onStop: () => void }) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((value) => value + 1), tickMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 rounded-md border border-line px-3 py-2">
      <span aria-hidden className="skeleton h-1.5 w-24 rounded-full" />
      <span className="min-w-0 flex-1 basis-64 text-muted">
        Reading up to 10 events of each of the 200 newest groups{seconds > 0 && `, for ${seconds} s`} …
      </span>
      <Button look="quiet" onClick={onStop}>
        Stop
      </Button>
    </div>
  )
}
