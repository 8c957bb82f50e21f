import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { newDashboard } from '#common/dashboards'
import { Dialog } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useWorkspace } from '../../session.ts'

/** A name is enough; its panels are made on it. */
export function NewDialog({ onClose }: { onClose: () => void }) {
  const client = useClient()
  const { slug: workspace } = useWorkspace()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({
    initial: { title: '', folder: '' },
    rules: { title: ({ title }) => rules.filled('A title')(title) },
    draft: 'dashboard',
    submit: async ({ title, folder }) => {
      const body = { dashboard: newDashboard(title.trim()), ...(folder.trim() && { folder: folder.trim() }) }
      const { id } = await client.createDashboard({ body })
      await queryClient.invalidateQueries({ queryKey: [workspace, 'dashboards'] })
      const params = { workspace, dashboardId: id }
      await navigate({ to: '/$workspace/dashboards/$dashboardId', params, search: { edit: true } })
    },
  })
  return (
    <Dialog open onClose={onClose} title="New dashboard">
      <div className="px-5 pb-5">
        <FormFrame form={form} action="Create dashboard" onCancel={onClose}>
          <TextField form={form} name="title" label="Title" autoFocus maxLength={200} placeholder="Checkout" />
          <TextField
            form={form}
            name="folder"
            label="Folder"
            maxLength={100}
            hint="Dashboards of one folder stand together. May stay empty."
          />
        </FormFrame>
      </div>
    </Dialog>
  )
}
