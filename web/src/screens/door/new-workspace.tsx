import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { client } from '../../api.ts'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'
import { sessionQuery } from '../../session.ts'
import { StartFrame } from '../start/frame.tsx'
import { Underneath } from './door-frame.tsx'
import { WorkspaceFields } from './workspace-fields.tsx'

export function NewWorkspace() {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({
    initial: { name: '', slug: '' },
    rules: { name: ({ name }) => rules.filled('A name')(name), slug: ({ slug }) => rules.slug(slug) },
    submit: async (body) => {
      const { slug } = await client.createWorkspace({ body })
      await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 })
      await navigate({ to: '/$workspace', params: { workspace: slug } })
    },
  })
  return (
    <StartFrame
      title="A new workspace"
      lead="It has members, projects and keys of its own, and sees nothing of your other workspaces."
    >
      <FormFrame form={form} action="Create workspace" wide>
        <WorkspaceFields form={form} autoFocus />
      </FormFrame>
      <Underneath>
        <Link to="/">Back</Link>
      </Underneath>
    </StartFrame>
  )
}
