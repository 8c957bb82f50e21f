import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import ChevronRight from 'lucide-react/icons/chevron-right'
import type { Project } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { UnknownPill } from '../../components/states.tsx'
import { tab as tabAttributes, TabPanel, Tabs } from '../../components/tabs.tsx'
import { Time } from '../../components/time.tsx'
import { projectTabs } from '../../tabs.ts'
import { useWorkspace } from '../../session.ts'
import { ConnectProject } from './connect-project.tsx'
import { DeleteProject } from './deletion/delete-project.tsx'
import { ProjectGrouping } from './grouping.tsx'
import { IngestKeys } from './ingest-keys.tsx'
import { IntakeLimits } from './intake-limits.tsx'
import { ProjectSettings } from './project-settings.tsx'
import { waitingProjectQuery } from './queries.ts'
import { ProjectScrubbing } from './scrubbing.tsx'
import { SourceMaps } from './source-maps.tsx'

const route = getRouteApi('/$workspace/settings/projects')

export function ProjectRow({ project, open }: { project: Project; open: boolean }) {
  const { slug } = useWorkspace()
  // Only one that is still silent is asked for again and again.
  const { data: fresh = project } = useQuery({
    ...waitingProjectQuery(slug, project.id),
    enabled: open && !project.firstEventAt,
  })
  return (
    <section className="border-b border-line last:border-b-0">
      <h2>
        <Link
          to="/$workspace/settings/projects"
          params={{ workspace: slug }}
          search={open ? { project: 'none' } : { project: project.id }}
          replace
          aria-expanded={open}
          className="flex min-h-13 items-center gap-3 px-4 py-2 hover:bg-hover"
        >
          <ChevronRight
            className={cn('size-4 shrink-0 text-faint transition-transform duration-100', open && 'rotate-90')}
            aria-hidden
          />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium">{project.name}</span>
            <span className="block text-xs text-faint">Number {project.number}</span>
          </span>
          {fresh.firstEventAt ? (
            <span className="text-xs text-muted">
              First event <Time at={fresh.firstEventAt} />
            </span>
          ) : (
            <UnknownPill>Nothing received yet</UnknownPill>
          )}
        </Link>
      </h2>
      {open && (
        <div className="border-t border-line px-4 pt-2 pb-5 md:px-11">
          <Parts project={project} waiting={fresh} />
        </div>
      )}
    </section>
  )
}

const words = {
  connect: 'Connect',
  keys: 'Ingest keys',
  intake: 'Intake',
  scrubbing: 'Scrubbing',
  grouping: 'Grouping',
  sourceMaps: 'Source maps',
  settings: 'Settings',
} as const

/** `waiting` is the same project as it was asked for last, while its first event is awaited. */
function Parts({ project, waiting }: { project: Project; waiting: Project }) {
  const { slug, permissions } = useWorkspace()
  const { tab: wanted = 'connect' } = route.useSearch()
  // What one may not know of is absent.
  const tabs = projectTabs.filter((each) => each !== 'keys' || permissions.includes('keys.read'))
  const chosen = tabs.find((each) => each === wanted) ?? 'connect'
  return (
    <>
      <Tabs label={project.name}>
        {tabs.map((each) => (
          <Link
            key={each}
            to="/$workspace/settings/projects"
            params={{ workspace: slug }}
            search={{ project: project.id, ...(each !== 'connect' && { tab: each }) }}
            replace
            resetScroll={false}
            {...tabAttributes(each === chosen)}
          >
            {words[each]}
          </Link>
        ))}
      </Tabs>
      <TabPanel label={words[chosen]}>
        {chosen === 'connect' && (
          <ConnectProject workspace={slug} project={{ ...project, firstEventAt: waiting.firstEventAt }} />
        )}
        {chosen === 'keys' && <IngestKeys project={project} />}
        {chosen === 'intake' && <IntakeLimits project={project} />}
        {chosen === 'scrubbing' && <ProjectScrubbing project={project} />}
        {chosen === 'grouping' && <ProjectGrouping project={project} />}
        {chosen === 'sourceMaps' && <SourceMaps project={project} />}
        {chosen === 'settings' && (
          <>
            <ProjectSettings project={project} />
            <DeleteProject project={project} />
          </>
        )}
      </TabPanel>
    </>
  )
}
