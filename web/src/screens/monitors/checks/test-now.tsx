import { useMutation } from '@tanstack/react-query'
import CircleAlert from 'lucide-react/icons/circle-alert'
import { useState } from 'react'
import { ApiError, type TestedCheck } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { ErrorLine } from '../../../components/error-panel.tsx'
import type { Form } from '../../../form.ts'
import { duration } from '../../../format.ts'
import { useClient } from '../../../session.ts'
import { FactLine } from './fact-line.tsx'
import { specOf, type CheckType, type SpecValues } from './spec.ts'
import { CheckPill } from './state.tsx'

type TestProps = { form: Form<SpecValues>; type: CheckType; monitorId: string | undefined; refusal: string | undefined }

/** One check as the form has it, before anything is saved. */
export function TestNow({ form, type, monitorId, refusal }: TestProps) {
  const client = useClient()
  const [result, setResult] = useState<TestedCheck>()
  const test = useMutation({
    mutationFn: () =>
      client.testCheck({
        body: {
          spec: specOf(type, form.values),
          timeoutMs: Math.min(30_000, Math.max(500, Number(form.values['timeoutMs']) || 10_000)),
          ...(monitorId !== undefined && { monitorId }),
        },
      }),
    onMutate: () => setResult(undefined),
    onSuccess: setResult,
  })
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button refusal={refusal} pending={test.isPending} onClick={() => test.mutate()}>
          {test.isPending ? 'Testing …' : 'Test now'}
        </Button>
        <div role="status" className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          {result && (
            <>
              <CheckPill condition={result.outcome} />
              <span className="min-w-0 break-words">{result.reason}</span>
              {result.latencyMs !== null && <span className="text-muted">{duration(result.latencyMs)}</span>}
            </>
          )}
        </div>
      </div>
      {result && Object.keys(result.facts).length > 0 && <FactLine facts={result.facts} />}
      {test.error && <TestProblem error={test.error} />}
    </div>
  )
}

function TestProblem({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || error.fields.length === 0) return <ErrorLine error={error} />
  return (
    <p role="alert" className="flex items-center gap-1.5 text-down">
      <CircleAlert className="size-3.5 shrink-0" aria-hidden />
      {error.fields.map(({ path, message }) => `${path.replace(/^spec\./, '')}: ${message}`).join('; ')}
    </p>
  )
}
