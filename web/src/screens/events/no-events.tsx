import { useQuery, useQueryClient } from '@tanstack/react-query'
import SearchX from 'lucide-react/icons/search-x'
import { useEffect, useRef } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { rangeWords } from '../../components/time-range.ts'
import { useWorkspace } from '../../session.ts'
import type { Asked } from '../logs/queries.ts'
import { ConnectProject } from '../projects/connect-project.tsx'
import { projectsQuery, waitingProjectQuery } from '../projects/queries.ts'
import { eventsFallback } from './queries.ts'

type Props = { asked: Asked; onChange: (change: Partial<Asked>) => void }

/** Two silences: nothing has ever come, or nothing fits. */
export function NoEvents({ asked, onChange }: Props) {
  const { slug } = useWorkspace()
  const { data, isPending } = useQuery(projectsQuery(slug))
  const projects = data?.items.filter(({ id }) => asked.projectId === undefined || id === asked.projectId) ?? []
  const [first] = projects
  if (isPending) return <Skeleton className="m-6 h-40" />
  if (first && projects.every(({ firstEventAt }) => firstEventAt === null)) return <FirstEvent projectId={first.id} />
  return (
    <Empty
      icon={<SearchX />}
      title={asked.query ? 'No event fits this query' : 'No event came in this time'}
      action={
        <>
          {asked.range !== '7d' && <Button onClick={() => onChange({ range: '7d' })}>Search the last 7 days</Button>}
          {asked.query && <Button onClick={() => onChange({ query: '' })}>Show all events</Button>}
        </>
      }
    >
      {rangeWords(asked.range, eventsFallback)}
      {asked.query && (
        <>
          {' · '}
          <code className="rounded bg-sunken px-1 break-all">{asked.query}</code>
        </>
      )}
    </Empty>
  )
}

/** Turns by itself when the first event comes. */
function FirstEvent({ projectId }: { projectId: string }) {
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const { data: project } = useQuery(waitingProjectQuery(slug, projectId))
  const arrived = project !== undefined && project.firstEventAt !== null
  const told = useRef(false)
  useEffect(() => {
    if (!arrived || told.current) return
    told.current = true
    for (const noun of ['projects', 'foundEvents', 'eventCounts', 'eventNames'])
      void queryClient.invalidateQueries({ queryKey: [slug, noun] })
  }, [arrived, slug, queryClient])
  return (
    <div className="mx-auto max-w-2xl px-4 py-10">
      <h2 className="text-lg font-semibold tracking-tight">No event has arrived yet</h2>
      <p className="mt-1 mb-6 text-base text-muted">
        Put this into your program. Every error that it sends can be found here by its words and attributes.
      </p>
      {project ? <ConnectProject workspace={slug} project={project} /> : <Skeleton className="h-40" />}
    </div>
  )
}
