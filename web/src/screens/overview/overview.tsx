import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Screen, Section } from '../../components/screen.tsx'
import { useWorkspace } from '../../session.ts'
import { incidentHeadQuery } from '../incidents/queries.ts'
import { projectsQuery } from '../projects/queries.ts'
import { Headline } from './headline.tsx'
import { NextSteps } from './next-steps.tsx'
import { Now } from './now.tsx'
import { Public } from './public.tsx'
import { Today } from './today.tsx'

/** What is wrong now, what is unknown, and what changed today. */
export function Overview() {
  const { slug, name } = useWorkspace()
  const open = useQuery(incidentHeadQuery(slug, { status: 'open' }, 6))
  const projects = useQuery(projectsQuery(slug))
  return (
    <Screen title={name} lead={<Headline open={open} projects={projects} />}>
      <NextSteps />
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="min-w-0">
          <Section
            title="Wrong now"
            actions={
              <Link to="/$workspace/incidents" params={{ workspace: slug }} className="text-link">
                All incidents
              </Link>
            }
          >
            <Now open={open} silent={projects.data?.items.every(({ firstEventAt }) => firstEventAt === null)} />
          </Section>
          <Section title="Changed today">
            <Today />
          </Section>
        </div>
        <Public />
      </div>
    </Screen>
  )
}
