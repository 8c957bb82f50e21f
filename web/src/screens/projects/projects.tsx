import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import Package from 'lucide-react/icons/package'
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Screen } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { ProjectDeletions } from './deletion/project-deletions.tsx'
import { ProjectRow } from './project-row.tsx'
import { projectsQuery } from './queries.ts'

const route = getRouteApi('/$workspace/settings/projects')

export function Projects() {
  const { slug } = useWorkspace()
  const query = useQuery(projectsQuery(slug))
  const [creating, setCreating] = useState(false)
  const refusal = useRefusal('projects.write')
  const { project: chosen } = route.useSearch()
  return (
    <Screen
      title="Projects"
      lead="Each product that you observe is a project. It has its own DSN and ingest key."
      actions={
        !creating && (
          <Button look="primary" icon={<Plus aria-hidden />} refusal={refusal} onClick={() => setCreating(true)}>
            Create project
          </Button>
        )
      }
    >
      {creating && <NewProject onClose={() => setCreating(false)} />}
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<Package />} title="No project yet">
              Create one to get the DSN that your program sends its events to.
            </Empty>
          ) : (
            <Card>
              {items.map((project) => (
                <ProjectRow
                  key={project.id}
                  project={project}
                  open={chosen === project.id || (!chosen && items.length === 1)}
                />
              ))}
            </Card>
          )
        }
      </Loaded>
      <ProjectDeletions />
    </Screen>
  )
}

function NewProject({ onClose }: { onClose: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const form = useForm({
    initial: { name: '' },
    rules: { name: ({ name }) => rules.filled('A name')(name) },
    draft: 'project',
    submit: async (values) => {
      const project = await client.createProject({ body: values })
      await queryClient.invalidateQueries({ queryKey: projectsQuery(slug).queryKey })
      onClose()
      await navigate({ search: { project: project.id } })
    },
  })
  return (
    <Card className="mb-4 p-4">
      <FormFrame form={form} action="Create project" onCancel={onClose}>
        <TextField
          form={form}
          name="name"
          label="Name"
          placeholder="Checkout web"
          autoFocus
          hint="The product as your team calls it."
          className="max-w-sm"
        />
      </FormFrame>
    </Card>
  )
}
