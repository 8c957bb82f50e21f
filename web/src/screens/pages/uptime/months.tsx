import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { duration } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { monthWords, percent } from './figures.ts'
import { monthsQuery } from './queries.ts'

/** A row for each component, a column for each month of the page's calendar. */
export function Months({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(monthsQuery(slug, pageId))
  return (
    <Section title="By month">
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ months, components, overall }) => (
          <Card>
            <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Uptime by month">
              <table className="w-full text-sm">
                <thead className="bg-sunken text-xs text-muted">
                  <tr>
                    <th className="px-4 py-2 text-left font-medium">Component</th>
                    {months.map((month) => (
                      <th key={month} className="px-3 py-2 text-right font-medium whitespace-nowrap">
                        {monthWords(month)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {components.map(({ id, name, months: figures }) => (
                    <Row key={id} name={name} figures={figures} />
                  ))}
                  {components.length > 1 && <Row name="All that readers see" figures={overall} strong />}
                </tbody>
              </table>
            </div>
          </Card>
        )}
      </Loaded>
    </Section>
  )
}

type MonthFigure = { month: string; uptime: number | null; coverage: number; downtimeSeconds: number }

function Row({ name, figures, strong }: { name: string; figures: readonly MonthFigure[]; strong?: boolean }) {
  return (
    <tr className={strong ? 'border-t-2 border-line-strong font-semibold' : 'border-t border-line'}>
      <th scope="row" className="max-w-56 truncate px-4 py-2 text-left font-medium">
        {name}
      </th>
      {figures.map(({ month, uptime, coverage, downtimeSeconds }) => (
        <td
          key={month}
          className="px-3 py-2 text-right align-top whitespace-nowrap tabular-nums"
          title={`Down for ${duration(downtimeSeconds * 1000)}; ${percent(coverage)} of the time known`}
        >
          {uptime === null ? <span className="font-normal text-muted">No data</span> : percent(uptime)}
          {uptime !== null && coverage < 1 && (
            <span className="block text-xs font-normal text-muted">{percent(coverage)} known</span>
          )}
        </td>
      ))}
    </tr>
  )
}
