import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CheckMonitor } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { toast, toastError } from '../../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { CheckForm } from './check-form.tsx'
import { checkQuery } from './queries.ts'

export function CheckSettings({ monitor }: { monitor: CheckMonitor }) {
  const { slug: workspace } = useWorkspace()
  const { id, name, pausedAt, spec } = monitor
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refusal = useRefusal('projects.write')
  const [open, setOpen] = useState(false)
  const saved = async (changed: CheckMonitor): Promise<void> => {
    queryClient.setQueryData(checkQuery(workspace, id).queryKey, changed)
    await queryClient.invalidateQueries({ queryKey: [workspace, 'monitors'] })
  }
  const turn = useMutation({
    mutationFn: () => client.updateCheckMonitor({ params: { monitorId: id }, body: { paused: pausedAt === null } }),
    onSuccess: (changed) => {
      toast({ words: changed.pausedAt === null ? 'Checked again.' : 'Paused. Nothing is checked.' })
      return saved(changed)
    },
    onError: toastError,
  })
  return (
    <>
      <Card className="mb-8 p-4">
        <CheckForm
          type={spec.type}
          monitor={monitor}
          action="Save"
          refusal={refusal}
          submit={async (body) => {
            await saved(await client.updateCheckMonitor({ params: { monitorId: id }, body }))
            toast({ words: 'Saved. The next check is made so.' })
          }}
        />
      </Card>
      <Section title={pausedAt === null ? 'Pause' : 'Paused'}>
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-64 text-muted">
            While it is paused nothing is checked, and the time counts neither as up nor as down.
          </p>
          <Button refusal={refusal} pending={turn.isPending} onClick={() => turn.mutate()}>
            {pausedAt === null ? 'Pause' : 'Go on checking'}
          </Button>
        </div>
      </Section>
      <Section title="Delete">
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-64 text-muted">
            With its states and uptime. Incidents that it opened stay.
          </p>
          <Button look="danger" refusal={refusal} onClick={() => setOpen(true)}>
            Delete …
          </Button>
        </div>
        <Confirm
          open={open}
          onClose={() => setOpen(false)}
          title={`Delete ${name}?`}
          action="Delete monitor"
          typeName={name}
          run={async () => {
            await client.deleteCheckMonitor({ params: { monitorId: id } })
            await navigate({ to: '/$workspace/monitors/checks', params: { workspace } })
            queryClient.removeQueries({ queryKey: checkQuery(workspace, id).queryKey })
            await queryClient.invalidateQueries({ queryKey: [workspace, 'monitors'] })
          }}
        >
          Its states and its uptime are deleted and nothing brings them back. Incidents that it opened stay.
        </Confirm>
      </Section>
    </>
  )
}
