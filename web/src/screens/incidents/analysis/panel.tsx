import { useQuery } from '@tanstack/react-query'
import Sparkles from 'lucide-react/icons/sparkles'
import { Time } from '../../../components/time.tsx'
import { useWorkspace } from '../../../session.ts'
import { Confidence } from './confidence.tsx'
import { Findings } from './findings.tsx'
import { Mark } from './mark.tsx'
import { analysesQuery, type Analysis } from './queries.ts'

/** What happened, in the analysis' words: said by machine, from evidence that opens in place. */
export function AnalysisPanel({ incidentId }: { incidentId: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(analysesQuery(slug, incidentId))
  const shown = data && current(data.items)
  // Nothing moves when it comes: the place is kept.
  if (!shown) return <Waiting isLoading={data === undefined} />
  const { result, reason, source, model, createdAt } = shown
  return (
    <section aria-labelledby="what-happened" className="mb-6 grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="what-happened" className="text-sm font-semibold">
          What happened
        </h2>
        <span className="flex items-center gap-1 text-xs text-faint">
          <Sparkles className="size-3" aria-hidden />
          {source === 'model'
            ? `Made by machine (${model ?? 'a model'}), from this evidence`
            : 'Made by machine, from this evidence'}
          , <Time at={createdAt} />
        </span>
        {shown.state === 'done' && (
          <span className="ml-auto">
            <Mark analysis={shown} />
          </span>
        )}
      </div>
      {result && (
        <p className="max-w-3xl text-base break-words text-muted">
          <bdi>{result.summary}</bdi>
        </p>
      )}
      {result && result.findings.length > 0 && <Findings {...result} />}
      {reason !== null && <p className="text-sm text-muted">Nothing is said of the cause: {reason}.</p>}
      {result && result.fixes.length > 0 && (
        <div className="text-sm">
          <h3 className="mb-1 font-medium">What one would do</h3>
          <ul className="grid list-disc gap-1 pl-5 text-muted">
            {result.fixes.map(({ description }) => (
              <li key={description} className="break-words">
                <bdi>{description}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
      {result && shown.state === 'done' && <Confidence {...result} />}
    </section>
  )
}

/** The newest that says something, a model's before that of the built-in analyser it commented; else the newest. */
function current(items: readonly Analysis[]): Analysis | undefined {
  return items.find(({ state }) => state === 'done') ?? items.find(({ source }) => source === 'rules') ?? items[0]
}

function Waiting({ isLoading }: { isLoading: boolean }) {
  return (
    <section aria-label="What happened" className="mb-6 min-h-24">
      <h2 className="text-sm font-semibold">What happened</h2>
      <p className="mt-2 text-sm text-muted">
        {isLoading ? 'Reading …' : 'The first analysis comes some seconds after an incident began.'}
      </p>
    </section>
  )
}
