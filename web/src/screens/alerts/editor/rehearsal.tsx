import { useMutation } from '@tanstack/react-query'
import FlaskConical from 'lucide-react/icons/flask-conical'
import { useEffect, useRef, useState } from 'react'
import type { RehearsalInput } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { ErrorLine } from '../../../components/error-panel.tsx'
import { Select } from '../../../components/field.tsx'
import { Section } from '../../../components/screen.tsx'
import { useClient, useRefusal } from '../../../session.ts'
import { Rehearsed } from './rehearsed.tsx'

const periods = [
  { value: '1', word: 'the last day' },
  { value: '7', word: 'the last 7 days' },
  { value: '14', word: 'the last 14 days' },
  { value: '30', word: 'the last 30 days' },
]

/** What the rule would have done. Changes nothing and tells nobody. `draft` is undefined while it cannot be read. */
export function RuleRehearsal({ draft }: { draft: Omit<RehearsalInput, 'days'> | undefined }) {
  const client = useClient()
  const refusal = useRefusal('metrics.read')
  const [days, setDays] = useState('7')
  const stop = useRef<AbortController>(null)
  const asked = draft && { ...draft, days: Number(days) }
  const run = useMutation({
    mutationFn: (body: RehearsalInput) => {
      stop.current = new AbortController()
      return client.rehearseAlertRule({ body, signal: stop.current.signal })
    },
  })
  useEffect(() => () => stop.current?.abort(), [])
  const isStopped = run.isError && stop.current?.signal.aborted === true
  const isOld = run.data !== undefined && JSON.stringify(run.variables) !== JSON.stringify(asked)
  return (
    <Section title="Rehearsal" className="mb-0">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 basis-64 text-pretty text-muted">
          Evaluates the rule at each of its times in the past, as if it had been on. It changes nothing and tells
          nobody.
        </p>
        <Select
          aria-label="Over which days"
          value={days}
          onChange={(event) => setDays(event.target.value)}
          options={periods}
        />
        <Button
          icon={<FlaskConical aria-hidden />}
          refusal={refusal ?? (asked ? undefined : 'Write an expression first.')}
          pending={run.isPending}
          onClick={() => asked && run.mutate(asked)}
        >
          Rehearse
        </Button>
      </div>
      {run.isPending && <Progress days={days} onStop={() => stop.current?.abort()} />}
      {run.isError && !isStopped && <ErrorLine error={run.error} />}
      {isStopped && <p className="text-muted">Stopped.</p>}
      {run.data && !run.isPending && <Rehearsed rehearsal={run.data} isOld={isOld} />}
    </Section>
  )
}

function Progress({ days, onStop }: { days: string; onStop: () => void }) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((value) => value + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 rounded-md border border-line px-3 py-2">
      <span aria-hidden className="skeleton h-1.5 w-24 rounded-full" />
      <span className="min-w-0 flex-1 basis-64 text-muted">
        Evaluating {periods.find(({ value }) => value === days)?.word}
        {seconds > 0 && `, for ${seconds} s of at most 20`} …
      </span>
      <Button look="quiet" onClick={onStop}>
        Stop
      </Button>
    </div>
  )
}
