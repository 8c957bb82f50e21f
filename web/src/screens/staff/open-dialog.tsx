import { useQueryClient } from '@tanstack/react-query'
import { staffClient } from '../../staff-api.ts'
import { Dialog } from '../../components/dialog.tsx'
import { SelectField, TextArea } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { counted } from '../../format.ts'
import { sessionQuery } from '../../session.ts'
import type { ListedWorkspace } from './queries.ts'

const hours = [1, 2, 4, 8].map((value) => ({ value: String(value), word: counted(value, 'hour') }))

/** Says whom it concerns and what they learn of it, before it is done. */
export function OpenDialog({ workspace, onClose }: { workspace: ListedWorkspace; onClose: () => void }) {
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { reason: '', hours: '1' },
    rules: { reason: ({ reason }) => rules.filled('A reason')(reason) },
    submit: async (values) => {
      await staffClient.openStaffGrant({
        body: { workspaceId: workspace.id, reason: values.reason, hours: Number(values.hours) },
      })
      await queryClient.invalidateQueries({ queryKey: ['staff'] })
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
      onClose()
      toast({ words: `${workspace.name} is open. Its owners are told.` })
    },
  })
  return (
    <Dialog open title={`Open ${workspace.name}`} onClose={onClose}>
      <div className="overflow-y-auto px-5 pb-5">
        <p className="mb-4 text-muted">
          You see what a viewer sees, and the audit log. You see no key and change nothing. Its owners get a mail with
          your name and the reason, and both stand in its audit log, with each hour in which you look.
        </p>
        <FormFrame form={form} action="Open" onCancel={onClose}>
          <TextArea form={form} name="reason" label="Reason" hint="The owners read it." maxLength={500} autoFocus />
          <SelectField form={form} name="hours" label="For" options={hours} className="max-w-40" />
        </FormFrame>
      </div>
    </Dialog>
  )
}
