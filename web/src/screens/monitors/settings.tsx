import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Monitor } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { bodyOf, ScheduleFieldset, settingsOf, settingsRules } from './form-fields.tsx'
import { monitorQuery } from './queries.ts'

export function MonitorSettings({ monitor }: { monitor: Monitor }) {
  const refusal = useRefusal('projects.write')
  return (
    <>
      <SettingsForm monitor={monitor} refusal={refusal} />
      <Pause monitor={monitor} refusal={refusal} />
      <Delete monitor={monitor} refusal={refusal} />
    </>
  )
}

type Props = { monitor: Monitor; refusal: string | undefined }

function useSaved(): (monitor: Monitor) => Promise<void> {
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  return async (monitor) => {
    queryClient.setQueryData(monitorQuery(slug, monitor.id).queryKey, monitor)
    await queryClient.invalidateQueries({ queryKey: [slug, 'monitors'] })
  }
}

function SettingsForm({ monitor, refusal }: Props) {
  const client = useClient()
  const saved = useSaved()
  const form = useForm({
    initial: settingsOf(monitor),
    rules: { ...settingsRules, name: ({ name }) => rules.filled('A name')(name) },
    submit: async (values) => {
      const body = { ...bodyOf(values), name: values.name.trim() }
      await saved(await client.updateMonitor({ params: { monitorId: monitor.id }, body }))
      toast({ words: 'Saved. What is expected is counted from now on.' })
    },
  })
  return (
    <Card className="mb-8 p-4">
      <FormFrame
        form={form}
        action="Save"
        refusal={refusal}
        aside="A check-in that brings a schedule changes it again."
      >
        <TextField form={form} name="name" label="Name" className="sm:max-w-sm" />
        <ScheduleFieldset form={form} />
      </FormFrame>
    </Card>
  )
}

function Pause({ monitor: { id, pausedAt }, refusal }: Props) {
  const client = useClient()
  const saved = useSaved()
  const turn = useMutation({
    mutationFn: () => client.updateMonitor({ params: { monitorId: id }, body: { paused: pausedAt === null } }),
    onSuccess: (monitor) => {
      toast({ words: monitor.pausedAt === null ? 'Watched again.' : 'Paused. Nothing is expected of it.' })
      return saved(monitor)
    },
    onError: toastError,
  })
  return (
    <Section title={pausedAt === null ? 'Pause' : 'Paused'}>
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          While it is paused, nothing is expected and nothing follows from what it says. Its check-ins are kept.
        </p>
        <Button refusal={refusal} pending={turn.isPending} onClick={() => turn.mutate()}>
          {pausedAt === null ? 'Pause' : 'Go on watching'}
        </Button>
      </div>
    </Section>
  )
}

function Delete({ monitor: { id, name, slug }, refusal }: Props) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  return (
    <Section title="Delete">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-64 text-muted">With all its check-ins. Incidents that it opened stay.</p>
        <Button look="danger" refusal={refusal} onClick={() => setOpen(true)}>
          Delete …
        </Button>
      </div>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title={`Delete ${name}?`}
        action="Delete heartbeat"
        typeName={slug}
        run={async () => {
          await client.deleteMonitor({ params: { monitorId: id } })
          await navigate({ to: '/$workspace/monitors', params: { workspace } })
          queryClient.removeQueries({ queryKey: monitorQuery(workspace, id).queryKey })
          await queryClient.invalidateQueries({ queryKey: [workspace, 'monitors'] })
        }}
      >
        Its check-ins are deleted and nothing brings them back. Incidents that it opened stay. If its program goes on
        reporting, the next check-in makes it anew, without this schedule unless it brings one.
      </Confirm>
    </Section>
  )
}
