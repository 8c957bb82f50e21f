import { useQuery } from '@tanstack/react-query'
import ChartNoAxesColumn from 'lucide-react/icons/chart-no-axes-column'
import type { StatusPage, Uptime } from '../../../api.ts'
import { Empty } from '../../../components/empty.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { useWorkspace } from '../../../session.ts'
import { ComponentBars, Figure, Legend } from './bars.tsx'
import { Months } from './months.tsx'
import { Policy } from './policy.tsx'
import { uptimeQuery } from './queries.ts'
import { UptimeReport } from './report.tsx'

/** How much of the time the components of a page were up, by time and by the rules that the page says. */
export function UptimeTab({ page }: { page: StatusPage }) {
  const { slug } = useWorkspace()
  const query = useQuery(uptimeQuery(slug, page.id))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
      {(uptime) =>
        uptime.components.length === 0 ? (
          <Empty icon={<ChartNoAxesColumn />} title="Nothing to count yet">
            Uptime is counted for each component of the page. Add the first one under “Components”.
          </Empty>
        ) : (
          <>
            <Section
              title="The past 90 days"
              actions={<Figure uptime={uptime.overall.uptime} coverage={uptime.overall.coverage} />}
            >
              <Bars uptime={uptime} />
              <Legend />
              <p className="mt-2 text-xs text-muted">
                Days are those of the page, in {uptime.timeZone}. Time about which nothing is known counts neither as up
                nor as down. Figures are rounded downward.
              </p>
            </Section>
            <Months pageId={page.id} />
            <UptimeReport page={page} />
            <Policy page={page} />
          </>
        )
      }
    </Loaded>
  )
}

function Bars({ uptime: { components, groups } }: { uptime: Uptime }) {
  const alone = components.filter(({ groupId }) => groupId === null)
  return (
    <Card>
      {alone.length > 0 && (
        <ul>
          {alone.map((component) => (
            <ComponentBars key={component.id} component={component} />
          ))}
        </ul>
      )}
      {groups.map((group) => (
        <section key={group.id} aria-label={group.name} className="border-t border-line first:border-t-0">
          <div className="flex flex-wrap items-baseline gap-x-3 bg-sunken px-4 py-2">
            <h3 className="min-w-0 flex-1 basis-52 text-sm font-semibold">
              {group.name}
              <span className="block text-xs font-normal text-muted">
                {group.upWhen === 'any' ? 'up while any of these is' : 'up while all of these are'}
              </span>
            </h3>
            <Figure uptime={group.uptime} coverage={group.coverage} />
          </div>
          <ul>
            {components
              .filter(({ groupId }) => groupId === group.id)
              .map((component) => (
                <ComponentBars key={component.id} component={component} />
              ))}
          </ul>
        </section>
      ))}
    </Card>
  )
}
