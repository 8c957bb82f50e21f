import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Loaded } from '../../components/loaded.tsx'
import { useTitle } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { Count, tab as tabAttributes, TabPanel, Tabs } from '../../components/tabs.tsx'
import type { IncidentDetail } from '../../api.ts'
import { shortNumber } from '../../format.ts'
import { lazyScreen } from '../../lazy-screen.tsx'
import { useWorkspace } from '../../session.ts'
import { AnalysisPanel } from './analysis/panel.tsx'
import { EventPanel } from './event-panel.tsx'
import { EventsPanel } from './events-panel.tsx'
import { GroupingPanel } from './grouping-panel.tsx'
import { Heading } from './heading.tsx'
import { CameFrom, LeadOn, PartOf } from './incident-merged.tsx'
import { NotesPanel } from './notes-panel.tsx'
import { incidentQuery } from './queries.ts'
import { Side } from './side.tsx'
import { TimelinePanel } from './timeline-panel.tsx'
import { TrailPanel } from './trail-panel.tsx'
import { ValuesPanel } from './values-panel.tsx'

const IncidentAlerts = lazyScreen(() => import('../alerts/incident-alerts.tsx'), 'IncidentAlerts')
const route = getRouteApi('/$workspace/incidents/$incidentId')

export function IncidentScreen() {
  const { slug } = useWorkspace()
  const { incidentId } = route.useParams()
  const { own } = route.useSearch()
  const query = useQuery(incidentQuery(slug, incidentId))
  useTitle(query.data?.title)
  return (
    <Loaded whole query={query} skeleton={<IncidentSkeleton />}>
      {(incident) =>
        incident.mergedInto !== null && !own ? (
          <LeadOn incident={incident} into={incident.mergedInto} />
        ) : (
          <IncidentView key={incident.id} incident={incident} />
        )
      }
    </Loaded>
  )
}

const tabs = [
  { id: 'alerts', word: 'Alerts' },
  { id: 'event', word: 'Event' },
  { id: 'events', word: 'All events' },
  { id: 'values', word: 'Values' },
  { id: 'notes', word: 'Notes' },
  { id: 'trail', word: 'Trail' },
  { id: 'timeline', word: 'Timeline' },
  { id: 'grouping', word: 'Grouping' },
] as const

type Tab = (typeof tabs)[number]

const ofEvents = new Set<Tab['id']>(['event', 'events', 'values'])

/** Alerts and monitors have no events: what alerts are about is asked of their rule, and a monitor's trail begins with what it found. */
function tabsOf(kind: IncidentDetail['kind']): readonly Tab[] {
  if (kind === 'alert') return tabs.filter(({ id }) => !ofEvents.has(id))
  const others = tabs.filter(({ id }) => id !== 'alerts')
  if (kind !== 'check' && kind !== 'heartbeat') return others
  const isTrail = ({ id }: Tab): boolean => id === 'trail'
  return [...others.filter(isTrail), ...others.filter((tab) => !isTrail(tab) && !ofEvents.has(tab.id))]
}

/** What an incident keeps for itself when its events count for another one. */
const keptTabs = tabs.filter(({ id }) => id === 'notes' || id === 'trail' || id === 'timeline')

function IncidentView({ incident }: { incident: IncidentDetail }) {
  const { tab: wanted, own } = route.useSearch()
  const { slug } = useWorkspace()
  const { mergedInto } = incident
  const offered = mergedInto === null ? tabsOf(incident.kind) : keptTabs
  const tab = offered.find(({ id }) => id === wanted)?.id ?? offered[0]?.id ?? 'notes'
  return (
    <div className="mx-auto w-full max-w-7xl px-4 pb-10 md:px-8">
      <Heading incident={incident} />
      <div className="grid gap-x-10 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <div className="min-w-0">
          {mergedInto === null ? <CameFrom incident={incident} /> : <PartOf incident={incident} into={mergedInto} />}
          {mergedInto === null && <AnalysisPanel incidentId={incident.id} projectId={incident.projectId} />}
          <Tabs label="About this incident">
            {offered.map(({ id, word }) => (
              <Link
                key={id}
                to="/$workspace/incidents/$incidentId"
                params={{ workspace: slug, incidentId: incident.id }}
                search={{ ...(id !== offered[0]?.id && { tab: id }), ...(own && { own }) }}
                replace
                resetScroll={false}
                {...tabAttributes(tab === id)}
              >
                {word}
                {id === 'events' && <Count>{shortNumber(incident.eventCount)}</Count>}
              </Link>
            ))}
          </Tabs>
          <TabPanel label={tabs.find(({ id }) => id === tab)?.word ?? ''}>
            {tab === 'alerts' && <IncidentAlerts />}
            {tab === 'event' && <EventPanel incident={incident} />}
            {tab === 'events' && <EventsPanel incident={incident} />}
            {tab === 'values' && <ValuesPanel incidentId={incident.id} />}
            {tab === 'notes' && <NotesPanel incidentId={incident.id} />}
            {tab === 'trail' && <TrailPanel incidentId={incident.id} />}
            {tab === 'timeline' && <TimelinePanel incidentId={incident.id} />}
            {tab === 'grouping' && <GroupingPanel incident={incident} />}
          </TabPanel>
        </div>
        <Side incident={incident} />
      </div>
    </div>
  )
}

function IncidentSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 md:px-8">
      <Skeleton className="h-5 w-40" />
      <Skeleton className="h-8 w-3/4" />
      <Skeleton className="h-4 w-1/3" />
      <Skeleton className="mt-4 h-9 w-full" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}
