import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Project } from '../../api.ts'
import { SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card } from '../../components/screen.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { bodyOf, ScheduleFieldset, settingsOf, settingsRules } from './form-fields.tsx'
import { slugFrom } from './schedule.ts'

/** Leads to the new heartbeat, which shows what to paste and waits for the first check-in. */
export function NewMonitor({ projects, onClose }: { projects: readonly Project[]; onClose: () => void }) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refusal = useRefusal('projects.write')
  const form = useForm({
    initial: { ...settingsOf(undefined), projectId: projects[0]?.id ?? '', slug: '' },
    rules: {
      ...settingsRules,
      name: ({ name }) => rules.filled('A name')(name),
      slug: ({ slug, name }) => (slugFrom(slug || name) === '' ? 'A name for the URL is needed.' : undefined),
    },
    draft: 'monitor',
    submit: async (values) => {
      const monitor = await client.createMonitor({
        body: {
          ...bodyOf(values),
          projectId: values.projectId,
          name: values.name.trim(),
          slug: slugFrom(values.slug || values.name),
        },
      })
      await queryClient.invalidateQueries({ queryKey: [workspace, 'monitors'] })
      await navigate({ to: '/$workspace/monitors/$monitorId', params: { workspace, monitorId: monitor.id } })
    },
  })
  const { values } = form
  return (
    <Card className="mb-5 p-4">
      <FormFrame form={form} action="Create heartbeat" onCancel={onClose} refusal={refusal}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField form={form} name="name" label="Name" autoFocus placeholder="Nightly backup" />
          <TextField
            form={form}
            name="slug"
            label="Name in the URL"
            spellCheck={false}
            placeholder={slugFrom(values.name) || 'nightly-backup'}
            hint="Small letters, digits, _ and -. It stays."
          />
          {projects.length > 1 && (
            <SelectField
              form={form}
              name="projectId"
              label="Project"
              options={projects.map(({ id, name }) => ({ value: id, word: name }))}
            />
          )}
        </div>
        <ScheduleFieldset form={form} />
      </FormFrame>
    </Card>
  )
}
