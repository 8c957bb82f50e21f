import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Outcomes } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Loaded } from '../../../components/loaded.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { fullNumber } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { OutcomeChart } from '../../usage/chart.tsx'
import { kindWords, kinds } from '../../usage/outcome-words.ts'
import { bucketsOf, share, sumOf } from '../../usage/outcomes-of.ts'

/** So that one sees what the filters do, and what else keeps things out. */
export function LastDay({ projectId, query }: { projectId: string; query: UseQueryResult<Outcomes> }) {
  const { slug } = useWorkspace()
  return (
    <aside aria-label="The last 24 hours" className="rounded-lg border border-line bg-sunken p-4">
      <div className="mb-3 flex items-baseline justify-between gap-3">
        <h3 className="font-medium">The last 24 hours</h3>
        <Link
          to="/$workspace/settings/usage"
          params={{ workspace: slug }}
          search={{ project: projectId }}
          className="text-xs text-link"
        >
          Why, and for longer
        </Link>
      </div>
      <Loaded query={query} skeleton={<Skeleton className="h-56" />}>
        {(found) => <Shown found={found} />}
      </Loaded>
    </aside>
  )
}

function Shown({ found }: { found: Outcomes }) {
  const { counts, total } = sumOf(found.totals, undefined)
  if (total === 0) return <p className="py-6 text-center text-muted">Nothing was sent to this project.</p>
  return (
    <>
      <OutcomeChart buckets={bucketsOf(found, undefined)} interval="hour" unit="Items" className="h-20" />
      <dl className="mt-3 flex flex-col gap-1.5">
        {kinds.map((kind) => (
          <div key={kind} className="flex items-center gap-2">
            <span className={cn('size-2.5 shrink-0 rounded-xs', kindWords[kind].swatch)} aria-hidden />
            <dt className="flex-1 text-muted">{kindWords[kind].word}</dt>
            <dd className={cn('text-right', counts[kind] === 0 && 'text-faint')}>
              {fullNumber(counts[kind])}{' '}
              <span className="inline-block w-14 text-xs text-faint">{share(counts[kind], total)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
