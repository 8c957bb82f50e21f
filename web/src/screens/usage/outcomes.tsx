import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import ChartColumn from 'lucide-react/icons/chart-column'
import type { Outcomes as Found } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Select } from '../../components/field.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Skeleton, SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { capital, counted, fullNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { usageRanges } from '../../tabs.ts'
import { projectsQuery } from '../projects/queries.ts'
import { OutcomeChart } from './chart.tsx'
import { categoryWords } from './outcome-words.ts'
import { bucketsOf, categoriesOf, ranges, reasonsOf, scrubbedOf, sumOf, type Range } from './outcomes-of.ts'
import { outcomesQuery } from './queries.ts'
import { Reasons } from './reasons.tsx'
import { Totals } from './totals.tsx'

const route = getRouteApi('/$workspace/settings/usage')

/** What became of everything that was sent. */
export function Outcomes() {
  const { slug } = useWorkspace()
  const { project, range = 'day', category } = route.useSearch()
  const query = useQuery(outcomesQuery(slug, project, range))
  return (
    <>
      <Choices category={category} categories={query.data ? categoriesOf(query.data.totals) : []} />
      <Loaded query={query} skeleton={<Waiting />}>
        {(found) => (
          <Shown found={found} projectId={project} range={range} category={category} asOf={query.dataUpdatedAt} />
        )}
      </Loaded>
    </>
  )
}

function Waiting() {
  return (
    <Card>
      <Skeleton className="m-4 h-52" />
      <SkeletonRows rows={4} />
    </Card>
  )
}

function Choices({ category, categories }: { category: string | undefined; categories: readonly string[] }) {
  const { slug } = useWorkspace()
  const { project, range = 'day' } = route.useSearch()
  const navigate = route.useNavigate()
  const { data: projects } = useQuery(projectsQuery(slug))
  const known = [...new Set([...categories, ...(category ? [category] : [])])]
  const go = (changes: { project?: string | undefined; range?: Range; category?: string | undefined }): void =>
    void navigate({
      search: (search) => {
        const next = { ...search, ...changes }
        return {
          ...(next.project && { project: next.project }),
          ...(next.range && next.range !== 'day' && { range: next.range }),
          ...(next.category && { category: next.category }),
        }
      },
      replace: true,
      resetScroll: false,
    })
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      <Select
        aria-label="Project"
        value={project ?? ''}
        onChange={(event) => go({ project: event.target.value || undefined })}
        options={[
          { value: '', word: 'All projects' },
          ...(projects?.items ?? []).map(({ id, name }) => ({ value: id, word: name })),
        ]}
        className="max-w-52"
      />
      <Select
        aria-label="Time range"
        value={range}
        onChange={(event) => go({ range: usageRanges.find((one) => one === event.target.value) ?? 'day' })}
        options={usageRanges.map((one) => ({ value: one, word: ranges[one].word }))}
      />
      <Select
        aria-label="Kind of data"
        value={category ?? ''}
        onChange={(event) => go({ category: event.target.value || undefined })}
        options={[
          { value: '', word: 'Everything but bytes' },
          ...known.map((one) => ({ value: one, word: capital(categoryWords(one)) })),
        ]}
      />
    </div>
  )
}

type ShownProps = {
  found: Found
  projectId: string | undefined
  range: Range
  category: string | undefined
  asOf: number
}

function Shown({ found, projectId, range, category, asOf }: ShownProps) {
  const { counts, total } = sumOf(found.totals, category)
  const scrubbed = scrubbedOf(found.totals)
  const unit = category === undefined ? 'items' : categoryWords(category)
  if (total === 0) return <Nothing range={range} projectId={projectId} filtered={category !== undefined} />
  return (
    <>
      <Card className="mb-6 p-4">
        <p className="mb-3 flex flex-wrap justify-between gap-x-4 text-xs text-faint">
          <span>
            {fullNumber(total)} {unit} by {found.interval}
          </span>
          <span>
            as of <Time at={new Date(asOf).toISOString()} />
          </span>
        </p>
        <OutcomeChart buckets={bucketsOf(found, category)} interval={found.interval} unit={capital(unit)} />
        <div className="mt-4 border-t border-line pt-4">
          <Totals counts={counts} total={total} />
        </div>
      </Card>
      <Section title="Why">
        <Card>
          <Reasons rows={reasonsOf(found.totals, category)} total={total} projectId={projectId} />
        </Card>
        {scrubbed > 0 && (
          <p className="mt-2 text-xs text-faint">
            Besides, {counted(scrubbed, 'number')} of cards or bank accounts {scrubbed === 1 ? 'was' : 'were'} taken out
            of what was kept.
          </p>
        )}
      </Section>
    </>
  )
}

function Nothing({ range, projectId, filtered }: { range: Range; projectId: string | undefined; filtered: boolean }) {
  const { slug } = useWorkspace()
  return (
    <Card>
      <Empty
        icon={<ChartColumn />}
        title={
          filtered ? 'Nothing of this kind was sent' : `Nothing was sent in the ${ranges[range].word.toLowerCase()}`
        }
        action={
          <Link
            to="/$workspace/settings/projects"
            params={{ workspace: slug }}
            search={projectId ? { project: projectId } : {}}
            className={buttonClass('primary')}
          >
            Connect a program
          </Link>
        }
      >
        Whatever your programs send is counted here within a second: what was stored, what was not, and why.
      </Empty>
    </Card>
  )
}
