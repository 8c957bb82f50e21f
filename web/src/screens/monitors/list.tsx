import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import Plus from 'lucide-react/icons/plus'
import SearchX from 'lucide-react/icons/search-x'
import type { Monitor, Project } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Paged } from '../../components/paged.tsx'
import { Card, Screen } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useRefusal, useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { useRowKeys } from '../releases/use-row-keys.ts'
import { Connect, WaitingForCheckIn } from './connect.tsx'
import { MonitorKinds } from './checks/tabs.tsx'
import { MonitorFilterBar } from './filter.tsx'
import { NewMonitor } from './new-monitor.tsx'
import { monitorsQuery } from './queries.ts'
import { MonitorRow, RowHeader } from './row.tsx'

const route = getRouteApi('/$workspace/monitors')

export function MonitorList() {
  const { slug } = useWorkspace()
  const { q, is, create } = route.useSearch()
  const navigate = route.useNavigate()
  const refusal = useRefusal('projects.write')
  const filter = { q, is }
  const query = useInfiniteQuery(monitorsQuery(slug, filter))
  const { data: projects } = useQuery(projectsQuery(slug))
  const counts = query.data?.pages[0]?.counts
  const isEmpty = !q && !is && query.data?.pages[0]?.items.length === 0
  const show = (creating: boolean): void =>
    void navigate({
      search: ({ create: _, ...search }) => ({ ...search, ...(creating && { create: true }) }),
      replace: true,
    })
  return (
    <Screen
      title="Monitors"
      lead="Programs that run by a schedule and say so. One that does not opens an incident."
      actions={
        !create && (
          <Button look="primary" icon={<Plus aria-hidden />} refusal={refusal} onClick={() => show(true)}>
            Create heartbeat
          </Button>
        )
      }
    >
      <MonitorKinds chosen="heartbeats" />
      {create && projects && <NewMonitor projects={projects.items} onClose={() => show(false)} />}
      {!isEmpty && <MonitorFilterBar filter={filter} counts={counts} />}
      <Paged query={query} skeleton={<SkeletonRows rows={5} />} more="Show more heartbeats">
        {(monitors) => {
          if (isEmpty) return create ? null : <NoMonitors project={projects?.items[0]} />
          if (monitors.length > 0) return <Rows monitors={monitors} projects={projects?.items ?? []} />
          return (
            <Empty icon={<SearchX />} title="No heartbeat fits this filter">
              {is === 'failing' ? 'None is failing.' : 'Look for something else, or for all of them.'}
            </Empty>
          )
        }}
      </Paged>
    </Screen>
  )
}

function Rows({ monitors, projects }: { monitors: readonly Monitor[]; projects: readonly Project[] }) {
  const list = useRowKeys()
  return (
    <Card>
      <div ref={list}>
        <RowHeader />
        <ul>
          {monitors.map((monitor) => (
            <MonitorRow
              key={monitor.id}
              monitor={monitor}
              projectName={projects.length > 1 ? projects.find(({ id }) => id === monitor.projectId)?.name : undefined}
            />
          ))}
        </ul>
      </div>
    </Card>
  )
}

/** The first check-in makes its heartbeat, so that nothing has to be made here; the list turns by itself. */
function NoMonitors({ project }: { project: Project | undefined }) {
  return (
    <div className="mx-auto max-w-2xl py-4">
      <h2 className="text-lg font-semibold tracking-tight">No heartbeat yet</h2>
      <p className="mt-1 mb-5 text-base text-muted">
        Let a program that runs by a schedule call this URL when it is done. The first call makes the heartbeat; create
        it here to say when it is expected.
      </p>
      <Connect project={project} slug="nightly-backup" schedule={null} />
      <div className="mt-5">
        <WaitingForCheckIn />
      </div>
    </div>
  )
}
