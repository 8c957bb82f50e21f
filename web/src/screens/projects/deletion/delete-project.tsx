import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Project, ProjectDeletionPlan } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { toast } from '../../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { deletionPlanQuery } from './queries.ts'
import { goingWords } from './words.ts'

const route = getRouteApi('/$workspace/settings/projects')

/** What would go with the project, in numbers, and the way to have it gone. */
export function DeleteProject({ project }: { project: Project }) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('projects.write')
  const query = useQuery({ ...deletionPlanQuery(slug, project.id), enabled: refusal === undefined })
  return (
    <section className="mt-8 border-t border-line pt-5">
      <h3 className="mb-2 font-medium">Delete the project</h3>
      {refusal === undefined ? (
        <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
          {(plan) => <Deletion project={project} plan={plan} />}
        </Loaded>
      ) : (
        <Button refusal={refusal}>Delete …</Button>
      )}
    </section>
  )
}

function Deletion({ project, plan }: { project: Project; plan: ProjectDeletionPlan }) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const [deleting, setDeleting] = useState(false)
  const going = goingWords(plan.deleted)
  const run = async (): Promise<void> => {
    await client.deleteProject({ params: { projectId: project.id }, body: { slug: plan.slug } })
    toast({ words: `${project.name} is deleted. Its data is being removed.` })
    // All rows closed, so that what is being deleted is in sight.
    await navigate({ search: { project: 'none' } })
    // Incidents, monitors, views, quotas: all of it may have shown something of the project.
    await queryClient.invalidateQueries({ queryKey: [workspace] })
  }
  return (
    <div className="flex flex-wrap items-start gap-4">
      <div className="min-w-0 flex-1 basis-64 text-muted">
        <p>Everything of it goes, and nothing brings it back{going.length > 0 && ':'}</p>
        <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 tabular-nums">
          {going.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </div>
      <Button
        refusal={plan.held ? 'A legal hold protects what is in this workspace until it is released.' : undefined}
        onClick={() => setDeleting(true)}
      >
        Delete …
      </Button>
      {plan.held && (
        <p role="status" className="w-full rounded-md bg-degraded-soft px-3 py-2 text-degraded">
          A legal hold protects what is in this workspace: no project can be deleted until it is released.
        </p>
      )}
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${project.name}?`}
        action="Delete project"
        typeName={plan.slug}
        run={run}
      >
        <ul className="flex list-disc flex-col gap-1 pl-4">
          {going.length > 0 && <li>This goes: {going.join(', ')}.</li>}
          <li>What its programs send is refused within a second, and its incidents are in no list any more.</li>
          <li>Reports on status pages stay as the public read them; the audit log keeps who deleted it.</li>
          <li>The data is removed in the background, which takes from a minute to some hours.</li>
          <li>
            The slug <strong className="font-medium text-text">{plan.slug}</strong> stays taken until that is done.
          </li>
        </ul>
      </Confirm>
    </div>
  )
}
