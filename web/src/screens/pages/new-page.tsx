import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card } from '../../components/screen.tsx'
import { rules, useForm } from '../../form.ts'
import { slugOf } from '../../format.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { pagesQuery } from './queries.ts'

export function NewPage({ onClose }: { onClose: () => void }) {
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { slug: workspace, name: workspaceName } = useWorkspace()
  const [slugTouched, setSlugTouched] = useState(false)
  const form = useForm({
    initial: { name: '', slug: '', description: '' },
    rules: { name: ({ name }) => rules.filled('A name')(name), slug: ({ slug }) => rules.slug(slug) },
    draft: 'page',
    submit: async ({ name, slug, description }) => {
      const page = await client.createStatusPage({ body: { name, slug, ...(description.trim() && { description }) } })
      await queryClient.invalidateQueries({ queryKey: pagesQuery(workspace).queryKey })
      await navigate({ to: '/$workspace/pages/$pageId', params: { workspace, pageId: page.id } })
    },
  })
  return (
    <Card className="mb-5 p-4">
      <FormFrame form={form} action="Create status page" onCancel={onClose}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            form={form}
            name="name"
            label="Name"
            autoFocus
            placeholder={workspaceName}
            onChange={(event) => {
              form.set('name', event.target.value)
              if (!slugTouched) form.set('slug', slugOf(event.target.value))
            }}
          />
          <TextField
            form={form}
            name="slug"
            label="Address"
            spellCheck={false}
            hint={`${location.host}/status/${form.values.slug || '…'}`}
            onChange={(event) => {
              setSlugTouched(true)
              form.set('slug', event.target.value.toLowerCase())
            }}
          />
        </div>
        <TextField
          form={form}
          name="description"
          label="Description"
          hint="One sentence below the name. May stay empty."
        />
      </FormFrame>
    </Card>
  )
}
