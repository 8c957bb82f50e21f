import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { GetProjectRetentionResult, Project } from '../../api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { counted } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { projectRetentionQuery, retentionQuery } from './queries.ts'

/** For each project how long stacks, breadcrumbs, attributes and users of its events stay. */
export function ProjectDays() {
  const { slug } = useWorkspace()
  const query = useQuery(projectsQuery(slug))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
      {({ items }) => (
        <Card>
          <ul>
            {items.map((project) => (
              <li key={project.id} className="border-t border-line p-4 first:border-t-0">
                <ProjectRow project={project} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Loaded>
  )
}

function ProjectRow({ project }: { project: Project }) {
  const { slug } = useWorkspace()
  const query = useQuery(projectRetentionQuery(slug, project.id))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
      {(found) =>
        found.bounds ? (
          <Days project={project} found={found} bounds={found.bounds} />
        ) : (
          <Fixed project={project} found={found} />
        )
      }
    </Loaded>
  )
}

type Found = GetProjectRetentionResult

/** Where the policy, the plan or a contract decides and the project has no say. */
function Fixed({ project, found: { payloadDays } }: { project: Project; found: Found }) {
  return (
    <p>
      <strong className="font-medium">{project.name}</strong>: stacks, breadcrumbs, attributes and users of events are
      kept {payloadDays === null ? 'as long as the workspace' : counted(payloadDays, 'day')}.
    </p>
  )
}

type Bounds = NonNullable<Found['bounds']>

function Days({ project, found, bounds }: { project: Project; found: Found; bounds: Bounds }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('projects.write')
  const range = `from ${bounds.minDays} to ${bounds.maxDays}`
  const form = useForm({
    initial: { payloadDays: String(found.setDays ?? '') },
    rules: {
      payloadDays: ({ payloadDays }) =>
        payloadDays === '' || /^\d+$/.test(payloadDays.trim()) ? undefined : `A number of days ${range}, or nothing`,
    },
    submit: async ({ payloadDays }) => {
      const days = payloadDays.trim() === '' ? null : Number(payloadDays)
      await client.setProjectRetention({ params: { projectId: project.id }, body: { payloadDays: days } })
      await queryClient.invalidateQueries({ queryKey: retentionQuery(slug).queryKey })
      toast({ words: 'Saved. What is older goes within the hour.' })
    },
  })
  const shorter = Number(form.values.payloadDays || bounds.defaultDays) < (found.payloadDays ?? Infinity)
  return (
    <FormFrame form={form} action="Save" refusal={refusal}>
      <TextField
        form={form}
        name="payloadDays"
        label={`${project.name}: days that payloads are kept`}
        inputMode="numeric"
        placeholder={String(bounds.defaultDays)}
        hint={`Stacks, breadcrumbs, attributes and users of events. A number ${range}; ${bounds.defaultDays} when empty. Incidents and their counts stay.`}
        className="max-w-md"
      />
      {form.dirty && shorter && (
        <p role="status" className="rounded-md bg-degraded-soft px-3 py-2 text-degraded">
          Payloads that are older than that are removed within the hour. Nothing brings them back.
        </p>
      )}
    </FormFrame>
  )
}
