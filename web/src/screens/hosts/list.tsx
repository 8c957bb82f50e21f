import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import SearchX from 'lucide-react/icons/search-x'
import type { Host, Project } from '../../api.ts'
import { Empty } from '../../components/empty.tsx'
import { Paged } from '../../components/paged.tsx'
import { Card, Screen } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { useRowKeys } from '../releases/use-row-keys.ts'
import { AddHost, EnrolHost, WaitingForHost } from './enrol.tsx'
import { HostFilterBar } from './filter.tsx'
import { hostsQuery } from './queries.ts'
import { HostRow, HostRowHeader } from './row.tsx'

const route = getRouteApi('/$workspace/hosts')

/** Every machine that reports, quiet ones first. */
export function HostList() {
  const { slug } = useWorkspace()
  const { q, is, project, sort = 'state' } = route.useSearch()
  const query = useInfiniteQuery(hostsQuery(slug, { q, is, project, sort }))
  const { data: projects } = useQuery(projectsQuery(slug))
  const all = projects?.items ?? []
  const isEmpty = !q && !is && !project && query.data?.pages[0]?.items.length === 0
  return (
    <Screen
      title="Hosts"
      lead="Machines that report their figures, in the last seven days."
      actions={!isEmpty && <AddHost projects={all} />}
    >
      {!isEmpty && <HostFilterBar counts={query.data?.pages[0]?.counts} projects={all} />}
      <Paged query={query} skeleton={<SkeletonRows rows={5} />} more="Show more hosts">
        {(hosts) => {
          if (isEmpty) return <NoHosts projects={all} />
          if (hosts.length > 0) return <Rows hosts={hosts} projects={all} />
          return (
            <Empty icon={<SearchX />} title="No host fits this filter">
              Look for something else, or for all of them.
            </Empty>
          )
        }}
      </Paged>
    </Screen>
  )
}

function Rows({ hosts, projects }: { hosts: readonly Host[]; projects: readonly Project[] }) {
  const list = useRowKeys()
  return (
    <Card>
      <div ref={list}>
        <HostRowHeader />
        <ul>
          {hosts.map((host) => (
            <HostRow
              key={host.id}
              host={host}
              projectName={projects.length > 1 ? projects.find(({ id }) => id === host.projectId)?.name : undefined}
            />
          ))}
        </ul>
      </div>
    </Card>
  )
}

/** The list turns by itself when the first host reports. */
function NoHosts({ projects }: { projects: readonly Project[] }) {
  return (
    <div className="mx-auto max-w-2xl py-4">
      <h2 className="text-lg font-semibold tracking-tight">No host yet</h2>
      <p className="mt-1 mb-5 text-base text-muted">
        The agent reports processor, memory, disks and network of a Linux machine; it is here some seconds later.
      </p>
      <EnrolHost projects={projects} />
      <div className="mt-5">
        <WaitingForHost />
      </div>
    </div>
  )
}
