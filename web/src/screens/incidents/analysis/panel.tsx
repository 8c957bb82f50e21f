import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import Sparkles from 'lucide-react/icons/sparkles'
import { Button, IconButton } from '../../../components/button.tsx'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { Card } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { toast, toastError } from '../../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { Confidence } from './confidence.tsx'
import { Findings } from './findings.tsx'
import { Mark } from './mark.tsx'
import { analysesQuery, type Analysis, type AnalysisResult } from './queries.ts'
import { Sent } from './sent.tsx'
import { currentOf, modelLine } from './words.ts'

type Props = { incidentId: string; projectId: string }

/** What happened, in the analysis' words: the cause first, from evidence that opens in place. */
export function AnalysisPanel({ incidentId, projectId }: Props) {
  const { slug } = useWorkspace()
  const query = useQuery(analysesQuery(slug, incidentId))
  const items = query.data?.items ?? []
  const shown = currentOf(items)
  return (
    <section aria-labelledby="what-happened" className="mb-6">
      <div className="mb-2 flex min-h-7 items-center gap-x-3">
        <h2 id="what-happened" className="shrink-0 text-sm font-semibold">
          What happened
        </h2>
        {shown && (
          <span className="flex min-w-0 items-center gap-1 text-xs text-faint">
            <Sparkles className="size-3 shrink-0" aria-hidden />
            <span className="min-w-0 break-words">
              Made by machine{shown.source === 'model' && ` (${shown.model ?? 'a model'})`},{' '}
              <Time at={shown.createdAt} />
            </span>
          </span>
        )}
        <span className="ml-auto shrink-0">{shown && <AnalyseNow incidentId={incidentId} isFirst={false} />}</span>
      </div>
      {shown && <Said shown={shown} items={items} projectId={projectId} />}
      {!shown && query.isError && <ErrorPanel error={query.error} retry={() => void query.refetch()} />}
      {!shown && !query.isError && <Waiting incidentId={incidentId} isLoading={query.isPending} />}
    </section>
  )
}

function Said({ shown, items, projectId }: { shown: Analysis; items: readonly Analysis[]; projectId: string }) {
  const { result, reason, state, source } = shown
  const model = modelLine(items, shown)
  const hasFindings = result !== null && result.findings.length > 0
  return (
    <Card>
      {/* A model sums it up; the built-in summary repeats what stands above, and comes last. */}
      {result && source === 'model' && <Summary {...result} />}
      {result && <Findings {...result} projectId={projectId} />}
      {!hasFindings && (
        <p className="px-4 py-3 text-base">
          Nothing is said of the cause: {reason ?? 'the analysis was removed by age'}.
        </p>
      )}
      {result && source === 'rules' && <Summary {...result} />}
      {model && (
        <p className="border-t border-line px-4 py-2.5 break-words text-muted">
          {model.words} {model.wasAsked && <Sent analysis={model.analysis} />}
        </p>
      )}
      {state === 'done' && result && (
        <div className="flex flex-wrap items-start gap-x-4 gap-y-2 border-t border-line bg-sunken px-4 py-2">
          <div className="min-w-0 flex-1 basis-56 py-0.5">
            <Confidence {...result} />
            {source === 'model' && <Sent analysis={shown} />}
          </div>
          <div className="flex items-center gap-1">
            <span className="text-sm text-muted">Was it so?</span>
            <Mark analysis={shown} />
          </div>
        </div>
      )}
    </Card>
  )
}

/** Only a model gives it a title. */
function Summary({ title, summary }: Pick<AnalysisResult, 'title' | 'summary'>) {
  return (
    <p className="border-t border-line px-4 py-2.5 break-words text-muted first:border-t-0">
      {title !== '' && <bdi className="block font-medium text-text">{title}</bdi>}
      <bdi>{summary}</bdi>
    </p>
  )
}

/** Says so when nothing has changed since the last time: the same state is never analysed twice. */
function AnalyseNow({ incidentId, isFirst }: { incidentId: string; isFirst: boolean }) {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const refusal = useRefusal('incidents.write')
  const run = useMutation({
    mutationFn: () => client.requestIncidentAnalysis({ params: { incidentId } }),
    onSuccess: ({ analysis }) => {
      if (!analysis) toast({ words: 'Nothing material has changed since the last analysis.' })
      return queryClient.invalidateQueries(analysesQuery(slug, incidentId))
    },
    onError: toastError,
  })
  if (isFirst) {
    return (
      <Button refusal={refusal} pending={run.isPending} onClick={() => run.mutate()}>
        {run.isPending ? 'Analysing …' : 'Analyse now'}
      </Button>
    )
  }
  return (
    <IconButton
      label={refusal ?? (run.isPending ? 'Analysing …' : 'Analyse again')}
      aria-disabled={refusal !== undefined || run.isPending || undefined}
      onClick={() => !refusal && !run.isPending && run.mutate()}
    >
      <RotateCcw aria-hidden className={run.isPending ? 'animate-pulse' : undefined} />
    </IconButton>
  )
}

/** In the size of what will be there, so that nothing moves when it comes. */
function Waiting({ incidentId, isLoading }: { incidentId: string; isLoading: boolean }) {
  return (
    <Card className="min-h-36 px-4 py-3">
      {isLoading ? (
        <div role="status" aria-label="Loading" className="grid gap-3">
          <Skeleton className="w-24" />
          <Skeleton className="h-6 w-3/4" />
          <Skeleton className="w-1/2" />
        </div>
      ) : (
        <>
          <p className="mb-3 text-muted">The first analysis comes some seconds after an incident began.</p>
          <AnalyseNow incidentId={incidentId} isFirst />
        </>
      )}
    </Card>
  )
}
