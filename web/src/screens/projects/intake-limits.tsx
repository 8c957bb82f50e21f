import { useQuery } from '@tanstack/react-query'
import type { Project } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { outcomesQuery } from '../usage/queries.ts'
import { IntakeForm } from './intake/intake-form.tsx'
import { LastDay } from './intake/last-day.tsx'
import { intakeSettingsQuery } from './intake/queries.ts'

/** What a project leaves out of what is sent to it, beside what became of the last day. */
export function IntakeLimits({ project }: { project: Project }) {
  const { slug } = useWorkspace()
  const query = useQuery(intakeSettingsQuery(slug, project.id))
  const outcomes = useQuery(outcomesQuery(slug, project.id, 'day'))
  return (
    <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <Loaded query={query} skeleton={<SkeletonRows rows={6} />}>
        {(settings) => <IntakeForm project={project} settings={settings} totals={outcomes.data?.totals ?? []} />}
      </Loaded>
      <LastDay projectId={project.id} query={outcomes} />
    </div>
  )
}
