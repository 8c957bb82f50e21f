import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { fullNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { seriesStatusQuery, type SeriesStat } from '../metrics/series-status.ts'

/** Who made the series: the metrics and labels with the most of them. */
export function WideMetrics() {
  const { slug } = useWorkspace()
  const query = useQuery(seriesStatusQuery(slug))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
      {({ seriesCountByMetricName: metrics, labelValueCountByLabelName: labels, headStats }) =>
        metrics.length > 0 && (
          <div className="mt-4 grid gap-4 md:grid-cols-2">
            <Stats title="Metrics with the most series" unit="series" stats={metrics} total={headStats.numSeries} />
            <Stats title="Labels with the most values" unit="values" stats={labels} />
          </div>
        )
      }
    </Loaded>
  )
}

type StatsProps = { title: string; unit: string; stats: readonly SeriesStat[]; total?: number }

function Stats({ title, unit, stats, total }: StatsProps) {
  return (
    <Card className="p-4">
      <h3 className="text-sm font-medium">{title}</h3>
      <p className="text-xs text-faint">
        Of yesterday and today (UTC){total !== undefined && `: ${fullNumber(total)} in all`}
      </p>
      <ol className="mt-2">
        {stats.map(({ name, value }) => (
          <li key={name} className="flex items-baseline justify-between gap-4 py-0.5">
            <code className="min-w-0 truncate text-sm" title={name}>
              {name}
            </code>
            <span className="shrink-0 text-sm text-muted tabular-nums">
              {fullNumber(value)} {unit}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  )
}
