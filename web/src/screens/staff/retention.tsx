import { useInfiniteQuery } from '@tanstack/react-query'
import Hourglass from 'lucide-react/icons/hourglass'
import { Empty } from '../../components/empty.tsx'
import { Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { counted, duration } from '../../format.ts'
import type { ListRetentionRunsResult } from '../../staff-api.ts'
import { Pages, Row, Rows } from './pages.tsx'
import { runsQuery } from './privacy-queries.ts'

type Run = ListRetentionRunsResult['items'][number]

/** What was removed because its time was over, run by run. */
export function Retention() {
  const query = useInfiniteQuery(runsQuery)
  return (
    <Section title="Sweeps">
      <Pages query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={<Hourglass />} title="No sweep has run yet">
              Every hour what is over its time is removed, rule by rule, and each run is listed here.
            </Empty>
          ) : (
            <Rows>
              {items.filter(isWorthShowing).map((run) => (
                <RunRow key={run.id} run={run} />
              ))}
              <Row>
                <span className="text-muted">
                  {counted(items.filter((run) => !isWorthShowing(run)).length, 'run')} found nothing that was over its
                  time
                </span>
              </Row>
            </Rows>
          )
        }
      </Pages>
    </Section>
  )
}

const isWorthShowing = ({ rows, failure, overdue, finishedAt }: Run): boolean =>
  rows > 0 || failure !== null || (overdue ?? 0) > 0 || finishedAt === null

function RunRow({ run: { rule, startedAt, finishedAt, rows, lagSeconds, overdue, failure } }: { run: Run }) {
  return (
    <Row actions={<Time at={startedAt} className="text-xs text-muted" />}>
      <code className="text-xs">{rule}</code>
      <p className={failure ? 'text-down' : 'text-muted'}>
        {failure ? `Failed: ${failure}. The next run tries again.` : finishedAt ? counted(rows, 'row') : 'Running'}
        {lagSeconds !== null && rows > 0 && `, the oldest ${duration(lagSeconds * 1000)} over its time`}
        {overdue !== null && overdue > 0 && `, ${counted(overdue, 'row')} left`}
      </p>
    </Row>
  )
}
